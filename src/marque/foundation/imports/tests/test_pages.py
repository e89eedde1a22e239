"""The wizard as a person without JavaScript walks it."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from marque.foundation.access.models import UserGroup
from marque.foundation.imports import registry
from marque.foundation.imports.models import ImportBatch
from marque.foundation.imports.tests.test_batches import KIND

pytestmark = pytest.mark.django_db
BASE = "/bj/settings/import/"
RIGHTS = ("imports.add_importbatch", "imports.view_importbatch", "imports.undo_importbatch")


@pytest.fixture(autouse=True)
def _kind(monkeypatch):
    monkeypatch.setitem(registry._kinds, KIND.key, KIND)


@pytest.fixture
def walker(li, grant, client):
    client.force_login(grant(li, *RIGHTS))
    return client


def upload(client, text="组名,人数\n甲组,3\n=1+1,x\n", name="组.csv"):
    file = SimpleUploadedFile(name, text.encode())
    return client.post(BASE + "new/", {"kind": KIND.key, "file": file})


@pytest.mark.feature("BAS-20")
def test_from_upload_to_undo(walker):
    assert walker.get(BASE + "new/").status_code == 200
    batch_url = upload(walker).headers["Location"]
    number = ImportBatch.objects.get().number
    assert batch_url == f"{BASE}{number}/columns/"
    page = walker.get(batch_url)
    assert "甲组" not in page.text
    answer = walker.post(batch_url, {"column.name": "0", "column.size": "1"})
    assert answer.headers["Location"] == f"{BASE}{number}/check/"
    page = walker.get(f"{BASE}{number}/check/")
    assert "不是数字" in page.text
    assert 'name="r3.size"' in page.text

    workbook = walker.get(f"{BASE}{number}/problems.xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(workbook.content)).get_sheet_by_index(0)
    assert rows.to_python()[1][:3] == [3.0, "=1+1", "x"]

    walker.post(f"{BASE}{number}/check/", {"r3.size": "2", "shown": ["2", "3"], "skip": ["2"]})
    assert "提醒，可继续" in walker.get(f"{BASE}{number}/check/").text
    answer = walker.post(f"{BASE}{number}/do/import/")
    assert answer.headers["Location"] == f"{BASE}{number}/result/"
    assert set(
        UserGroup.objects.exclude(name__startswith="附加").values_list("name", flat=True)
    ) == {"=1+1"}
    assert "已导入" in walker.get(f"{BASE}{number}/result/").text
    assert number in walker.get(BASE).text
    walker.post(f"{BASE}{number}/do/undo/")
    assert not UserGroup.objects.filter(name="=1+1").exists()
    assert "已撤销" in walker.get(f"{BASE}{number}/result/").text


def test_a_wrong_file_stays_on_the_page_with_its_reason(walker):
    answer = upload(walker, name="组.pdf")
    assert answer.status_code == 422
    assert "类型不对" in answer.text
    assert not ImportBatch.objects.exists()


def test_a_required_column_must_be_matched(walker):
    url = upload(walker, "a,b\n1,2\n").headers["Location"]
    answer = walker.post(url, {"column.name": "-1", "column.size": "0"})
    assert answer.status_code == 422
    assert "必填的列还没有匹配：名称" in answer.text


def test_a_script_in_a_cell_is_text(walker):
    url = upload(walker, "组名,人数\n<script>alert(1)</script>,x\n").headers["Location"]
    walker.post(url, {"column.name": "0", "column.size": "1"})
    page = walker.get(ImportBatch.objects.get().get_absolute_url(), follow=True)
    assert "<script>alert(1)" not in page.text
    assert "&lt;script&gt;" in page.text


def test_the_template_has_the_heads(walker):
    answer = walker.get(f"{BASE}templates/{KIND.key}.xlsx")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    assert sheet.to_python()[0] == ["*名称", "人数"]


def test_a_batch_of_another_store_does_not_exist(walker, wang, grant, client):
    number = upload(walker) and ImportBatch.objects.get().number
    client.force_login(grant(wang, *RIGHTS))
    assert client.get(f"/cx/settings/import/{number}/check/").status_code == 404
    assert client.post(f"/cx/settings/import/{number}/do/import/").status_code == 404


def test_without_the_right_there_is_no_page(zhao, client):
    client.force_login(zhao)
    for path in ("", "new/"):
        assert client.get(BASE + path).status_code == 403


def test_all_or_nothing_waits_until_every_wrong_row_is_right_or_left_out(walker):
    url = upload(walker).headers["Location"]
    walker.post(url, {"column.name": "0", "column.size": "1", "is_all_or_nothing": "on"})
    check = url.replace("columns", "check")
    page = walker.get(check).text
    assert "改正或跳过全部错误行后才能导入" in page
    assert '<button class="btn p" disabled>' in page
    walker.post(check, {"shown": ["3"], "skip": ["3"]})
    page = walker.get(check).text
    assert "改正或跳过全部错误行后才能导入" not in page
    assert '<button class="btn p" disabled>' not in page


def test_only_columns_that_say_something_are_shown(walker):
    url = upload(walker, "组名,人数\n甲组,x\n").headers["Location"]
    walker.post(url, {"column.name": "0", "column.size": "-1"})
    check = url.replace("columns", "check")
    assert walker.get(f"{check}?rows=all").context["columns"] == [("name", "名称")]
