"""Nothing of one account set can be reached from another (PLT-01)."""

from __future__ import annotations

import itertools
import json

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import URLPattern, get_resolver
from django_tenants.utils import schema_context

from marque.accountsets.middleware import COOKIE
from tests.conftest import FIRST_KEY

pytestmark = [pytest.mark.django_db, pytest.mark.feature("PLT-01")]

OWN = {app.rpartition(".")[2] for app in settings.TENANT_APPS}
MARKS = ("隔壁", "ZZ26", "TN900001")
"""Words that stand in every record of the other set."""
GONE = {404, 403, 405, 400}
REFUSED_IN_WORDS = {"ui:view_delete", "password_forgotten"}
"""Leads back to the list with a message, whatever the key."""


def models_of_sets():
    return [m for m in apps.get_models() if m._meta.app_label in OWN and not m._meta.proxy]


@pytest.fixture
def allmighty(hq, grant, bj, cx):
    """Somebody of the first set with every right there is, over the whole group."""
    from marque.foundation.access.models import Scope
    from marque.foundation.access.registry import all_rights

    return grant(hq, *all_rights(), scope=Scope.GROUP)


@pytest.fixture
def reader(client, allmighty, books, other_books):
    client.cookies[COOKIE] = books.code
    client.force_login(allmighty)
    return client


def values_of(books, *labels):
    """What names the records of the other set in addresses."""
    with schema_context(books.schema_name):
        return [
            value
            for label, field in labels
            for value in apps.get_model(label).objects.values_list(field, flat=True)
        ]


NUMBERED = (
    ("sales.salesorder", "number"),
    ("billing.receipt", "number"),
    ("billing.invoice", "number"),
    ("parties.customer", "number"),
    ("inventory.vehicle", "vin"),
    ("inventory.pdiinspection", "number"),
)


def addresses(patterns, prefix=""):
    """Every address of the product as a template with `%(name)s`, and its arguments."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        else:
            yield from addresses(pattern.url_patterns)


def reversed_names():
    """Names and argument names of all our addresses that take arguments."""
    found = {}
    for namespace, resolver in walk(get_resolver("marque.config.urls"), ""):
        for pattern in resolver:
            if pattern.name and pattern.callback.__module__.startswith("marque."):
                found[f"{namespace}{pattern.name}"] = pattern
    return found


def walk(resolver, namespace):
    own = [p for p in resolver.url_patterns if isinstance(p, URLPattern)]
    yield namespace, own
    for inner in resolver.url_patterns:
        if not isinstance(inner, URLPattern):
            name = f"{namespace}{inner.namespace}:" if inner.namespace else namespace
            yield from walk(inner, name)


def test_the_other_set_has_rows_of_nearly_everything(other_books, books):
    with schema_context(other_books.schema_name):
        filled = {m._meta.label for m in models_of_sets() if m._default_manager.exists()}
    assert len(filled) > 40, sorted(filled)


def test_every_table_of_a_set_lies_in_its_own_schema(books, other_books):
    """Otherwise the search path would fall through to the shared schema."""
    for found in (books, other_books):
        connection.set_tenant(found)
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            assert cursor.fetchone()[0] == found.schema_name
            for model in models_of_sets():
                cursor.execute(
                    "SELECT relnamespace::regnamespace::text FROM pg_class WHERE oid = to_regclass(%s)",
                    [f'"{model._meta.db_table}"'],
                )
                assert cursor.fetchone() == (found.schema_name,), model._meta.label


def test_no_model_shows_a_row_of_the_other_set(books, other_books, allmighty):
    for model in models_of_sets():
        with schema_context(other_books.schema_name):
            there = set(model._default_manager.values_list("pk", flat=True))
        mine = {
            pk
            for pk in there
            if not (isinstance(pk, int) and pk < FIRST_KEY)  # rows that the migrations made
        }
        if model._meta.label == "sessions.Session" or not mine:
            continue
        keyed = {pk for pk in mine if isinstance(pk, int)}
        assert not model._default_manager.filter(pk__in=keyed).exists(), model._meta.label


def test_no_address_answers_with_a_record_of_the_other_set(reader, other_books):
    numbers = {
        label.partition(".")[0]: values_of(other_books, *(n for n in NUMBERED if n[0] == label))
        for label, _field in NUMBERED
    }
    assert all(numbers.values()), numbers
    types = [m._meta.label_lower for m in apps.get_models() if getattr(m, "VIEW_RIGHT", "")]
    tried, answered = 0, []
    for name, pattern in sorted(reversed_names().items()):
        for url in filled(name, pattern, numbers, types):
            for method in (reader.get, reader.post):
                answer = method(url)
                tried += 1
                if answer.status_code not in GONE and name not in REFUSED_IN_WORDS:
                    answered.append((name, url, method.__name__, answer.status_code))
    assert answered == []
    assert tried > 150


def filled(name, pattern, numbers, types):
    """The addresses of one pattern with every key of the other set in it."""
    from django.urls import NoReverseMatch, reverse

    converters = dict(pattern.pattern.converters)
    regex = getattr(pattern.pattern, "regex", None)
    names = set(converters) | (set(regex.groupindex) if regex else set())
    if not names:
        return
    choices = {}
    for argument in names:
        kind = type(converters.get(argument)).__name__
        if argument == "document_type":
            choices[argument] = types
        elif kind == "IntConverter":
            choices[argument] = [FIRST_KEY]
        elif argument in {"number", "vin", "code"}:
            choices[argument] = numbers.get(name.partition(":")[0], ["ZZ2601-0001"])
        else:
            choices[argument] = SMALL.get(argument, ["x"])
    for combination in itertools.product(*choices.values()):
        kwargs = dict(zip(choices, combination, strict=True))
        for extra in ({"store": "hq"}, {}):
            try:
                yield reverse(name, kwargs={**extra, **kwargs})
            except NoReverseMatch:
                continue
            break


SMALL = {
    "store": ["gb"],
    "tab": ["lines"],
    "paper": ["contract"],
    "move": ["put_on_display"],
    "which": ["result"],
    "kind": ["no-kind"],
}


def test_no_page_or_file_names_anything_of_the_other_set(reader, bj):
    from django.urls import NoReverseMatch, reverse

    seen = 0
    for name, pattern in reversed_names().items():
        if set(pattern.pattern.converters) - {"store"}:
            continue
        try:
            url = reverse(name, kwargs={"store": "hq"})
        except NoReverseMatch:
            continue
        for query in ("?view=", "?view=&export=csv"):
            answer = reader.get(url + query)
            seen += answer.status_code == 200
            body = b"".join(answer) if answer.streaming else answer.content
            text = body.decode("utf-8", "replace")
            assert not [mark for mark in MARKS if mark in text], (url, query)
    assert seen > 60


def test_the_api_knows_nothing_of_the_other_set(reader, other_books):
    for what in ("orders", "vehicles", "customers"):
        answer = reader.get(f"/api/v1/hq/{what}")
        assert answer.status_code == 200
        assert answer.json()["items"] == []
        assert reader.get(f"/api/v1/gb/{what}").status_code == 404
    for number in values_of(other_books, ("sales.salesorder", "number")):
        assert reader.get(f"/api/v1/hq/orders/{number}").status_code == 404


def test_a_session_of_one_set_is_none_in_the_other(books, other_books):
    from marque.organisation.models import User

    with schema_context(other_books.schema_name):
        there = Client()
        there.force_login(User.objects.get(username="gu"))
    there.cookies[COOKIE] = other_books.code
    assert there.get("/gb/").status_code == 200
    there.cookies[COOKIE] = books.code
    for path in ("/", "/gb/", "/bj/", "/hq/", "/gb/sales/orders/"):
        assert there.get(path).headers["Location"].startswith("/accounts/login/"), path
    assert there.get("/api/v1/gb/orders").status_code == 401


def test_a_file_of_one_set_is_not_downloaded_from_the_other(reader, books, other_books):
    from django.core.files.storage import default_storage

    from marque.foundation.attachments.models import Attachment

    with schema_context(other_books.schema_name):
        found = Attachment.objects.latest("pk")
        name = found.file.name
        assert default_storage.exists(name)
    connection.set_tenant(books)
    assert not default_storage.exists(name)
    assert reader.get(f"/files/{found.pk}/").status_code == 404


def test_jobs_messages_and_cached_values_know_their_set(books, other_books, lin):
    from procrastinate.contrib.django.models import ProcrastinateJob

    from marque.foundation.jobs.services import start_job
    from marque.foundation.live.stream import Hub

    start_job("export", "ui.export_list", by=lin)
    queued = ProcrastinateJob.objects.latest("id")
    assert queued.args["books"] == books.schema_name

    hub, told = Hub(), []

    class Queue(list):
        put_nowait = told.append

    class Browser(Queue):
        __hash__ = object.__hash__

    hub.queues[Browser()] = (other_books.schema_name, frozenset({"order:SO2611-0001"}))
    message = {"books": books.schema_name, "topic": "order:SO2611-0001", "event": "order:changed"}
    hub.deliver(json.dumps(message))
    assert told == []
    hub.deliver(json.dumps({**message, "books": other_books.schema_name}))
    assert len(told) == 1

    cache.set("greeting", "of the first set")
    with schema_context(other_books.schema_name):
        assert cache.get("greeting") is None


def test_a_published_message_carries_its_set(books, monkeypatch):
    from marque.foundation.live import publish as live

    sent = []

    class Cursor:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            return False

        def execute(self, _sql, parameters):
            sent.append(json.loads(parameters[1]))

    class Connection:
        schema_name = books.schema_name

        def cursor(self):
            return Cursor()

    monkeypatch.setattr(live, "connection", Connection())
    live.publish("order:SO2611-0001", "order:changed")
    assert sent[0]["books"] == books.schema_name
