"""Exports: the same rows and columns as the list, no formulas, jobs for the large ones."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineWorkbook

from marque.foundation.access.authority import acting_post
from marque.foundation.access.models import Role
from marque.foundation.jobs.models import Job
from marque.foundation.ui import export, tasks
from marque.foundation.ui.lists import render_list
from marque.foundation.ui.models import ColumnLayout
from marque.foundation.ui.tables import BoolColumn, LinkColumn, MoneyColumn, Table, TextColumn

pytestmark = pytest.mark.django_db


class ExportTable(Table):
    key = "test.export"
    title = _("角色")
    search = ("code__icontains",)
    default_sort = ("code",)
    code = LinkColumn(_("代码"))
    name = TextColumn(_("名称"))
    limit = MoneyColumn(_("折扣"), "rate_discount_limit")
    cost = MoneyColumn(_("成本"), "rate_discount_limit", right="inventory.view_vehiclecost")
    on = BoolColumn(_("启用"), "is_active")
    landing = TextColumn(_("首页"), show=False)

    @classmethod
    def source(cls, _user, _store):
        return Role.objects.filter(code__startswith="q")


EVIL = ('=HYPERLINK("http://x","y")', "+1+1", "-2", "@SUM(A1)", "\t=1", "http://example.invalid")


@pytest.fixture
def roles(seeded):
    return Role.objects.bulk_create(
        Role(code=f"q{n:04d}", name=EVIL[n] if n < len(EVIL) else f"名 {n}", rate_discount_limit=n)
        for n in range(60)
    )


def ask(user, query):
    request = RequestFactory().get(f"/x/?{query}")
    request.user, request.store = user, None
    request._messages = type("M", (), {"add": lambda *_args, **_kwargs: None})()
    return render_list(request, table=ExportTable)


def body_of(response):
    body = b"".join(response.streaming_content)
    for closer in response._resource_closers:  # not close(): it ends the test's connection
        closer()
    return body


def sheet(response):
    body = body_of(response)
    return CalamineWorkbook.from_filelike(BytesIO(body)).get_sheet_by_index(0).to_python()


def test_all_filtered_rows_and_only_visible_columns(li, roles):
    rows = sheet(ask(li, "view=&export=xlsx&page=2"))
    assert rows[0] == ["代码", "名称", "折扣", "启用"]
    assert len(rows) == 61
    assert len(sheet(ask(li, "view=&export=xlsx&q=q000"))) == 11


def test_a_column_without_the_right_is_not_exported_even_when_chosen(li, roles, grant):
    ColumnLayout.objects.create(
        owner=li, list_key="test.export", columns=["cost", "landing", "code"]
    )
    assert sheet(ask(li, "view=&export=xlsx"))[0] == ["首页", "代码"]
    grant(li, "inventory.view_vehiclecost")
    assert sheet(ask(li, "view=&export=xlsx"))[0] == ["成本", "首页", "代码"]


def test_texts_stay_texts_in_the_spreadsheet(li, roles):
    import zipfile

    body = body_of(ask(li, "view=&export=xlsx"))
    with zipfile.ZipFile(BytesIO(body)) as book:
        xml = book.read("xl/worksheets/sheet1.xml").decode()
        assert "xl/worksheets/_rels/sheet1.xml.rels" not in book.namelist()
    assert "<f>" not in xml
    assert "<hyperlink" not in xml
    rows = CalamineWorkbook.from_filelike(BytesIO(body)).get_sheet_by_index(0).to_python()
    assert rows[1][1] == EVIL[0]
    assert rows[3][2] == 2.0


def test_texts_that_look_like_formulas_are_quoted_in_csv(li, roles):
    lines = body_of(ask(li, "view=&export=csv")).decode("utf-8-sig")
    names = [line.split(",")[1] for line in lines.splitlines()[1:5]]
    assert all(name.lstrip('"').startswith("'") for name in names)
    assert "q0001,'+1+1,1.00,是" in lines


def test_without_the_right_to_export_the_list_is_shown(li, roles, monkeypatch):
    monkeypatch.setattr(ExportTable, "export_right", "no.such_right")
    monkeypatch.setattr(
        "marque.foundation.ui.lists.render", lambda *_args, **_kwargs: HttpResponse("list")
    )
    assert ask(li, "view=&export=xlsx").content == b"list"


def test_a_large_export_becomes_a_job_that_writes_the_same_file(
    li, roles, monkeypatch, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(export, "BACKGROUND_ROWS", 10)
    response = ask(li, "view=&export=xlsx&q=q00")
    job = Job.objects.get()
    assert response["Location"] == job.get_absolute_url()
    tasks.export_list(
        job,
        table=f"{__name__}:ExportTable",
        store="",
        post=acting_post(li).pk,
        query="view=&q=q00",
        file_kind="xlsx",
    )
    job.refresh_from_db()
    assert job.message == "已导出 60 行"
    with job.result_file.open("rb") as file:
        rows = CalamineWorkbook.from_filelike(BytesIO(file.read())).get_sheet_by_index(0)
    assert len(rows.to_python()) == 61


@pytest.mark.parametrize("path", ["os:system", "marque.kernel.money:cents", "marque.x:Y"])
def test_only_tables_can_be_named(path):
    with pytest.raises((LookupError, ImportError)):
        tasks.table_class(path)
