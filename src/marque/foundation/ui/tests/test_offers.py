"""Filters offer what a reader sees, at most a minute old; what is asked for is always found."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from marque.foundation.access.authority import acting_post, authority_of
from marque.foundation.access.models import Role, Scope
from marque.foundation.ui import offers
from marque.foundation.ui.tables import RelatedFilter, Table, TextColumn

pytestmark = pytest.mark.django_db


class RoleTable(Table):
    key = "test.offers"
    name = TextColumn("名称")
    by_role = RelatedFilter(
        "角色", "pk", choices=lambda _table: Role.objects.order_by("pk").values_list("pk", "name")
    )


def labels(user, store=None):
    table = RoleTable(user, store=store)
    return [label for _pk, label in table.filters["by_role"].options(table)]


def make_role(code):
    return Role.objects.create(code=code, name=f"角色{code}", scope=1)


def test_an_offer_is_read_once_a_minute(li, monkeypatch, django_assert_num_queries):
    first = labels(li)
    make_role("late")
    with django_assert_num_queries(0):
        assert labels(li) == first
    monkeypatch.setattr(offers, "_minute", lambda: -1)
    assert labels(li) == [*first, "角色late"]


def test_what_came_after_the_offer_can_be_asked_for(li):
    labels(li)
    late = make_role("late")
    table = RoleTable(li)
    asked = QueryDict(f"by_role={late.pk}")
    assert table.filters["by_role"].parse(asked, table) == [str(late.pk)]
    assert table.filters["by_role"].parse(QueryDict("by_role=987654321"), table) is None


def test_nobody_is_offered_what_another_read(li, lin, grant):
    before = labels(li)
    make_role("late")
    now = [*before, "角色late"]
    assert labels(lin) == now
    assert labels(li, store=acting_post(li).department.store) == now
    assert labels(li) == before
    known = authority_of(li).scopes
    grant(li, "sales.view_salesorder", scope=max(Scope))
    assert authority_of(li).scopes != known
    assert labels(li)[: len(now)] == now
