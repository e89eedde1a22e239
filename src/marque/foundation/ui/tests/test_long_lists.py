"""Lists with more rows than are worth counting: what is said, and what may still be asked for."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from marque.foundation.access.models import Role
from marque.foundation.ui import figures
from marque.foundation.ui.choices import with_rows
from marque.foundation.ui.figures import Ask, gather
from marque.foundation.ui.tests.test_lists import page_of, roles  # noqa: F401 - a fixture
from marque.organisation.models import Department, Store

pytestmark = pytest.mark.django_db


@pytest.fixture
def short(monkeypatch):
    """Lists count 100 rows and tabs 20."""
    monkeypatch.setattr(figures, "LIMIT", 100)
    monkeypatch.setattr(figures, "TAB_LIMIT", 20)


def test_figures_are_one_statement(roles, django_assert_num_queries):  # noqa: F811
    rows = Role.objects.filter(code__startswith="r")
    with django_assert_num_queries(1):
        found = gather(
            {
                "all": Ask(rows, {"sum": "rate_discount_limit"}, limit=None),
                "none": Ask(Role.objects.none(), {"sum": "rate_discount_limit"}),
                "few": Ask(rows.filter(scope=1), {"twice": F("scope") * 2}, limit=24),
                "many": Ask(rows, {"sum": "rate_discount_limit"}, limit=119),
            }
        )
    assert (found["all"].text, found["all"].sums["sum"]) == (
        "120",
        sum(n % 100 for n in range(120)),
    )
    assert (found["none"].count, found["none"].sums["sum"]) == (0, None)
    assert (found["few"].count, found["few"].is_capped, found["few"].sums["twice"]) == (
        24,
        False,
        48,
    )
    assert (found["many"].text, found["many"].sums["sum"]) == ("119+", None)


def test_nothing_to_ask_is_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert gather({"none": Ask(Role.objects.none())})["none"].text == "0"


def test_a_long_list_says_that_it_goes_on(li, roles, short):  # noqa: F811
    page = page_of(li)
    assert (page.is_capped, page.count, page.totals) == (True, 100, [])
    assert page.summary.startswith("100+ ")
    assert {tab.key: tab.count_text for tab in page.tabs}["own"] == "20+"
    assert page.pager.next_url
    assert "page=999999999" in page.pager.last_url


def test_it_is_counted_and_summed_when_asked(li, roles, short):  # noqa: F811
    page = page_of(li, re.sub(r".*\?", "", page_of(li).exact_url))
    assert (page.is_capped, page.count) == (False, 120)
    assert page.totals[3].body == f"{sum(n % 100 for n in range(120)):,.2f}"


@pytest.mark.parametrize(("asked", "shown"), [("2", 2), ("3", 3), ("999999999", 3)])
def test_pages_beyond_the_limit_are_counted_out(li, roles, short, asked, shown):  # noqa: F811
    page = page_of(li, f"view=all&page={asked}")
    assert (page.pager.page, page.is_capped) == (shown, shown < 3)
    assert page.objects[0].name == f"角色 {(shown - 1) * 50:04d}"


def test_long_and_short_lists_cost_the_same(li, roles, short):  # noqa: F811
    def cost(query):
        with CaptureQueriesContext(connection) as found:
            page = page_of(li, query)
            _ = (page.tabs, page.rows, page.totals)
        return len(found)

    cost("view=all")
    assert cost("view=all") == cost("view=own") == cost("view=all&page=3") == 4


@pytest.mark.parametrize("sort", ["name", "-name", "limit", "-limit", "code,-limit"])
def test_both_directions_are_one_order_turned_round(li, roles, sort):  # noqa: F811
    def keys(sort):
        pages = [page_of(li, f"view=all&sort={sort}&page={n}") for n in (1, 2, 3)]
        return [row.pk for page in pages for row in page.objects]

    turned = ",".join(p[1:] if p.startswith("-") else f"-{p}" for p in sort.split(","))
    assert keys(sort) == keys(turned)[::-1]
    assert len(set(keys(sort))) == 120


def test_a_filter_offers_what_the_rows_have(bj, django_assert_num_queries):
    with django_assert_num_queries(1):
        stores = list(with_rows(Store.objects.all(), Department.objects.all(), "store"))
    named = set(Department.objects.exclude(store=None).values_list("store", flat=True))
    assert {store.pk for store in stores} == named
    assert not with_rows(Store.objects.all(), Department.objects.none(), "store").exists()
