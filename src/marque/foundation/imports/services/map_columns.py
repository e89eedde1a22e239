from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.foundation.imports.models import Duplicates, ImportBatch, Stage
from marque.foundation.imports.reading import missing_columns
from marque.foundation.imports.registry import get_kind
from marque.foundation.imports.services.check_batch import check_batch
from marque.foundation.imports.services.keep_lines import forget_lines
from marque.foundation.imports.services.lock_batch import OPEN, lock_batch
from marque.foundation.imports.services.remember_mapping import remember_mapping
from marque.kernel.errors import InvalidInput


@transaction.atomic
def map_columns(
    *,
    batch_id: int,
    mapping: Mapping[str, int],
    is_all_or_nothing: bool,
    duplicates: str = Duplicates.FILL,
    now: datetime,
    by: Any,
) -> ImportBatch:
    """Say which column of the file is which; then check the rows anew.

    Raises:
        InvalidInput: a required column is not matched, or one column is used twice.
        NotAvailable: the batch is already imported.
    """
    batch = lock_batch(batch_id, allowed=OPEN, by=by)
    kind = get_kind(batch.kind)
    clean = {
        key: place
        for key, place in mapping.items()
        if kind.column(key) and 0 <= place < len(batch.header)
    }
    if missing := missing_columns(kind, clean):
        names = "、".join(str(column.label) for column in missing)
        raise InvalidInput(_("必填的列还没有匹配：%(names)s") % {"names": names})
    if len(set(clean.values())) != len(clean):
        raise InvalidInput(_("同一列不能匹配两次"))
    forget_lines(batch)
    batch.mapping, batch.is_all_or_nothing = clean, is_all_or_nothing
    batch.duplicates, batch.stage, batch.totals = duplicates, Stage.MAPPED, {}
    batch.save(update_fields=["mapping", "is_all_or_nothing", "duplicates", "stage", "totals"])
    remember_mapping(kind=kind, header=batch.header, mapping=clean, by=by)
    return check_batch(batch_id=batch_id, now=now, by=by)
