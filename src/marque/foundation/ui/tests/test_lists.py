"""The list engine: paging, sorting, filters, views, columns, rights, and its cost in queries."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from marque.foundation.access.models import Role, Scope
from marque.foundation.ui import saved_views
from marque.foundation.ui.choices import names_of
from marque.foundation.ui.list_page import ListPage
from marque.foundation.ui.lists import render_list, selected_rows
from marque.foundation.ui.models import ColumnLayout, SavedView
from marque.foundation.ui.tables import (
    BoolFilter,
    BulkAction,
    Card,
    ChoiceFilter,
    DateRangeFilter,
    LinkColumn,
    MoneyColumn,
    NumberRangeFilter,
    PersonColumn,
    StatusColumn,
    Table,
    TextColumn,
    View,
)
from marque.foundation.ui.views import lists as list_views
from marque.organisation.models import User

pytestmark = pytest.mark.django_db


class RoleTable(Table):
    key = "test.roles"
    title, unit = _("角色"), _("个")
    search = ("name__icontains", "code__icontains")
    default_sort = ("name",)
    name = LinkColumn(_("名称"), "name")
    code = TextColumn(_("代码"))
    scope = StatusColumn(_("范围"), kind="order", choices=Scope.choices)
    limit = MoneyColumn(_("折扣"), "rate_discount_limit", total=True)
    cost = MoneyColumn(_("成本"), "rate_discount_limit", right="inventory.view_vehiclecost")
    landing = TextColumn(_("首页"), show=False)
    by_scope = ChoiceFilter(_("范围"), "scope", choices=Scope.choices)
    by_limit = NumberRangeFilter(_("折扣"), "rate_discount_limit", unit="%")
    by_cost = NumberRangeFilter(
        _("成本"), "rate_discount_limit", right="inventory.view_vehiclecost"
    )
    active = BoolFilter(_("启用"), "is_active")
    views = (
        View("own", _("本人"), "by_scope=1", default=True),
        View("all", _("全部")),
        View("high", _("折扣高"), "by_limit_min=50", hot=True),
    )
    card = Card(title=("name",), badge="scope", lines=(("code", "limit"), ("cost",)))

    @classmethod
    def source(cls, _user, _store):
        return Role.objects.filter(code__startswith="r")

    def row_url(self, row):
        return f"/roles/{row.pk}/"


@pytest.fixture
def roles(seeded):
    Role.objects.filter(code__startswith="r").update(is_active=False, code="x-old")
    return Role.objects.bulk_create(
        Role(code=f"r{n:04d}", name=f"角色 {n:04d}", scope=n % 5 + 1, rate_discount_limit=n % 100)
        for n in range(120)
    )


def page_of(user, query="view=all", table=RoleTable, **kwargs):
    request = RequestFactory().get(f"/roles/?{query}" if query else "/roles/")
    request.user = user
    bound = table(user)
    return ListPage(request, bound, bound.source(user, None), **kwargs)


@pytest.mark.parametrize(
    ("asked", "shown", "first"),
    [
        ("1", 1, 1),
        ("2", 2, 51),
        ("3", 3, 101),
        ("4", 3, 101),
        ("0", 1, 1),
        ("-7", 1, 1),
        ("abc", 1, 1),
        ("99999999999999999999", 3, 101),
        ("", 1, 1),
        ("２", 2, 51),
        ("1.5", 1, 1),
    ],
)
def test_a_page_number_out_of_range_lands_on_the_nearest(li, roles, asked, shown, first):
    pager = page_of(li, f"view=all&page={asked}").pager
    assert (pager.page, pager.first_row, pager.pages) == (shown, first, 3)


def test_pages_do_not_overlap_and_hold_every_row(li, roles):
    pages = [page_of(li, f"view=all&page={n}&sort=scope") for n in (1, 2, 3)]
    seen = [row.pk for page in pages for row in page.objects]
    assert len(seen) == len(set(seen)) == 120


def test_an_empty_list_has_one_page_and_says_why(li, roles):
    page = page_of(li, "view=all&q=没有这样的")
    assert (page.count, page.pager.pages, page.rows) == (0, 1, [])
    assert page.is_narrowed
    assert page_of(li, "view=all&q=没有这样的").pager.first_row == 0


@pytest.mark.parametrize(("size", "rows"), [("100", 100), ("200", 120), ("7", 50), ("x", 50)])
def test_page_size_is_50_100_or_200(li, roles, size, rows):
    assert len(page_of(li, f"view=all&size={size}").rows) == rows


def test_the_bare_address_is_the_default_view(li, roles):
    page = page_of(li, "")
    assert page.count == 24
    assert [tab.key for tab in page.tabs if tab.current] == ["own"]


def test_views_carry_live_counts_and_hot_ones_are_marked(li, roles):
    tabs = {tab.key: tab for tab in page_of(li).tabs}
    assert (tabs["own"].count, tabs["all"].count, tabs["high"].count) == (24, 120, 50)
    assert tabs["high"].hot


def test_sort_by_several_columns_and_ignore_unknown_ones(li, roles):
    page = page_of(li, "view=all&sort=-scope,code,nonsense&size=200")
    keys = [(-row.scope, row.code) for row in page.objects]
    assert keys == sorted(keys)
    assert page.state.sorts == ["-scope", "code"]
    assert page.sort_text == "按范围倒序"
    assert page.heads[2].direction == "descending"


def test_a_hidden_column_cannot_be_sorted_filtered_or_chosen(li, roles):
    assert not li.has_perm("inventory.view_vehiclecost")
    page = page_of(li, "view=all&sort=cost&by_cost_min=99")
    assert page.state.sorts == []
    assert page.count == 120
    assert "cost" not in [col.key for col in page.columns]
    ColumnLayout.objects.create(owner=li, list_key="test.roles", columns=["cost", "code"])
    assert [col.key for col in page_of(li).columns] == ["code"]
    assert "cost" not in RoleTable(li).record(roles[0])
    assert "<span></span>" not in page_of(li).rows[0].card_html


def test_with_the_right_the_column_is_there(li, roles, grant):
    grant(li, "inventory.view_vehiclecost")
    page = page_of(li, "view=all&sort=-cost")
    assert "cost" in [col.key for col in page.columns]
    assert page.objects[0].rate_discount_limit == 99


def test_filters_combine_and_their_chips_can_be_taken_off(li, roles):
    page = page_of(li, "view=all&by_scope=1&by_scope=2&by_limit_min=10&by_limit_max=１９")
    assert {row.scope for row in page.objects} == {1, 2}
    assert all(10 <= row.rate_discount_limit <= 19 for row in page.objects)
    texts = {chip.filter.key: chip for chip in page.chips if chip.text}
    assert texts["by_limit"].text == "10–19 %"
    assert "by_limit" not in texts["by_limit"].off_url
    assert texts["by_limit"].off_url.count("by_scope=") == 2


@pytest.mark.parametrize(
    "query",
    ["by_scope=9", "by_scope=%00", "by_limit_min=abc", "by_limit_min=1e99", "active=maybe", "q=%00",
     "sort=%00,-,--", "view=%27", "size=-1"],
)  # fmt: skip
def test_what_cannot_be_read_is_ignored(li, roles, query):
    assert page_of(li, f"view=all&{query}").count == 120
    assert page_of(li, f"view=all&{query}").rows


def test_search_needs_every_word_and_takes_full_width(li, roles):
    assert page_of(li, "view=all&q=角色 ００１２").count == 1
    assert page_of(li, "view=all&q=角色 zzz").count == 0
    assert page_of(li, "view=all&q=" + "x" * 5000).count == 0


def test_totals_are_of_the_filtered_set_not_of_the_page(li, roles):
    page = page_of(li, "view=all&by_scope=1")
    assert [cell.body for cell in page.totals][
        3
    ] == f"{sum(n % 100 for n in range(0, 120, 5)):,.2f}"


def test_date_ranges_know_names_and_days(li, seeded):
    class Days(RoleTable):
        when = DateRangeFilter(_("日期"), "created_at", is_datetime=True)

    flt = Days.all_filters["when"]
    table = Days(li, today=date(2026, 3, 1))
    assert flt.parse(_params("when=last_month"), table) == (
        "last_month",
        date(2026, 2, 1),
        date(2026, 2, 28),
    )
    assert flt.parse(_params("when_from=2026-02-30"), table) is None
    condition = flt.q(("", date(2026, 1, 1), date(2026, 1, 1)), table)
    after, before = (
        dict(condition.children)["created_at__gte"],
        dict(condition.children)["created_at__lt"],
    )
    assert before - after == timedelta(days=1)


def _params(query):
    from django.http import QueryDict

    return QueryDict(query)


def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(li, roles):
    def cost(rows):
        Role.objects.filter(code__startswith="r").delete()
        Role.objects.bulk_create(
            Role(code=f"r{n:05d}", name=f"职能 {n:05d}", scope=1) for n in range(rows)
        )
        with CaptureQueriesContext(connection) as found:
            page = page_of(li, "view=all&size=200")
            _touch(page)
        return len(found)

    cost(1)  # the rights of the user are read once
    few, many = cost(10), cost(1000)
    assert few == many == 4


def _touch(page):
    return [page.count, page.tabs, page.chips, page.heads, page.rows, page.totals, page.chooser]


def test_saved_views_are_private_unless_shared_with_a_role(li, lin, wang, roles):
    saved_views.save_view(by=li, list_key="test.roles", name="我的", query="by_scope=3")
    role = saved_views.roles_of(lin).first()
    saved_views.save_view(
        by=li, list_key="test.roles", name="顾问用", query="by_scope=2", shared_with=role
    )
    assert [tab.label for tab in page_of(li).tabs][3:] == ["我的", "顾问用"]
    assert [tab.label for tab in page_of(lin).tabs][3:] == ["顾问用"]
    assert [tab.label for tab in page_of(wang).tabs][3:] == []
    shared = page_of(lin).tabs[3]
    assert (shared.count, shared.own_pk) == (24, None)


def test_a_saved_view_alone_in_the_address_stands_for_its_filters(li, roles):
    view = saved_views.save_view(by=li, list_key="test.roles", name="三", query="by_scope=3")
    page = page_of(li, f"view={view.key}")
    assert page.count == 24
    assert [tab.label for tab in page.tabs if tab.current] == ["三"]


def test_saving_a_view_twice_replaces_it_and_others_cannot_delete_it(li, lin, roles):
    saved_views.save_view(by=li, list_key="k", name="甲", query="a=1")
    view = saved_views.save_view(by=li, list_key="k", name=" 甲 ", query="a=2")
    assert SavedView.objects.get().query == "a=2"
    with pytest.raises(saved_views.ViewRefused, match="只能删除自己"):
        saved_views.delete_view(by=lin, pk=view.pk)
    assert SavedView.objects.count() == 1
    for name in ("", "长" * 31):
        with pytest.raises(saved_views.ViewRefused):
            saved_views.save_view(by=li, list_key="k", name=name)
    assert SavedView.objects.count() == 1


def test_a_layout_is_kept_for_one_person_and_one_list(li, lin, roles):
    saved_views.save_columns(by=li, list_key="test.roles", columns=["landing", "name", "x y"])
    assert [col.key for col in page_of(li).columns] == ["landing", "name"]
    assert next(col.key for col in page_of(lin).columns) == "name"
    saved_views.save_columns(by=li, list_key="test.roles", columns=[])
    assert next(col.key for col in page_of(li).columns) == "name"


def test_bulk_actions_take_ticked_rows_or_everything_found(li, roles):
    def post(data):
        request = RequestFactory().post("/roles/", data)
        request.user = li
        return selected_rows(request, RoleTable, RoleTable.source(li, None))

    assert post({"pk": [roles[0].pk, "x", "9" * 30]}).count() == 1
    assert post({"all": "1", "_query": "view=all&by_scope=2"}).count() == 24
    assert post({}).count() == 0
    other = Role.objects.exclude(code__startswith="r").first()
    assert post({"pk": [other.pk]}).count() == 0


def test_bulk_actions_need_their_right(li, roles):
    action = BulkAction(_("调拨"), "x:y", right="no.such_right")
    assert page_of(li, actions=(action,)).actions == []


@pytest.mark.parametrize("fragment", [False, True])
def test_the_same_address_gives_a_page_or_the_list_alone(li, roles, settings, fragment):
    request = RequestFactory().get("/roles/?view=all&by_scope=1&q=角色")
    request.user = li
    request.store = None

    class Htmx:
        history_restore_request = False

        def __bool__(self):
            return fragment

    request.htmx = Htmx()
    response = render_list(request, table=RoleTable, template="ui/list/_box.html")
    html = response.content.decode()
    assert "HX-Request" in response["Vary"]
    assert ('id="list-q"' in html) is not fragment
    assert 'id="list"' in html
    assert "角色 0000" in html
    assert "合计（24 个）" in html


def _post(user, view, data, **kwargs):
    request = RequestFactory().post("/x/", data)
    request.user = user
    request._messages = _Messages()
    return view(request, **kwargs), request._messages.said


class _Messages:
    def __init__(self):
        self.said = []

    def add(self, level, message, extra_tags=""):
        del level, extra_tags
        self.said.append(str(message))


def test_the_small_views_save_delete_and_lead_back(li, lin, roles):
    data = {"list_key": "test.roles", "name": "三", "query": "by_scope=3", "next": "/bj/r/?page=2"}
    response, said = _post(li, list_views.view_save, data)
    view = SavedView.objects.get()
    assert response["Location"] == f"/bj/r/?view=s{view.pk}"
    assert said == ["视图已保存"]
    _response, said = _post(lin, list_views.view_delete, {}, pk=view.pk)
    assert said == ["只能删除自己保存的视图。"]
    _post(li, list_views.view_delete, {}, pk=view.pk)
    assert not SavedView.objects.exists()
    data = {"list_key": "test.roles", "columns": ["code", "name"], "next": "https://evil.example/"}
    response, _said = _post(li, list_views.columns_save, data)
    assert response["Location"] == "/"
    assert ColumnLayout.objects.get().columns == ["code", "name"]
    _post(li, list_views.columns_save, {"list_key": "test.roles", "reset": "1", "columns": "code"})
    assert not ColumnLayout.objects.exists()


def test_a_view_is_shared_only_with_a_role_of_ones_own(li, he, roles):
    foreign = saved_views.roles_of(he).exclude(pk__in=saved_views.roles_of(li)).first()
    for text in (str(foreign.pk), "x", "9" * 40):
        _post(li, list_views.view_save, {"list_key": "k", "name": text[:9], "shared_with": text})
    assert not SavedView.objects.exclude(shared_role=None).exists()


def test_people_are_named_in_the_readers_language(li):
    li.name_en = "Li Jing"
    li.save(update_fields=["name_en"])
    column = PersonColumn("owner", "owner")
    row = SimpleNamespace(owner=li)
    people = User.objects.filter(pk=li.pk)
    assert (column.inner(row), column.exported(row)) == ("李经理", "李经理")
    assert list(names_of(people)) == [(li.pk, "李经理")]
    with translation.override("en"):
        assert column.inner(row) == "Li Jing"
        assert list(names_of(people)) == [(li.pk, "Li Jing")]
        li.name_en = ""
        li.save(update_fields=["name_en"])
        assert list(names_of(people)) == [(li.pk, "李经理")]
