"""The account set of the tests, and the people who work in it."""

from __future__ import annotations

import gc
from contextlib import suppress
from datetime import date

import pytest
from django.db import OperationalError, connection
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import settings

SCHEMA = "books_test"
KEPT = {"django_migrations", "audit_change", "audit_link", "audit_head", "django_content_type"}

# The same examples every run, so that a red run is the fault of its change;
# `./marque test --hypothesis-profile=default` looks for new ones.
settings.register_profile("same", derandomize=True)
settings.load_profile("same")


def pytest_configure(config):
    config.addinivalue_line("markers", "feature(id): the acceptance test of a feature")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Test by test, but those of the browser together, for they share a world and a server.

    They go first: on one of two workers, otherwise file by file. Marks would say this as well, but
    with pytest 9.2 pytest-xdist 3.8 does not see its groups.
    """
    from xdist.scheduler import LoadScopeScheduling

    if config.getvalue("dist") != "loadgroup":
        return None
    few = len(config.getvalue("tx")) <= 2

    class TogetherInTheBrowser(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            if not nodeid.startswith("tests/browser/"):
                return nodeid
            return "tests/browser" if few else nodeid.partition("::")[0]

    return TogetherInTheBrowser(config, log)


def pytest_collection_finish(session):
    """What is imported stays to the end, so the garbage collector need not go through it again."""
    gc.collect()
    gc.freeze()


def empty_tables(schema=SCHEMA):
    """Every table of the schema empty again: what a committed test leaves behind."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(table_name) FROM information_schema.tables"
            " WHERE table_schema = %s AND table_type = 'BASE TABLE'",
            [schema],
        )
        names = [row[0] for row in cursor.fetchall() if row[0].strip('"') not in KEPT]
        cursor.execute(
            "TRUNCATE " + ", ".join(f"{schema}.{name}" for name in names) + " RESTART IDENTITY"
        )
        cursor.execute("TRUNCATE public.procrastinate_jobs CASCADE")


def _empty_instead_of_flush(self):
    connection.set_schema(SCHEMA)
    empty_tables()
    _seed()


def _seed():
    """Positions, roles and everything else that a new account set starts with."""
    from marque.accountsets.models import AccountSet
    from marque.accountsets.services.create import seeds

    books = AccountSet.objects.get(code="test")
    connection.set_tenant(books)
    for seed in seeds:
        seed(books)


TransactionTestCase._fixture_teardown = _empty_instead_of_flush


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, request):
    """A database with the public schema and one account set, both migrated."""
    suffix = getattr(request.config, "workerinput", {}).get("workerid", "")
    keep = request.config.getoption("reuse_db", default=False)
    name = connection.settings_dict["TEST"]["NAME"]
    if suffix and not name.endswith(suffix):
        connection.settings_dict["TEST"]["NAME"] = f"{name}_{suffix}"
    with django_db_blocker.unblock():
        before = _create_database(keep)
        _prepare()
        yield
        if not keep:
            connection.set_schema_to_public()
            with suppress(OperationalError):  # a server under test may still hold a connection
                connection.creation.destroy_test_db(before, verbosity=0)


def _create_database(keep):
    """An empty test database; the migrations are run by `_prepare` as a real start does."""
    old_name = connection.settings_dict["NAME"]
    creation = connection.creation
    creation._create_test_db(verbosity=0, autoclobber=True, keepdb=keep)
    connection.close()
    test_name = creation._get_test_db_name()
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = test_name
    connection.settings_dict["NAME"] = test_name
    return old_name


def _prepare():
    from marque.accountsets.models import AccountSet, AccountSetStatus
    from marque.accountsets.services.migrate import migrate_books, migrate_shared

    migrate_shared()
    AccountSet.objects.get_or_create(
        code="test",
        defaults={
            "schema_name": SCHEMA,
            "name": "测试账套",
            "starts_on": date(2025, 1, 1),
            "status": AccountSetStatus.ACTIVE,
        },
    )
    migrate_books(SCHEMA)
    _seed()


@pytest.fixture(autouse=True)
def books(request):
    """Every test with a database works inside the account set `test`."""
    if not any(m in request.fixturenames for m in ("db", "transactional_db", "django_db_setup")):
        yield None
        return
    request.getfixturevalue("db") if "transactional_db" not in request.fixturenames else None
    from marque.accountsets.models import AccountSet
    from marque.foundation.ui import offers

    connection.set_schema_to_public()
    found = AccountSet.objects.get(code="test")
    connection.set_tenant(found)
    offers.forget()
    request.getfixturevalue("monkeypatch").setattr(offers, "_minute", int)  # always the first
    yield found
    connection.set_schema_to_public()


@pytest.fixture(autouse=True)
def chinese():
    """Every test begins in the language of the product, whatever the one before it spoke."""
    translation.activate("zh-hans")
    yield
    translation.activate("zh-hans")


@pytest.fixture
def seeded(books, db):
    """The account set as `_seed` left it, in a test that may use the database."""
    return books


@pytest.fixture
def grant(seeded):
    """Give a user further rights through a user group of their own."""
    from marque.foundation.access.authority import act_in, acting_post
    from marque.foundation.access.models import Role, Scope, UserGroup

    def give(user, *rights, scope=Scope.STORE):
        count = Role.objects.count()
        role = Role.objects.create(
            code=f"extra-{count}", name=f"附加 {count}", rights=list(rights), scope=scope
        )
        group = UserGroup.objects.create(name=f"附加 {user} {count}")
        group.members.add(user)
        group.roles.add(role)
        act_in(user, acting_post(user))
        return user

    return give


def _person(username, name, *, position, store=("滨江店", "bj"), department="销售部"):
    from marque.organisation.testing import make_store, make_user

    return make_user(
        username, name=name, store=make_store(*store), position=position, department=department
    )


@pytest.fixture
def bj(seeded):
    """滨江店, the store of most tests."""
    from marque.organisation.testing import make_store

    return make_store("滨江店", "bj")


@pytest.fixture
def cx(seeded):
    """城西店, the other store."""
    from marque.organisation.testing import make_store

    return make_store("城西店", "cx")


@pytest.fixture
def li(seeded):
    """李经理, sales manager of 滨江店."""
    return _person("li", "李经理", position="manager")


@pytest.fixture
def lin(seeded):
    """林晓彤, sales consultant of 滨江店."""
    return _person("lin", "林晓彤", position="consultant")


@pytest.fixture
def wang(seeded):
    """王经理, the same rights as 李经理 in another store."""
    return _person("wang", "王经理", position="manager", store=("城西店", "cx"))


@pytest.fixture
def he(seeded):
    """何静, accountant who also takes the money at 滨江店."""
    return _person("he", "何静", position="accountant", department="财务部")


@pytest.fixture
def shen(seeded):
    """沈立, keeper of the vehicles of 滨江店."""
    return _person("shen", "沈立", position="warehouse", department="仓库")


@pytest.fixture
def zhao(seeded):
    """赵, of 滨江店, who has no rights at all."""
    return _person("zhao", "赵", position="nobody")


@pytest.fixture
def hq(seeded):
    """郑国梁, of the group's headquarters, who sees all stores."""
    return _person("hq", "郑国梁", position="hq", department="集团")


@pytest.fixture
def admin(seeded):
    """系统管理员 of the account set."""
    return _person("admin", "管理员", position="administrator", department="信息部")
