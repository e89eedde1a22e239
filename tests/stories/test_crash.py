"""Kill -9 of the web server, the worker and PostgreSQL: what was answered is there, and whole."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from bench.kit import pages, servers
from bench.kit.clients import Client, log_in
from bench.kit.world import copy_vehicles
from launcher import databases
from launcher.places import Places
from launcher.postgres import Server, is_ready, read_postmaster
from marque.catalog.testing import make_accessory, make_trim
from marque.foundation.jobs.models import Job
from marque.foundation.jobs.services import start_job
from marque.inventory.testing import make_vehicle
from marque.organisation.testing import PASSWORD
from marque.parties.testing import make_customer

pytestmark = pytest.mark.django_db(transaction=True)

SELLERS, CARS, ENOUGH = 4, 400, 12
ROOT = Path(__file__).resolve().parents[2]
ORDERS = """
SELECT o.number, o.status,
       (SELECT count(*) FROM books_test.sales_salesorderline l WHERE l.order_id = o.id),
       (SELECT count(*) FROM books_test.inventory_vehiclelock k
         WHERE k.holder_type = 'sales.salesorder' AND k.holder_id = o.id
           AND k.vehicle_id = o.vehicle_id AND k.released_at IS NULL),
       (SELECT string_agg(c.to_status, ',' ORDER BY c.id) FROM books_test.documents_statuschange c
         WHERE c.document_type = 'sales.salesorder' AND c.document_id = o.id)
  FROM books_test.sales_salesorder o
"""
HALVES = {
    "locks without an order": """
        SELECT k.id FROM books_test.inventory_vehiclelock k
          LEFT JOIN books_test.sales_salesorder o ON o.id = k.holder_id WHERE o.id IS NULL""",
    "lines without an order": """
        SELECT l.id FROM books_test.sales_salesorderline l
          LEFT JOIN books_test.sales_salesorder o ON o.id = l.order_id WHERE o.id IS NULL""",
    "vouchers out of balance": """
        SELECT v.id FROM books_test.accounting_voucher v
          LEFT JOIN books_test.accounting_voucherline l ON l.voucher_id = v.id
         GROUP BY v.id HAVING count(l.id) < 2 OR sum(l.amount_debit) <> sum(l.amount_credit)""",
    "audit links without their change": """
        SELECT l.change_id FROM books_test.audit_link l
          LEFT JOIN books_test.audit_change c ON c.id = l.change_id WHERE c.id IS NULL""",
}


class Shop:
    """Consultants at their browsers who sell car after car until the server goes away."""

    def __init__(self, sellers, customers, cars):
        self.sellers, self.customers, self.cars = sellers, customers, list(cars)
        self.submitted, self.confirmed, self.surprises = set(), set(), []

    def open(self, port):
        """Everybody logs in and begins to sell."""
        browsers = [
            log_in(port, books="test", username=name, password=PASSWORD) for name in self.sellers
        ]
        self.threads = [
            threading.Thread(target=self.sell, args=(browser, str(customer)))
            for browser, customer in zip(browsers, self.customers, strict=True)
        ]
        for thread in self.threads:
            thread.start()

    def sell(self, browser: Client, customer: str):
        """Note every answer; end when there is none."""
        try:
            token = browser.cookies["marque_csrf"]
            while self.cars:
                form = pages.order_form(token, customer, self.cars.pop())
                page = pages.submit(browser, form, store="bj")
                self.submitted.add(page.split("/")[-2])
                pages.confirm(browser, page, token)
                self.confirmed.add(page.split("/")[-2])
        except (OSError, IndexError):
            pass  # the server is gone, or the last car is
        except Exception as error:
            self.surprises.append(repr(error))
        finally:
            browser.close()

    def wait_for(self, number):
        """Until so many orders are confirmed."""
        wait_until(lambda: len(self.confirmed) >= number or self.surprises, 60)

    def close(self):
        for thread in self.threads:
            thread.join(timeout=60)


@pytest.fixture
def shop(books, bj, li):
    """The shop and what it needs, committed."""
    from marque.organisation.testing import make_user

    sellers = [make_user(f"seller{n}", store=bj, position="consultant") for n in range(SELLERS)]
    make_accessory("JP001")
    make_accessory("JP002", name="行车记录仪")
    car = make_vehicle(bj, trim=make_trim(), certificate_no="YH2026000001")
    cars = copy_vehicles(car.pk, CARS)
    customers = [make_customer(f"客户{u.username}", owner=u, store=bj).pk for u in sellers]
    return Shop([seller.username for seller in sellers], customers, cars)


def wait_until(condition, seconds):
    """Look every few milliseconds; the time-out is left to the assertions that follow."""
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)


def address_of_test_database():
    """The address of the test database, for other processes."""
    known = settings.DATABASES["default"]
    who = f"{quote(known['USER'])}:{quote(known['PASSWORD'])}"
    port = f"&port={known['PORT']}" if known["PORT"] else ""
    return f"postgresql://{who}@/{connection.settings_dict['NAME']}?host={known['HOST']}{port}"


def environment(url):
    return {
        **os.environ,
        "DATABASE_URL": url,
        "DATABASE_OWNER_URL": url,
        "DJANGO_SETTINGS_MODULE": "marque.config.settings.test",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "PYTHONWARNINGS": "ignore",
    }


@contextlib.contextmanager
def web(url, tmp_path, monkeypatch):
    """A web server on the database of `url`, with its port."""
    for name, value in environment(url).items():
        monkeypatch.setenv(name, value)
    port = servers.free_port()
    server = servers.start(
        "marque.config.asgi:application",
        "marque.config.settings.test",
        port=port,
        log=tmp_path / "web.log",
    )
    try:
        servers.wait_for(port, server)
        yield server, port
    finally:
        servers.kill(server)


def assert_whole(shop, url):
    """Every answer is kept, and nothing exists in halves."""
    assert not shop.surprises
    with psycopg.connect(url, autocommit=True) as database:
        wait_until(lambda: not busy(database), 10)
        orders = {row[0]: row[1:] for row in database.execute(ORDERS).fetchall()}
        assert shop.submitted <= set(orders)
        assert shop.confirmed <= {n for n, row in orders.items() if row[0] == "confirmed"}
        submitted, confirmed = (
            ("submitted", 3, 1, "submitted"),
            ("confirmed", 3, 1, "submitted,confirmed"),
        )
        assert set(orders.values()) <= {submitted, confirmed}
        for what, sql in HALVES.items():
            assert database.execute(sql).fetchall() == [], what


def busy(database):
    """Whether the killed server's transactions are still being rolled back."""
    return database.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
    ).fetchone()[0]


@pytest.mark.feature("BEY-03")
def test_the_web_server_is_killed_while_orders_come_in(shop, tmp_path, monkeypatch):
    url = address_of_test_database()
    with web(url, tmp_path, monkeypatch) as (server, port):
        shop.open(port)
        shop.wait_for(ENOUGH)
        servers.kill(server)
        shop.close()
    assert len(shop.confirmed) >= ENOUGH
    assert_whole(shop, url)


def test_a_job_of_a_killed_worker_is_taken_up_again(books, li, tmp_path):
    trace = tmp_path / "attempts"
    job = start_job("test", "tests.slow", by=li, trace=str(trace))
    first = start_worker(tmp_path)
    wait_until(trace.exists, 60)
    first.kill()
    first.wait()
    assert Job.objects.get(pk=job.pk).status == "running"
    with connection.cursor() as cursor:  # a minute later
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'"
        )
    second = start_worker(tmp_path)
    try:
        wait_until(lambda: Job.objects.get(pk=job.pk).is_over, 60)
    finally:
        second.kill()
        second.wait()
    job.refresh_from_db()
    assert (job.status, job.message) == ("done", "second attempt")
    assert trace.read_text() == "x\nx\n"


def start_worker(tmp_path):
    with (tmp_path / "worker.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.stories.slow_work"],
            env=environment(address_of_test_database()), cwd=ROOT, stdout=log, stderr=log,
        )  # fmt: skip


@pytest.fixture
def own_server():
    """An embedded PostgreSQL of its own, durable, with a copy of the test database."""
    folder = Path(tempfile.mkdtemp(prefix="marque-crash-", dir="/tmp"))  # a socket's path is short
    folder.chmod(0o755)
    places = Places(root=ROOT, var=folder)
    places.prepare()
    server = Server(databases.embedded_home(places))
    try:
        server.acquire()
        url = databases.set_up_roles(server, places.secret()).owner_url
        binaries = server.home.binaries
        dump = subprocess.run(
            [binaries / "pg_dump", "--no-owner", "--no-privileges", address_of_test_database()],
            stdout=subprocess.PIPE, check=True,
        )  # fmt: skip
        subprocess.run([binaries / "psql", "-Xq", url], input=dump.stdout, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=True)  # fmt: skip
        yield server, url
    finally:
        server.release()
        if server.guard:
            server.guard.wait(20)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(databases.OUTSIDE / places.tag, ignore_errors=True)


def test_postgresql_is_killed_while_orders_come_in(shop, own_server, tmp_path, monkeypatch):
    server, url = own_server
    with web(url, tmp_path, monkeypatch) as (_, port):
        shop.open(port)
        shop.wait_for(ENOUGH)
        killed = read_postmaster(server.home).pid
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: is_ready(server.home) and read_postmaster(server.home).pid != killed, 30)
        shop.close()
        shop.surprises.clear()  # error pages, as they should be
        assert_whole(shop, url)
        before = len(shop.confirmed)
        shop.open(port)  # the same web server finds the database again
        shop.wait_for(before + 3)
        shop.cars.clear()
        shop.close()
    assert len(shop.confirmed) >= before + 3
    assert_whole(shop, url)
