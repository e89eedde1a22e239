"""Statements are prepared for forms that are sent, and for nothing that is read."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from marque.accountsets.plans import SEEN, keep_plans, kept
from marque.config.plans import KeepPlansMiddleware

PREPARED = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s"


def run(method, *, times=SEEN + 2, fails=False):
    """Send a request whose view asks the same thing again and again; how often it was prepared."""
    request = getattr(RequestFactory(), method)("/")
    mark = f"/* {method} {times} {fails} */"

    def answer(request):
        middleware.process_view(request, answer, (), {})
        with connection.cursor() as cursor:
            for number in range(times):
                cursor.execute(f"SELECT {mark} %s::integer", [number])
        if fails:
            raise ValueError("broken")
        return HttpResponse()

    middleware = KeepPlansMiddleware(answer)
    try:
        middleware(request)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(PREPARED, [f"SELECT {mark}%"])
            found = cursor.fetchone()[0]
    return found


@pytest.mark.django_db
def test_a_form_that_is_sent_is_planned_once():
    assert run("post") == 1


@pytest.mark.django_db
def test_a_page_that_is_read_is_planned_with_its_values():
    assert run("get") == 0


@pytest.mark.django_db
def test_nothing_is_prepared_after_the_request():
    run("post")
    assert connection.connection.prepare_threshold is None
    with pytest.raises(ValueError, match="broken"):
        run("post", fails=True)
    assert connection.connection.prepare_threshold is None


@pytest.mark.django_db
def test_a_read_by_keys_keeps_its_plan_and_leaves_the_rest_as_it_was():
    def ask(mark, times):
        with connection.cursor() as cursor:
            for number in range(times):
                cursor.execute(f"SELECT /* {mark} */ %s::integer", [number])

    with kept():
        ask("by keys", SEEN + 2)
    ask("by values", SEEN + 2)
    with connection.cursor() as cursor:
        cursor.execute(PREPARED, ["SELECT /* by %"])
        assert cursor.fetchone()[0] == 1
    assert connection.connection.prepare_threshold is None


@pytest.mark.django_db
def test_a_read_by_keys_within_a_form_takes_nothing_from_the_form():
    keep_plans(SEEN)
    with kept():
        pass
    assert connection.connection.prepare_threshold == SEEN
    keep_plans(None)
