"""Files are read as data; whatever is wrong with one is one clear sentence."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter

from marque.foundation.imports.parsers import (
    CellProblem,
    parse_choice,
    parse_date,
    parse_flag,
    parse_integer,
    parse_money,
    parse_text,
)
from marque.foundation.imports.readers.archives import read_archive, read_json
from marque.foundation.imports.readers.grids import read_grid
from marque.foundation.imports.readers.limits import FileRefused, Limits, read_bounded


def tar_of(members, *, kind=tarfile.REGTYPE, link=""):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size, info.type, info.linkname = len(data), kind, link
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


def zip_of(members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def workbook_of(*rows, start=0):
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows, start=start):
        sheet.write_row(number, 0, row)
    book.close()
    return file.getvalue()


class TestArchives:
    @pytest.mark.parametrize("pack", [tar_of, zip_of])
    def test_members_come_back_by_path(self, pack):
        assert read_archive(pack({"src/a.json": b"{}", "b.txt": b"x"})) == {
            "src/a.json": b"{}",
            "b.txt": b"x",
        }

    @pytest.mark.parametrize("pack", [tar_of, zip_of])
    @pytest.mark.parametrize(
        "path", ["../evil", "a/../../evil", "/etc/passwd", "C:/evil", "..\\evil"]
    )
    def test_a_path_out_of_the_archive_refuses_it_whole(self, pack, path):
        with pytest.raises(FileRefused, match="指向包外"):
            read_archive(pack({"src/ok.json": b"{}", path: b"x"}))

    @pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE])
    def test_links_and_devices_refuse_it_whole(self, kind):
        with pytest.raises(FileRefused, match="不是普通文件"):
            read_archive(tar_of({"src/a.json": b""}, kind=kind, link="/etc/passwd"))

    def test_a_bomb_is_stopped_while_unpacking(self):
        bomb = gzip.compress(b"\0" * 80 * 1024 * 1024)
        assert len(bomb) < 100_000
        with pytest.raises(FileRefused, match="解开后太大"):
            read_archive(bomb)

    def test_a_zip_that_lies_about_its_size_is_stopped(self):
        honest = zip_of({"a.json": b"x" * 300_000})
        at = honest.rindex(b"PK\x01\x02") + 24
        lying = honest[:at] + struct.pack("<I", 10) + honest[at + 4 :]
        with pytest.raises(FileRefused):
            read_archive(lying)

    def test_a_member_of_ten_megabytes_refuses_it_whole(self):
        with pytest.raises(FileRefused, match="最大 256 KB"):
            read_archive(tar_of({"src/a.json": b'{"name":"' + b"x" * 10_000_000 + b'"}'}))

    def test_two_members_of_one_name_refuse_it_whole(self):
        file = io.BytesIO()
        with tarfile.open(fileobj=file, mode="w:gz") as archive:
            for _ in range(2):
                archive.addfile(tarfile.TarInfo("a.json"), io.BytesIO())
        with pytest.raises(FileRefused, match="同名"):
            read_archive(file.getvalue())

    def test_too_many_members(self):
        with pytest.raises(FileRefused, match="最多 2 个"):
            read_archive(tar_of(dict.fromkeys("abc", b"")), limits=Limits(members=2))

    @pytest.mark.parametrize(
        "content",
        [b"hello", b"\x1f\x8b broken", b"PK\x03\x04 broken", tar_of({"a": b"x" * 9000})[:60]],
        ids=["text", "broken gzip", "broken zip", "cut tar"],
    )
    def test_no_archive_or_a_broken_one(self, content):
        with pytest.raises(FileRefused):
            read_archive(content)

    @pytest.mark.parametrize(
        "data",
        [
            b"[1]",
            b"{",
            b"\xff{}",
            b'{"a":NaN}',
            b'{"a":"\\u0000"}',
            b'{"a":"\\ud800"}',
            b'{"a":' * 60 + b"1" + b"}" * 60,
        ],
    )
    def test_json_that_is_no_plain_object(self, data):
        with pytest.raises(FileRefused):
            read_json("a.json", data)

    def test_json_nested_beyond_the_stack_is_refused_not_crashed(self):
        with pytest.raises(FileRefused):
            read_json("a.json", b'{"a":' + b"[" * 100_000)


class TestGrids:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_csv_in_both_encodings(self, encoding):
        grid = read_grid("编码,名称\r\nA1,脚垫\r\n\r\nA2,膜\r\n".encode(encoding), "a.csv")
        assert grid.header == ["编码", "名称"]
        assert grid.rows == [(2, ["A1", "脚垫"]), (4, ["A2", "膜"])]

    def test_row_numbers_are_those_of_excel(self):
        grid = read_grid(workbook_of(["编码", "价"], ["A", 5], start=3), "a.xlsx")
        assert grid.rows == [(5, ["A", "5"])]

    def test_a_cell_that_looks_like_a_formula_is_its_text(self):
        grid = read_grid(workbook_of(["a"], ["=cmd|'/c calc'!A1"], ["@SUM(1)"]), "a.xlsx")
        assert [row for _n, row in grid.rows] == [["=cmd|'/c calc'!A1"], ["@SUM(1)"]]

    @pytest.mark.parametrize(
        ("content", "name", "reason"),
        [
            (b"", "a.csv", "没有数据"),
            (b"a,b\n", "a.csv", "只有表头"),
            (b"PK\x03\x04 no zip", "a.xlsx", "不是有效的 Excel"),
            (b"\xd0\xcf\x11\xe0rest", "a.xls", "另存为"),
            (b"a\0b", "a.csv", "不是 CSV"),
            (b"\x81\xff\xff,a\n1,2", "a.csv", "编码无法识别"),
            (b"%PDF-1.4", "a.pdf", "只能导入"),
            (b"a\n" + b"x" * 40_000, "a.csv", "超过"),
            (b'a\n"' + b"x" * 140_000, "a.csv", "格式有误"),
        ],
    )
    def test_a_wrong_file_gets_one_sentence(self, content, name, reason):
        with pytest.raises(FileRefused, match=reason):
            read_grid(content, name)

    def test_a_workbook_that_is_only_a_zip(self):
        with pytest.raises(FileRefused, match="不是有效的 Excel"):
            read_grid(zip_of({"a.txt": b"x"}), "a.xlsx")

    def test_a_workbook_that_is_a_bomb(self):
        sheet = b"\0" * 70_000_000
        bomb = zip_of({"xl/workbook.xml": b"", "xl/worksheets/sheet1.xml": sheet})
        with pytest.raises(FileRefused, match="解开后太大"):
            read_grid(bomb, "a.xlsx")

    def test_too_many_rows(self):
        with pytest.raises(FileRefused, match="最多 3 行"):
            read_grid(b"a\n1\n2\n3\n4\n", "a.csv", limits=Limits(rows=3))

    def test_a_file_larger_than_it_may_be(self):
        with pytest.raises(FileRefused, match="文件太大"):
            read_bounded(io.BytesIO(b"x" * 11), 10)


class TestCells:
    @pytest.mark.parametrize(
        ("text", "amount"),
        [("181600", "181600.00"), ("¥181,600.5", "181600.50"), ("18.16万", "181600.00"),
         ("１２３", "123.00"), ("980 元", "980.00")],
    )  # fmt: skip
    def test_money_as_people_write_it(self, text, amount):
        assert parse_money(text) == Decimal(amount)

    @pytest.mark.parametrize(
        "text", ["-1", "1.234", "abc", "NaN", "Infinity", "1e99", "=", "99999999999万"]
    )
    def test_money_that_is_none(self, text):
        with pytest.raises(CellProblem):
            parse_money(text)

    @pytest.mark.parametrize(
        "text", ["2026-11-20", "2026/11/20", "2026年11月20日", "20261120", "46346", "2026.11.20"]
    )
    def test_dates_as_people_write_them(self, text):
        assert parse_date(text) == date(2026, 11, 20)

    @pytest.mark.parametrize("text", ["2026-02-30", "昨天", "1120", "20269999"])
    def test_dates_that_are_none(self, text):
        with pytest.raises(CellProblem):
            parse_date(text)

    def test_text_loses_control_characters_and_has_a_limit(self):
        assert parse_text(" 张\x00三\x07 ") == "张三"
        with pytest.raises(CellProblem):
            parse_text("x" * 2_001)

    def test_choices_by_value_or_label(self):
        read = parse_choice({"suv": "SUV", "mpv": "商务车"})
        assert (read("商务车"), read("SUV")) == ("mpv", "suv")
        with pytest.raises(CellProblem, match="SUV、商务车"):
            read("飞机")

    def test_flags_and_whole_numbers(self):
        assert parse_flag("是")
        assert not parse_flag("No")
        assert parse_integer("5.0") == 5
        with pytest.raises(CellProblem):
            parse_integer("5.5")
        with pytest.raises(CellProblem):
            parse_flag("也许")
