"""Customers out of files that are hard, hostile or large: whole rows or none, and text stays text."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from marque.foundation.imports.models import ImportBatch, ImportRow
from marque.foundation.imports.services.run_batch import run_batch
from marque.foundation.imports.services.undo_batch import undo_batch
from marque.parties.models import Customer
from marque.parties.tests.test_import import checked, counts, imported

pytestmark = pytest.mark.django_db
HEAD = "姓名,手机,身份证号,生日,地址\n"
FORMULAS = ("=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(A1)", "=HYPERLINK(\"http://x\",\"y\")")  # fmt: skip
BASE = "/bj/settings/import/"


RIGHTS = ("imports.add_importbatch", "imports.view_importbatch", "imports.undo_importbatch")


@pytest.fixture
def walker(li, grant, client):
    client.force_login(grant(li, *RIGHTS))
    return client


def phone(number):
    return f"138{number:08d}"


def wide(text):
    return text.translate({ord(digit): ord("０") + int(digit) for digit in "0123456789"})


def sheet_of(content):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def text_of(*rows):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_rare_characters_and_full_width_numbers(li, bj, encoding):
    rows = f"𠮷田𡈽,{wide('13857016128')},{wide('11010519491231002')}Ｘ,,\n"
    assert counts(imported(li, bj, HEAD + rows, encoding=encoding)) == (1, 0, 0, 0, 0)
    customer = Customer.objects.get()
    assert (customer.name, customer.phone) == ("𠮷田𡈽", "13857016128")
    assert (customer.id_number, customer.born_on) == ("11010519491231002X", date(1949, 12, 31))


def test_birthdays_however_they_are_written(li, bj):
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["姓名", "手机", "生日"])
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    texts = ("1990年1月2日", "1990/1/2", "19900102", 32875, "1990-02-30")
    for row, text in enumerate(texts, 1):
        sheet.write_row(row, 0, [f"客{row}", int(phone(row)), text])
    sheet.write_row(6, 0, ["客6", int(phone(6))])
    sheet.write_datetime(6, 2, date(1990, 1, 2), day)
    book.close()
    batch = imported(li, bj, file.getvalue(), name="生日.xlsx")
    assert counts(batch) == (5, 0, 0, 1, 0)
    assert set(Customer.objects.values_list("born_on", flat=True)) == {date(1990, 1, 2)}
    assert batch.rows.get(is_refused=True).problems[0]["column"] == "born_on"


def test_formulas_come_in_as_text_and_go_out_as_text(li, bj, walker):
    good = [[text, phone(n), "", "", text] for n, text in enumerate(FORMULAS)]
    bad = [[text, "1", "", "", text] for text in FORMULAS]
    text = text_of(HEAD.strip().split(","), *good, *bad)
    batch = imported(li, bj, text)
    assert counts(batch) == (5, 0, 0, 5, 0)
    assert set(Customer.objects.values_list("name", flat=True)) == set(FORMULAS)
    assert {row.address for row in Customer.objects.all()} == set(FORMULAS)

    problems = walker.get(f"{BASE}{batch.number}/problems.xlsx").content
    assert [row[1] for row in sheet_of(problems)[1:]] == list(FORMULAS)
    assert b"<f>" not in unpacked(problems)
    listed = walker.get("/bj/sales/customers/?view=store&export=csv").getvalue().decode("utf-8-sig")
    cells = {cell for row in csv.reader(io.StringIO(listed)) for cell in row}
    assert {f"'{text}" for text in FORMULAS} <= cells
    assert not any(cell.startswith(("=", "@", "+")) for cell in cells)
    workbook = walker.get("/bj/sales/customers/?view=store&export=xlsx").getvalue()
    assert set(FORMULAS) <= {cell for row in sheet_of(workbook) for cell in row}
    assert b"<f>" not in unpacked(workbook)


def unpacked(workbook):
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def test_a_corrected_errors_file_can_be_brought_again(li, bj, walker):
    batch = imported(li, bj, HEAD + "王丽萍,138,,,滨江\n李梅,13857016129,,,\n")
    rows = sheet_of(walker.get(f"{BASE}{batch.number}/problems.xlsx").content)
    rows[1][rows[0].index("手机")] = "13857016128"
    again = imported(li, bj, text_of(*rows))
    assert counts(again) == (1, 0, 0, 0, 0)
    assert Customer.objects.get(name="王丽萍").address == "滨江"


def test_five_thousand_rows_with_every_tenth_wrong(li, bj):
    rows = [f"客{n},{phone(n % 4_800) if n % 10 else '1'},,,路 {n} 号" for n in range(5_000)]
    with CaptureQueriesContext(connection) as asked:
        batch = checked(li, bj, HEAD + "\n".join(rows))
    assert len(asked) < 60
    assert counts(batch) == (4_320, 0, 0, 680, 0)
    with CaptureQueriesContext(connection) as asked:
        batch = run_batch(batch_id=batch.pk, now=timezone.now(), by=li)
    assert len(asked) < 60
    assert counts(batch) == (4_320, 0, 0, 680, 0)
    assert Customer.objects.count() == 4_320
    assert Customer.objects.values("number").distinct().count() == 4_320
    made = ImportRow.objects.filter(batch=batch).exclude(object_id="")
    assert made.count() == 4_320
    assert not made.filter(is_refused=True).exists()
    one = made.get(row_no=3)
    assert Customer.objects.get(pk=int(one.object_id)).phone == phone(1)
    with CaptureQueriesContext(connection) as asked:
        undo_batch(batch_id=batch.pk, now=timezone.now(), by=li)
    assert len(asked) < 120
    assert not Customer.objects.exists()


def test_two_hundred_columns_of_which_five_are_known(li, bj):
    head = [f"其他{n}" for n in range(195)] + ["姓名", "手机", "备注", "微信", "邮箱"]
    row = ["x"] * 195 + ["王丽萍", phone(1), "忙", "wx_wang", "w@example.cn"]
    assert counts(imported(li, bj, text_of(head, row))) == (1, 0, 0, 0, 0)
    assert Customer.objects.get().email == "w@example.cn"


def test_a_refused_file_leaves_nothing_and_says_one_sentence_on_the_page(walker, bj):
    wrong = {
        "空.csv": b"", "只有表头.csv": HEAD.encode(), "程序.xlsx": b"MZ" + b"\0" * 900,
        "程序.exe": b"MZ", "截断.xlsx": b"PK\x03\x04" + b"\0" * 90, "零.csv": b"a\0b,c\n1,2\n",
        "引号.csv": '姓名,手机\n"王,138\n'.encode(),
    }  # fmt: skip
    for name, content in wrong.items():
        file = SimpleUploadedFile(name, content)
        answer = walker.post(BASE + "new/", {"kind": "parties.customer", "file": file})
        assert answer.status_code == 422, name
        assert answer.text.count('class="er"') == 1, name
    assert not ImportBatch.objects.exists()
    assert not Customer.objects.exists()


@pytest.mark.feature("BAS-20")
def test_the_screens_from_upload_to_undo(walker, bj):
    content = (HEAD + f"王丽萍,{phone(1)},,,\n李梅,138,,,\n").encode("gb18030")
    file = SimpleUploadedFile("客户.csv", content)
    url = walker.post(BASE + "new/", {"kind": "parties.customer", "file": file})["Location"]
    places = ("name", "phone", "id_number", "born_on", "address")
    told = {f"column.{key}": str(place) for place, key in enumerate(places)}
    url = walker.post(url, told)["Location"]
    assert "手机号应为 11 位，还差 8 位" in walker.get(url).text
    url = walker.post(url.replace("check/", "do/import/"))["Location"]
    assert "新增 1，更新 0，无变化 0，未导入 1" in walker.get(url).text
    assert Customer.objects.get().phone == phone(1)
    walker.post(url.replace("result/", "do/undo/"))
    assert not Customer.objects.exists()
    assert "整批撤销：1 行" in walker.get(url).text
