from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import PurePath
from typing import Any, BinaryIO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.foundation.imports.kinds import ImportKind
from marque.foundation.imports.models import ImportBatch, Stage
from marque.foundation.imports.readers.limits import DEFAULT_LIMITS, FileRefused, read_bounded
from marque.foundation.imports.reading import read_table, suggest_mapping
from marque.foundation.imports.registry import get_kind
from marque.foundation.imports.services.check_batch import check_batch
from marque.foundation.imports.services.remember_mapping import remembered
from marque.foundation.numbering.services import next_number
from marque.foundation.secrets.sealing import seal_bytes
from marque.kernel.errors import NotAuthorised


@transaction.atomic
def open_batch(
    *, kind_key: str, file: BinaryIO, file_name: str, store: Any, now: datetime, by: Any
) -> ImportBatch:
    """Take a file in: keep it, read its head and propose which column is which.

    A file of fixed structure has no columns to match; it is checked at once.

    Raises:
        UnknownKind, NotAuthorised, FileRefused: nothing is kept.
    """
    kind = get_kind(kind_key)
    if not by.has_perm(kind.right):
        raise NotAuthorised(_("您没有导入“%(kind)s”的权限") % {"kind": kind.label})
    name = PurePath(file_name.replace("\\", "/").replace("\0", "")).name[-200:]
    if not kind.accepts(name):
        raise FileRefused(
            _("“%(name)s”的类型不对，请选择 %(types)s 文件")
            % {"name": name[-60:], "types": "、".join(kind.extensions)}
        )
    content = read_bounded(file, DEFAULT_LIMITS.upload)
    header, mapping, rows = _first_look(kind, content, name, by)
    digest = hashlib.sha256(content).hexdigest()
    batch = ImportBatch.objects.create(
        number=next_number("imports.importbatch", store=store, on=timezone.localdate(now)),
        kind=kind.key,
        store=store,
        stage=Stage.MAPPED if kind.is_structured else Stage.UPLOADED,
        file=ContentFile(
            seal_bytes(content), name=f"{hashlib.sha256(content).hexdigest()[:16]}.bin"
        ),
        file_name=name,
        file_sha256=digest,
        header=header,
        mapping=mapping,
        is_all_or_nothing=kind.is_all_or_nothing,
        quantity_rows=rows,
        created_by=by,
    )
    if kind.is_structured:
        return check_batch(batch_id=batch.pk, now=now, by=by)
    return batch


def _first_look(
    kind: ImportKind, content: bytes, name: str, by: Any
) -> tuple[list[str], dict[str, int], int]:
    if kind.is_structured:
        return [], {}, 0
    grid = read_table(kind, content, name)
    return grid.header, suggest_mapping(kind, grid.header, remembered(kind, by)), len(grid.rows)
