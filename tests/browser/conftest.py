"""A real server, a real Chromium, and an account set of its own that tests may fill."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from tests.browser.people import Person
from tests.browser.world import CODE, SCHEMA, fill

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
HERE = Path(__file__).parent
DESKTOP, PHONE = {"width": 1366, "height": 820}, {"width": 390, "height": 844}


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE not in Path(item.path).parents:
            continue
        if CHROMIUM is None:
            item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))


@pytest.fixture(scope="session")
def world(django_db_setup, django_db_blocker):
    """The account set `browser` with one store, its people, cars and a few orders; committed."""
    from marque.accountsets.models import AccountSet, AccountSetStatus
    from marque.accountsets.services.create import seeds
    from marque.accountsets.services.migrate import migrate_books

    # The driver of the browser keeps an event loop in this thread; the queries here are ours.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with django_db_blocker.unblock():
        connection.set_schema_to_public()
        books, _made = AccountSet.objects.get_or_create(
            code=CODE,
            defaults={
                "schema_name": SCHEMA,
                "name": "浏览器测试账套",
                "starts_on": date(2025, 1, 1),
                "status": AccountSetStatus.ACTIVE,
            },
        )
        migrate_books(SCHEMA)
        _empty()
        connection.set_tenant(books)
        for seed in seeds:
            seed(books)
        made = fill()
        connection.set_schema_to_public()
    return made


def _empty():
    """Nothing of an earlier session; the audit trail stays, as it must."""
    kept = {"django_migrations", "django_content_type", "audit_change", "audit_link", "audit_head"}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = %s AND table_type = 'BASE TABLE'",
            [SCHEMA],
        )
        names = [f"{SCHEMA}.{row[0]}" for row in cursor.fetchall() if row[0] not in kept]
        cursor.execute(f"TRUNCATE {', '.join(names)} RESTART IDENTITY")


@pytest.fixture(autouse=True)
def books(world, django_db_blocker):
    """Queries of a browser test read what the server has committed."""
    from marque.accountsets.models import AccountSet

    with django_db_blocker.unblock():
        connection.set_schema_to_public()
        found = AccountSet.objects.get(code=CODE)
        connection.set_tenant(found)
        yield found
        connection.set_schema_to_public()


@pytest.fixture(scope="session")
def server(world, tmp_path_factory):
    """The address of the real server on the test database, in the application's own role."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("server") / "log"
    command = [
        sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", "1", "marque.config.asgi:application",
    ]  # fmt: skip
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, env=_environment(), stdout=out, stderr=out, start_new_session=True
        )
    try:
        _wait(process, port, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
    assert b"Traceback" not in log.read_bytes(), log.read_text()[-6000:]


def _environment():
    name = connection.settings_dict["NAME"]
    url = os.environ.get("DATABASE_URL") or os.environ["DATABASE_OWNER_URL"]
    parts = urlsplit(url)
    here = urlunsplit(parts._replace(path=f"/{name}"))
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "marque.config.settings.test",
        "DATABASE_URL": here,
        "DATABASE_OWNER_URL": here,  # no more rights than the application has
        "MARQUE_THREADS": "6",
    }


def _wait(process, port, log):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            line.request("GET", "/healthz")
            if line.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            line.close()
    raise AssertionError(log.read_text()[-6000:])


@pytest.fixture(scope="session")
def chromium(world):
    """One browser for all tests; `world` comes first, so that it is filled before the loop."""
    from playwright.sync_api import sync_playwright

    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"] if root else []
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sessions():
    """Cookies of those who have logged in, so that each does so once."""
    return {}


@pytest.fixture
def enter(chromium, server, sessions):
    """`enter("lin", phone=True)`: a person at a browser window of their own."""
    contexts = []

    def open_window(username, *, phone=False, **options):
        state = sessions.get(username)
        context = chromium.new_context(
            base_url=server,
            viewport=PHONE if phone else DESKTOP,
            has_touch=phone,
            is_mobile=phone,
            storage_state=state,
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(20_000)
        person = Person(context, username)
        if state is None:
            person.log_in()
            sessions[username] = context.storage_state()
        return person

    yield open_window
    faults = [fault for context in contexts for fault in getattr(context, "faults", [])]
    for context in contexts:
        context.close()
    assert not faults, faults
