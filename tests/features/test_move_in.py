"""Move-in day: the files of the old system come in, and the two systems are held together."""

from __future__ import annotations

import io
from dataclasses import fields

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from marque.foundation.audit.models import Change
from marque.foundation.custom_fields.models import FieldDefinition
from marque.foundation.imports.models import ImportBatch
from marque.parties.facts import CustomerDetails
from marque.parties.models import Customer
from marque.parties.services.edit_customer import edit_customer
from marque.parties.testing import make_customer
from tests.features.desk import Desk

pytestmark = pytest.mark.django_db

RIGHTS = (
    "parties.import_customer",
    "imports.add_importbatch",
    "imports.view_importbatch",
    "imports.undo_importbatch",
)
HEAD = "客户姓名,手机号码,微信,职业,累计消费\n"
FILE = HEAD + (
    '王丽萍,13857016128,wx_wang,教师,"1,200.50"\n'
    "陈建国,13857016129,wx_chen,医生,3000\n"
    "=1+1,13857016130,wx_sum,,0.01\n"
    "电话短,1385701,wx_kurz,,99.99\n"
    "不要的,13857016132,,,50\n"
    "李梅,13857016133,wx_li,,\n"
)


@pytest.fixture
def clerk(li, grant):
    FieldDefinition.objects.create(
        target="parties.customer", code="spent", label="累计消费", kind="money"
    )
    return Desk(grant(li, *RIGHTS))


def upload(desk, text, kind="parties.customer"):
    """The batch of a file whose columns are matched as suggested."""
    file = SimpleUploadedFile("旧系统.csv", text.encode())
    desk.post("imports:batch_create", {"kind": kind, "file": file})
    batch = ImportBatch.objects.latest("pk")
    sent = {f"column.{key}": place for key, place in batch.mapping.items()}
    desk.post("imports:batch_columns", {**sent, "duplicates": "fill"}, number=batch.number)
    batch.refresh_from_db()
    return batch


def totals(desk):
    """The lines of the totals check on the page shown last: label to numbers and verdict."""
    return {total.label: [*total.cells, total.is_even] for total in desk.last.context["totals"]}


def compare(desk, batch, **query):
    """How many rows there are of each finding, and how many differ in which field."""
    desk.get("imports:batch_compare", query, number=batch.number)
    comparison = desk.last.context["comparison"]
    return (
        {found.value: n for found, n in comparison.counts if n},
        {label: n for _key, label, n in comparison.fields},
    )


def downloaded(desk, batch, form):
    answer = desk.client.get(desk.url("imports:batch_comparison", number=batch.number, form=form))
    assert answer.status_code == 200
    return answer.content


@pytest.mark.feature("BEY-08")
def test_move_in_day_from_the_file_of_the_old_system_to_the_parallel_run(clerk, li):
    there = make_customer("王丽萍", owner=li, phone="13857016128", wechat="wx_alt")
    mei = make_customer("李梅", owner=li, phone="13857016133", wechat="wx_li")
    batch = upload(clerk, FILE)

    # the check page says where every row and every fen of the file will go
    page = clerk.get("imports:batch_check", number=batch.number)
    assert "合计核对" in page
    assert totals(clerk) == {
        "行数": ["6", "0", "5", "1", "0", True],
        "累计消费": ["4,350.50", "0.00", "4,250.51", "99.99", "0.00", True],
    }

    # before anything is written: one is there and differs, the others are missing
    assert "只对照，不导入" in page
    before = Change.objects.count()
    found = compare(clerk, batch)
    assert found == (
        {"same": 1, "differs": 1, "missing": 3, "refused": 1},
        {"微信号": 1, "职业": 1, "累计消费": 1},
    )
    assert Change.objects.count() == before
    assert Customer.objects.count() == 2

    # resolve: a wrong phone and a wrong amount corrected, one row left out, the duplicate taken
    clerk.post(
        "imports:batch_check",
        {"r5.phone": "13857016131", "shown": ["2", "5", "6"], "skip": ["6"], "d2": "overwrite"},
        number=batch.number,
    )
    clerk.get("imports:batch_check", number=batch.number)
    assert totals(clerk) == {
        "行数": ["6", "0", "5", "0", "1", True],
        "累计消费": ["4,350.50", "0.00", "4,300.50", "0.00", "50.00", True],
    }

    # run: the result says the same, and the old system and Marque agree
    page = clerk.post("imports:batch_import", number=batch.number)
    assert "已导入" in page
    assert totals(clerk)["累计消费"] == ["4,350.50", "0.00", "4,300.50", "0.00", "50.00", True]
    assert Customer.objects.count() == 5
    assert compare(clerk, batch) == ({"same": 5, "skipped": 1}, {})
    again = upload(clerk, FILE.replace("1385701,", "13857016131,"))
    assert compare(clerk, again) == ({"same": 5, "missing": 1}, {})

    # parallel run: somebody changes one customer by hand; the next file shows which and where
    mei.refresh_from_db()
    known = {field.name: getattr(mei, field.name) for field in fields(CustomerDetails)}
    changed = CustomerDetails(**known | {"wechat": "@SUM(A1)", "address": "新街 1 号"})
    edit_customer(mei, details=changed, by=li, version=mei.version)
    assert compare(clerk, again) == ({"same": 4, "differs": 1, "missing": 1}, {"微信号": 1})
    page = clerk.get("imports:batch_compare", {"field": "wechat"}, number=again.number)
    assert "wx_li" not in page  # a number of a person's own is shown masked
    assert "wx_****" in page

    rows = CalamineWorkbook.from_filelike(io.BytesIO(downloaded(clerk, again, "xlsx")))
    sheet = rows.get_sheet_by_index(0).to_python()
    assert [row[1] for row in sheet[1:]] == ["不要的", "李梅"]
    assert sheet[2][4:7] == ["微信号", "wx_****", "@SU****"]
    text = downloaded(clerk, again, "csv").decode()
    assert "'@SU****" in text
    assert Change.objects.filter(row_id=f"imports.importbatch:{again.number}").count() == 2

    # undo: what the batch made is gone, what it changed is as before, the work by hand stays
    page = clerk.post("imports:batch_undo", number=batch.number)
    assert "整批已撤销" in page
    left = {customer.pk: customer.wechat for customer in Customer.objects.all()}
    assert left == {there.pk: "wx_alt", mei.pk: "@SUM(A1)"}
    assert compare(clerk, again)[0] == {"differs": 2, "missing": 4}


@pytest.mark.feature("BEY-08")
def test_amounts_that_are_refused_or_no_numbers_are_told_apart(li, grant, bj):
    desk = Desk(grant(li, "billing.open_receivable", *RIGHTS))
    owing = make_customer("王丽萍", owner=li, phone="13857016128")
    text = (
        "客户,金额,日期\n"
        f"{owing.number},1.8万,2025-11-30\n"
        "13857016128,0.10,2025-11-30\n"
        "13857016128,-5,2025-11-30\n"
        "13857016128,壹百,2025-11-30\n"
    )
    batch = upload(desk, text, "parties.opening_balance")
    page = desk.get("imports:batch_check", number=batch.number)
    assert totals(desk)["金额"] == ["17,995.10", "0.00", "18,000.10", "-5.00", "0.00", True]
    assert "1 个单元格不是数字，未计入" in page
    assert "只对照，不导入" not in page

    desk.post("imports:batch_check", {"r5.amount": "100"}, number=batch.number)
    page = desk.get("imports:batch_check", number=batch.number)
    assert totals(desk)["金额"] == ["17,995.10", "100.00", "18,100.10", "-5.00", "0.00", True]
    assert desk.status("imports:batch_compare", number=batch.number) == 302


@pytest.mark.feature("BEY-08")
def test_a_comparison_reaches_as_far_as_the_import(clerk, lin, wang, grant, bj):
    make_customer("王丽萍", owner=lin, phone="13857016128", wechat="wx_geheim")
    batch = upload(clerk, FILE)
    assert compare(clerk, batch)[0]["differs"] == 1
    stranger = Desk(grant(wang, *RIGHTS), store="cx")
    assert stranger.status("imports:batch_compare", number=batch.number) == 404
    for form in ("xlsx", "csv", "pdf"):
        assert stranger.status("imports:batch_comparison", number=batch.number, form=form) == 404
    assert clerk.status("imports:batch_comparison", number=batch.number, form="pdf") == 404
    nobody = Desk(lin)
    assert nobody.status("imports:batch_compare", number=batch.number) in {403, 404}
