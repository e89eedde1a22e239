"""Keep the lines of a batch: whole when they are checked, then only what became of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from marque.foundation.imports.copying import copy_rows
from marque.foundation.imports.kinds import Line
from marque.foundation.imports.models import ImportBatch, ImportRow
from marque.foundation.imports.reading import kept_raw
from marque.foundation.secrets.keyring import one_ring

CHUNK = 2_000
_BEFORE = ImportRow._meta.get_field("before")
OUTCOME = """
UPDATE imports_importrow AS r
   SET label = n.label, problems = n.problems, is_refused = n.is_refused,
       is_warned = n.is_warned, action = n.action, object_type = n.object_type,
       object_id = n.object_id, before = n.before, match = n.match
  FROM jsonb_to_recordset(%s::jsonb) AS n (
       row_no integer, label text, problems jsonb, is_refused boolean, is_warned boolean,
       action text, object_type text, object_id text, before text, match text)
 WHERE r.batch_id = %s AND r.row_no = n.row_no
"""


def forget_lines(batch: ImportBatch) -> None:
    """Remove the rows of the batch, in one statement: nothing hangs on them."""
    rows = ImportRow.objects.filter(batch=batch).order_by()
    rows._raw_delete(rows.db)  # noqa: SLF001  no reading before


def keep_lines(batch: ImportBatch, lines: Sequence[Line]) -> None:
    """Keep the lines in place of those that were kept before."""
    forget_lines(batch)
    for start in range(0, len(lines), CHUNK):
        copy_rows([_row(batch, line) for line in lines[start : start + CHUNK]])


def keep_outcome(batch: ImportBatch, lines: Sequence[Line]) -> None:
    """Note what became of lines that are kept already; their cells stay as they are."""
    for start in range(0, len(lines), CHUNK):
        with one_ring(), connection.cursor() as cursor:
            told = json.dumps(_outcomes(lines[start : start + CHUNK]), ensure_ascii=False)
            cursor.execute(OUTCOME, [told, batch.pk])


def _outcomes(lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [
        _told(line)
        | {
            "row_no": line.row_no,
            "before": _BEFORE.get_prep_value(line.before),
        }
        for line in lines
    ]


def _row(batch: ImportBatch, line: Line) -> ImportRow:
    return ImportRow(
        batch_id=batch.pk,
        row_no=line.row_no,
        raw=kept_raw(line.raw),
        is_skipped=line.is_skipped,
        before=line.before,
        resolution=line.resolution,
        **_told(line),
    )


def _told(line: Line) -> dict[str, Any]:
    is_refused = line.is_refused
    return {
        "label": line.label[:200],
        "problems": [problem.as_json() for problem in line.problems],
        "is_refused": is_refused,
        "is_warned": bool(line.problems) and not is_refused,
        "action": str(line.action),
        "object_type": line.object_type,
        "object_id": line.object_id,
        "match": line.match[:200],
    }
