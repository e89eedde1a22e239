"""Write a list to a file: visible columns, all filtered rows, the same scope and column rights.

``export_list(request, table, queryset)`` answers with XLSX (``?export=xlsx``) or CSV. A text is
always written as text, so a value such as ``=1+1`` never becomes a formula. Above
``BACKGROUND_ROWS`` rows, and when the table knows its own ``source``, a background job writes the
file and the answer leads to the job's page. Every export is noted in the audit log.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO, cast
from urllib.parse import quote

import xlsxwriter
from django.contrib import messages
from django.db.models import QuerySet
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponseBase,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.foundation.access.authority import acting_post
from marque.foundation.audit import actor
from marque.foundation.jobs.services import start_job
from marque.foundation.ui.columns import Column, ExportValue
from marque.foundation.ui.list_state import ListState
from marque.foundation.ui.saved_views import find_layout
from marque.foundation.ui.tables import Table

BACKGROUND_ROWS = 2_000
CHUNK = 1_000
MAX_XLSX_ROWS = 1_048_575
LARGEST_NUMBER = 10**15
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def export_list(request: HttpRequest, table: Table, queryset: QuerySet[Any]) -> HttpResponseBase:
    """The file of everything the list shows, or the page of the job that writes it."""
    kind = "csv" if request.GET.get("export") == "csv" else "xlsx"
    state = ListState(table, request.GET, request.path)
    columns = export_columns(table)
    rows = ordered_rows(table, queryset, state, columns)
    count = queryset.filter(state.condition()).order_by().count()
    actor.note(
        "export",
        table.key or type(table).__name__,
        {"rows": count, "columns": [c.key for c in columns], "query": state.query(), "kind": kind},
    )
    if count > BACKGROUND_ROWS and table.has_source():
        return start_export(request, table, state.query(), kind)
    return (
        csv_response(table, columns, rows) if kind == "csv" else xlsx_response(table, columns, rows)
    )


def start_export(request: HttpRequest, table: Table, query: str, kind: str) -> HttpResponseBase:
    """Start the job that writes the file and lead to its page."""
    cls = type(table)
    post = acting_post(table.user)
    job = start_job(
        "export",
        "ui.export_list",
        by=table.user,
        title=_("导出%s") % table.title,
        table=f"{cls.__module__}:{cls.__qualname__}",
        store=getattr(table.store, "code", ""),
        post=post.pk if post else None,
        query=query,
        file_kind=kind,
    )
    messages.info(request, _("数据较多，正在后台导出，完成后可在此页下载。"))
    return redirect(job.get_absolute_url())


def export_columns(table: Table) -> list[Column]:
    """The user's visible, permitted, exportable columns."""
    layout = find_layout(table.user, table.key) if table.key else None
    return [column for column in table.chosen_columns(layout) if column.export]


def ordered_rows(
    table: Table, queryset: QuerySet[Any], state: ListState, columns: Iterable[Column]
) -> QuerySet[Any]:
    """All filtered rows in the order of the list."""
    filtered = queryset.order_by().select_related(None).filter(state.condition())
    return table.rows(filtered, columns).order_by(*state.ordering(queryset.model))


def write_xlsx(target: BinaryIO, title: str, columns: Sequence[Column], rows: Iterable[Any]) -> int:
    """Write a spreadsheet row by row with constant memory; return the number of data rows."""
    book = xlsxwriter.Workbook(
        target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    sheet = book.add_worksheet(_sheet_name(title))
    head = book.add_format({"bold": True, "bg_color": "#EEF2F8", "bottom": 1})
    formats = {
        column.key: book.add_format({"num_format": column.number_format})
        for column in columns
        if column.number_format
    }
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, 20 if not column.numeric else 14)
    for at, column in enumerate(columns):
        sheet.write_string(0, at, str(column.label), head)
    line = 0
    for row in rows:
        line += 1
        for at, column in enumerate(columns):
            _write(sheet, (line, at), column.exported(row), formats.get(column.key))
        if line == MAX_XLSX_ROWS:
            break
    book.close()
    return line


def _write(sheet: Any, place: tuple[int, int], value: ExportValue, style: Any) -> None:
    line, at = place
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_string(line, at, _("是") if value else _("否"))
    elif isinstance(value, int | Decimal) and -LARGEST_NUMBER < value < LARGEST_NUMBER:
        sheet.write_number(line, at, value, style)
    elif isinstance(value, date):
        sheet.write_datetime(line, at, _naive(value), style)
    else:
        sheet.write_string(line, at, str(value)[:32_767])


def _naive(value: date) -> date:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value).replace(tzinfo=None)
    return value


def csv_rows(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[str]:
    """CSV lines; a text that a spreadsheet would read as a formula is quoted by ``'``."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)

    def line(values: Iterable[Any]) -> str:
        writer.writerow(values)
        text = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return text

    yield "\ufeff" + line(str(column.label) for column in columns)
    for row in rows:
        yield line(_csv_value(column.exported(row)) for column in columns)


def _csv_value(value: ExportValue) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, datetime):
        return _naive(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date | int | Decimal):
        return str(value)
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


def xlsx_response(table: Table, columns: Sequence[Column], rows: QuerySet[Any]) -> HttpResponseBase:
    """The spreadsheet as a download."""
    target = tempfile.SpooledTemporaryFile(max_size=4_000_000)  # noqa: SIM115 - the response closes it
    write_xlsx(cast(BinaryIO, target), str(table.title), columns, iterate(rows))
    target.seek(0)
    response = FileResponse(cast(BinaryIO, target), content_type=XLSX)
    return _as_download(response, file_name(table, "xlsx"))


def csv_response(table: Table, columns: Sequence[Column], rows: QuerySet[Any]) -> HttpResponseBase:
    """The CSV (UTF-8 with a mark, so that spreadsheets read Chinese) as a streamed download."""
    lines = csv_rows(columns, iterate(rows))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    return _as_download(response, file_name(table, "csv"))


def iterate(rows: QuerySet[Any]) -> Iterator[Any]:
    """Rows from a server-side cursor in chunks; prefetches work by chunk."""
    return rows.iterator(chunk_size=CHUNK)


def file_name(table: Table, kind: str) -> str:
    """``销售订单_20261120.xlsx``."""
    return f"{table.title}_{table.today:%Y%m%d}.{kind}"


def _as_download(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "no-store"
    return response


def _sheet_name(title: str) -> str:
    return "".join(ch for ch in title if ch not in "[]:*?/\\'")[:31] or "Sheet1"


def state_of(table: Table, query: str) -> ListState:
    """The state of a stored query string, for exports in the background."""
    return ListState(table, QueryDict(query), "")
