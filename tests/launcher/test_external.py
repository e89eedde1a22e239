"""An external PostgreSQL: the product gets a role of its own where it may have one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest

from launcher import databases
from launcher.errors import Stop
from launcher.places import Places
from tests.launcher.staging import PROJECT, Stage


@dataclass
class Outside:
    """A server that plays the external one, and a copy of the project that is to use it."""

    superuser: psycopg.Connection[tuple[object, ...]]
    places: Places
    host: str

    def url(self, role: str, secret: str) -> str:
        """The address for a role."""
        return f"postgresql://{role}:{secret}@/marque?host={self.host}"

    def make_role(self, name: str, rights: str) -> str:
        """A role on that server; its address."""
        self.superuser.execute(f"CREATE ROLE {name} LOGIN {rights} PASSWORD 'p%40ss'")
        return self.url(name, "p%2540ss")


@pytest.fixture
def outside(stage: Stage) -> Iterator[Outside]:
    host = stage.use_server().app_url.partition("host=")[2]
    places = Places(stage.root / "other", stage.root / "other" / "var")
    places.prepare()
    (places.root / ".venv").unlink(missing_ok=True)
    (places.root / ".venv").symlink_to(PROJECT / ".venv")
    with psycopg.connect(f"postgresql://postgres@/marque?host={host}", autocommit=True) as link:
        yield Outside(link, places, host)
        for role in ("builder", "tenant"):
            link.execute(f"DROP ROLE IF EXISTS {role}")


def test_role_that_may_not_make_roles_is_used_as_it_is(outside: Outside) -> None:
    url = outside.make_role("tenant", "")
    assert databases.external(outside.places, {"DATABASE_URL": url}) == databases.Connection(
        url, url
    )


def test_both_addresses_given_are_used_as_they_are(outside: Outside) -> None:
    url = outside.make_role("tenant", "")
    env = {"DATABASE_URL": url, "DATABASE_OWNER_URL": url + "&application_name=owner"}
    connection = databases.external(outside.places, env)
    assert connection.env() == env


def test_existing_role_of_another_copy_is_not_taken_over(outside: Outside) -> None:
    url = outside.make_role("builder", "CREATEROLE")
    with pytest.raises(Stop, match="marque_app exists on that server with another password"):
        databases.external(outside.places, {"DATABASE_URL": url})


def test_application_gets_a_role_of_its_own(outside: Outside) -> None:
    outside.superuser.execute("ALTER ROLE marque_app RENAME TO marque_app_before")
    try:
        url = outside.make_role("builder", "CREATEROLE")
        connection = databases.external(outside.places, {"DATABASE_URL": url})
        again = databases.external(outside.places, {"DATABASE_URL": url})
        assert connection == again
        assert connection.owner_url == url
        with psycopg.connect(connection.app_url) as link:
            assert link.execute("SELECT current_user").fetchone() == ("marque_app",)
    finally:
        outside.superuser.execute("DROP OWNED BY builder; DROP ROLE marque_app")
        outside.superuser.execute("ALTER ROLE marque_app_before RENAME TO marque_app")


def test_wrong_password_is_said_without_the_password(outside: Outside) -> None:
    with pytest.raises(Stop, match="password authentication failed") as refusal:
        databases.external(outside.places, {"DATABASE_URL": outside.url("marque_app", "guess")})
    assert "guess" not in refusal.value.sentence
