"""The totals check: what the file adds up to, and where every row and every fen of it went.

A clerk holds the totals against the control totals that the old system printed.  The sums of the
file are those of the cells as they came; what was corrected on the screen is shown beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from marque.foundation.imports.kinds import ImportColumn, ImportKind, Line
from marque.foundation.imports.models import ImportBatch, RowAction
from marque.foundation.imports.parsers import CellProblem, parse_decimal

ZERO = Decimal(0)
_PARTS: dict[str, str] = {RowAction.REFUSE: "refused", RowAction.SKIP: "skipped"}


def totals_of(kind: ImportKind, batch: ImportBatch, lines: Sequence[Line]) -> dict[str, Any]:
    """The totals of checked lines, to be kept with the batch.

    What the file said at the first reading stays, whatever is corrected afterwards.
    """
    earlier: Mapping[str, Any] = batch.totals
    told = earlier.get("columns", {})
    columns = {}
    for column in kind.columns:
        if column.is_summed and column.key in batch.mapping:
            sums = _sums(column, lines)
            sums["file"] = told.get(column.key, {}).get("file", sums["now"])
            columns[column.key] = sums
    return {"rows": earlier.get("rows", len(lines)), "columns": columns}


def _sums(column: ImportColumn, lines: Sequence[Line]) -> dict[str, Any]:
    sums = dict.fromkeys(("now", "ready", "refused", "skipped"), ZERO)
    unread = 0
    for line in lines:
        said = _number(line.raw.get(column.key))
        unread += said is None
        part = _PARTS.get(line.action, "ready") if line.action else ""
        sums["now"] += said or ZERO
        if part == "ready":
            # what will be written, not what was said: a reader that changes a number shows here
            sums[part] += _number(line.values.get(column.key)) or ZERO
        elif part:
            sums[part] += said or ZERO
    return {name: f"{total:f}" for name, total in sums.items()} | {"unread": unread}


def _number(value: Any) -> Decimal | None:
    """The number of a cell; zero of a blank one, None of one that is no number."""
    text = "" if value is None else str(value)
    if not text.strip():
        return ZERO
    try:
        return parse_decimal(text)
    except CellProblem:
        return None


@dataclass(frozen=True, slots=True)
class Total:
    """One line of the totals check.

    `file` + `corrected` = `ready` + `refused` + `skipped`, or `is_even` is False.
    """

    label: str
    file: Decimal
    corrected: Decimal
    ready: Decimal
    refused: Decimal
    skipped: Decimal
    unread: int = 0

    @property
    def is_even(self) -> bool:
        """Nothing of the file is lost, and nothing was added."""
        return self.file + self.corrected == self.ready + self.refused + self.skipped

    @property
    def cells(self) -> list[str]:
        """The five numbers as the page shows them, with as many places as the finest needs."""
        numbers = (self.file, self.corrected, self.ready, self.refused, self.skipped)
        places = max(0, *(-int(number.as_tuple().exponent) for number in numbers))
        return [f"{number:,.{places}f}" for number in numbers]


def control_totals(kind: ImportKind, batch: ImportBatch) -> list[Total]:
    """The totals of a checked or imported batch: its rows first, then each column of numbers."""
    ready = batch.quantity_created + batch.quantity_updated + batch.quantity_unchanged
    rows = Total(
        _("行数"),
        Decimal(batch.totals.get("rows", batch.quantity_rows)),
        ZERO,
        Decimal(ready),
        Decimal(batch.quantity_refused),
        Decimal(batch.quantity_skipped),
    )
    sums: Mapping[str, Any] = batch.totals.get("columns", {})
    return [rows] + [_total(c, sums[c.key]) for c in kind.columns if c.key in sums]


def _total(column: ImportColumn, kept: Mapping[str, Any]) -> Total:
    file, now = Decimal(kept["file"]), Decimal(kept["now"])
    ready, refused, skipped = (Decimal(kept[name]) for name in ("ready", "refused", "skipped"))
    return Total(str(column.label), file, now - file, ready, refused, skipped, kept["unread"])
