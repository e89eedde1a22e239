"""A second account set, built as the system builds one, for tests of what lies between sets."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django_tenants.utils import schema_context

OTHER = "other"
FIRST_KEY = 900_001
"""Keys of the second set begin here, so that none of them is a key of the first."""
STARTS_ON = date(2026, 1, 1)
ADMINISTRATOR, PASSWORD = "qiu", "Qiu-books-2026"


def drop_set(code):
    """Forget a set and its schema, whatever state it is in."""
    from marque.accountsets.models import AccountSet

    connection.set_schema_to_public()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS books_{code} CASCADE")
    AccountSet.objects.filter(code=code).delete()


def _keys_from(first):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid::regclass::text FROM pg_class"
            " WHERE relkind = 'S' AND relnamespace = current_schema()::regnamespace"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"ALTER SEQUENCE {name} RESTART WITH {first}")


def _fill(first):
    """Business of every kind in the set: a delivered order, money, books, a file, a comment."""
    from django.core.files.base import ContentFile

    from marque.foundation.attachments.services.attach import attach_file
    from marque.foundation.documents.services.comment import add_comment
    from marque.foundation.jobs.models import Job
    from marque.foundation.notifications.services import notify
    from marque.foundation.numbering.registry import all_series
    from marque.foundation.numbering.services import set_pattern
    from marque.kernel.vin import make_vin
    from marque.organisation.testing import make_company, make_store, make_user
    from marque.parties.testing import make_customer
    from marque.sales.testing import make_delivered_order, make_sold_vehicle

    _keys_from(first)
    for kind in all_series():
        set_pattern(kind=kind, store=None, pattern="ZZ{yy}{mm}-{n:04d}")
    store = make_store("隔壁店", "gb", company=make_company("gbgs", "隔壁汽车有限公司"))
    seller = make_user("gu", name="隔壁顾问", store=store)
    customer = make_customer("隔壁客户", owner=seller, store=store)
    vehicle = make_sold_vehicle(store, vin=make_vin("LSVAB2BR", 2026, "N", FIRST_KEY))
    order = make_delivered_order(by=seller, store=store, customer=customer, vehicle=vehicle)
    png = ContentFile(b"\x89PNG\r\n\x1a\n" + b"0" * 40, name="secret.png")
    attach_file(document=order, upload=png, by=seller)
    add_comment(document=order, text="隔壁评论", by=seller)
    notify([seller], kind="todo", title="隔壁消息", record=order.number)
    Job.objects.create(kind="export", title="隔壁任务", owner=seller)


@pytest.fixture(scope="session")
def other_books(django_db_setup, django_db_blocker):
    """Account set `other` with its administrator `qiu` and one car sold in store 隔壁店."""
    from marque.accountsets.services.create import build_account_set, register_account_set
    from marque.accountsets.services.hooks import make_administrator

    with django_db_blocker.unblock():
        drop_set(OTHER)
        books = register_account_set(code=OTHER, name="隔壁账套", starts_on=STARTS_ON)
        build_account_set(
            books, make_administrator(username=ADMINISTRATOR, password=PASSWORD, on=STARTS_ON)
        )
        connection.set_tenant(books)
        _fill(FIRST_KEY)
        connection.set_schema_to_public()
    yield books
    with django_db_blocker.unblock():
        drop_set(OTHER)


@pytest.fixture
def inside():
    """`with inside(books):` works in another set and comes back."""

    def enter(books):
        return schema_context(books.schema_name)

    return enter
