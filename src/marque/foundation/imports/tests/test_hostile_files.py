"""Files that are broken, dangerous or merely hard: one sentence each, or the table that is meant."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter

from marque.foundation.imports.parsers import cell_text, parse_date
from marque.foundation.imports.readers.grids import read_grid
from marque.foundation.imports.readers.limits import FileRefused, Limits
from marque.foundation.imports.tests.test_readers import workbook_of, zip_of

EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + b"\x00" * 4000
NAMES = "姓名,电话\n𠮷田一郎,13857016128\n𡈽屋,13857016129\n"


def sheet_with(xml, *, more=()):
    """A workbook whose first sheet is this XML."""
    whole = io.BytesIO(workbook_of(["a"], ["b"]))
    with zipfile.ZipFile(whole) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/worksheets/sheet1.xml"] = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b"<sheetData>" + xml + b"</sheetData></worksheet>"
    )
    return zip_of({**members, **dict(more)})


class TestWorkbooks:
    @pytest.mark.parametrize(
        "xml",
        [
            b'<row r="1"><c r="A1"><v>1</v></c></row>'
            b'<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>',
            b'<row r="1"><c r="A1"><v>1</v></c></row><row r = \'1048576\'>'
            + b"<c><v>2</v></c>" * 40
            + b"</row>",
        ],
        ids=["far corner", "far row"],
    )
    def test_two_cells_that_span_a_table_no_memory_holds(self, xml):
        book = sheet_with(xml)
        assert len(book) < 10_000
        with pytest.raises(FileRefused, match="表格范围太大（到第 1048576 行"):
            read_grid(book, "a.xlsx", limits=Limits(rows=10_000))

    def test_a_table_as_large_as_allowed_is_no_such_span(self):
        rows = [[f"列{n}" for n in range(200)], *[[str(n) for n in range(200)]] * 20]
        grid = read_grid(workbook_of(*rows), "a.xlsx")
        assert len(grid.header) == 200
        assert len(grid.rows) == 20

    def test_one_column_too_many(self):
        rows = [[f"列{n}" for n in range(201)], ["x"]]
        with pytest.raises(FileRefused, match="最多 200 列"):
            read_grid(workbook_of(*rows), "a.xlsx")

    def test_empty_heads_on_the_right_do_not_count(self):
        text = "姓名,电话" + "," * 400 + "\n王,138\n"
        assert read_grid(text.encode(), "a.csv").rows == [(2, ["王", "138"])]

    @pytest.mark.parametrize("keep", [0.2, 0.5, 0.9, 0.99])
    def test_a_truncated_workbook(self, keep):
        whole = workbook_of(["姓名", "电话"], *[["王", "13857016128"]] * 50)
        with pytest.raises(FileRefused, match="不是有效的 Excel"):
            read_grid(whole[: int(len(whole) * keep)], "a.xlsx")

    def test_another_format_in_the_clothes_of_xlsx(self):
        content = b'<table:table-cell table:number-columns-repeated="16384"/>'
        with pytest.raises(FileRefused, match="不是有效的 Excel"):
            read_grid(zip_of({"content.xml": content}), "a.xlsx")
        with pytest.raises(FileRefused, match="不是有效的 Excel"):
            read_grid(sheet_with(b"", more=[("content.xml", content)]), "a.xlsx")

    def test_a_workbook_with_a_password(self):
        with pytest.raises(FileRefused, match="密码"):
            read_grid(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xlsx")

    def test_a_merged_title_above_the_head_is_no_head(self):
        file = io.BytesIO()
        book = xlsxwriter.Workbook(file, {"in_memory": True})
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 2, "滨江店客户资料表")
        sheet.write(1, 0, "制表：王丽萍")
        sheet.write_row(3, 0, ["姓名", "电话", "生日"])
        sheet.write_row(4, 0, ["李梅", 13857016128.0, 46346])
        book.close()
        grid = read_grid(file.getvalue(), "a.xlsx")
        assert grid.header == ["姓名", "电话", "生日"]
        assert grid.rows == [(5, ["李梅", "13857016128", "46346"])]

    def test_a_table_of_one_column_keeps_its_head(self):
        assert read_grid(workbook_of(["名称"], ["甲"], ["乙"]), "a.xlsx").header == ["名称"]


class TestText:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_characters_beyond_the_first_plane(self, encoding):
        grid = read_grid(NAMES.encode(encoding), "a.csv")
        assert [row[0] for _n, row in grid.rows] == ["𠮷田一郎", "𡈽屋"]

    @pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
    def test_a_program_under_another_name(self, name):
        with pytest.raises(FileRefused, match="不是 CSV|不是有效的 Excel"):
            read_grid(EXE, name)

    @pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
    def test_damaged_utf8_is_not_read_as_another_encoding(self, mark):
        text = ("姓名,电话\n" + "王丽萍,13857016128\n" * 30).encode()
        for broken in (text[:-1] + "李".encode()[:2], text.replace("萍".encode(), b"\xe8\x90", 1)):
            with pytest.raises(FileRefused, match="行有损坏的字符"):
                read_grid(mark + broken, "a.csv")

    def test_a_line_break_in_quotes_is_one_row(self):
        grid = read_grid(
            '姓名,备注\r\n王,"一\r\n二,""三"""\r\n李,四\r\n'.encode("gb18030"), "a.csv"
        )
        assert grid.rows == [(2, ["王", '一\r\n二,"三"']), (3, ["李", "四"])]

    @pytest.mark.parametrize(
        ("text", "row"),
        [('姓名,电话\n王,138\n"李,139\n赵,137\n', 3), ('姓名,电话\n"王"丽,138\n李,"139"\n', 2)],
    )
    def test_a_quote_without_its_pair_swallows_no_rows(self, text, row):
        with pytest.raises(FileRefused, match=f"CSV 第 {row} 行的格式有误"):
            read_grid(text.encode(), "a.csv")

    def test_a_nul_far_down_in_the_file_is_dropped(self):
        text = "姓名,电话\n" + "王,138\n" * 2_000 + "李\0梅,139\n"
        assert read_grid(text.encode(), "a.csv").rows[-1] == (2_002, ["李梅", "139"])


class TestCells:
    def test_a_number_that_excel_cut_is_shown_as_cut(self):
        assert cell_text(13857016128.0) == "13857016128"
        assert "E+17" in cell_text(330108199001011234.0)

    @pytest.mark.parametrize(
        "text", ["2026年1月2日", "2026/1/2", "46024", "46024.5", "２０２６/１/２"]
    )
    def test_dates_of_excel_and_of_people(self, text):
        assert parse_date(text).isoformat() == "2026-01-02"
