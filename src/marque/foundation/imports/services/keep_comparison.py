"""Keep what a comparison found, sealed, until the batch or the records move on."""

from __future__ import annotations

import json
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from marque.foundation.imports.comparison import ComparedRow, Comparison, Found
from marque.foundation.imports.kinds import Difference
from marque.foundation.imports.models import ImportBatch, ImportComparison
from marque.foundation.imports.registry import get_kind
from marque.foundation.secrets.sealing import seal_bytes, unseal_bytes


@transaction.atomic
def keep_comparison(kept: ImportComparison, comparison: Comparison, *, now: datetime) -> bool:
    """Write down what was found; False when nobody wants it any more: the batch has moved on."""
    row = ImportComparison.objects.select_for_update().filter(pk=kept.pk, job_id=kept.job_id)
    if (there := row.first()) is None:
        return False
    told = [_plain(one) for one in comparison.rows]
    content = json.dumps(told, ensure_ascii=False).encode()
    _drop_file(there)
    there.compared_at = now
    name = f"comparison-{there.batch_id}-{there.created_by_id}.bin"
    there.found.save(name, ContentFile(seal_bytes(content)), save=False)
    there.save(update_fields=["found", "compared_at"])
    return True


def read_comparison(kept: ImportComparison, batch: ImportBatch) -> Comparison:
    """What was found, as it was then."""
    with kept.found.open("rb") as file:
        rows = json.loads(unseal_bytes(file.read()))
    return Comparison(get_kind(batch.kind), [_compared(*row) for row in rows])


def forget_comparisons(batch: ImportBatch) -> None:
    """The rows or the records are others now: what was found before says nothing any more."""
    for kept in ImportComparison.objects.filter(batch=batch):
        _drop_file(kept)
        kept.delete()


def _drop_file(kept: ImportComparison) -> None:
    if name := kept.found.name:
        transaction.on_commit(partial(kept.found.storage.delete, name))


def _plain(row: ComparedRow) -> list[Any]:
    differences = [[one.column, one.in_file, one.in_record] for one in row.differences]
    return [row.row_no, row.label, row.found.value, row.match, differences, list(row.problems)]


def _compared(
    row_no: int, label: str, found: str, match: str, differences: Any, problems: Any
) -> ComparedRow:
    told = [Difference(*one) for one in differences]
    return ComparedRow(row_no, label, Found(found), match, told, problems)
