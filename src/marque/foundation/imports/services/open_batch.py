from __future__ import annotations

import hashlib
from datetime import date
from pathlib import PurePath
from typing import Any, BinaryIO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from marque.foundation.imports.kinds import ImportKind
from marque.foundation.imports.models import ImportBatch, Stage
from marque.foundation.imports.reading import read_table, suggest_mapping
from marque.foundation.imports.readers.limits import DEFAULT_LIMITS, FileRefused, read_bounded
from marque.foundation.imports.registry import get_kind
from marque.foundation.numbering.services import next_number
from marque.kernel.errors import NotAuthorised


@transaction.atomic
def open_batch(
    *, kind_key: str, file: BinaryIO, file_name: str, store: Any, today: date, by: Any
) -> ImportBatch:
    """Take a file in: keep it, read its head and propose which column is which.

    A file of fixed structure is not read yet, only kept; its lines come with the check.

    Raises:
        UnknownKind, NotAuthorised, FileRefused: nothing is kept.
    """
    kind = get_kind(kind_key)
    if not by.has_perm(kind.right):
        raise NotAuthorised(_("您没有导入“%(kind)s”的权限") % {"kind": kind.label})
    name = PurePath(file_name.replace("\\", "/")).name[-200:]
    if not kind.accepts(name):
        raise FileRefused(
            _("“%(name)s”的类型不对，请选择 %(types)s 文件")
            % {"name": name[-60:], "types": "、".join(kind.extensions)}
        )
    content = read_bounded(file, DEFAULT_LIMITS.upload)
    header, mapping, rows = _first_look(kind, content, name)
    return ImportBatch.objects.create(
        number=next_number("imports.importbatch", store=store, on=today),
        kind=kind.key,
        store=store,
        stage=Stage.MAPPED if kind.is_structured else Stage.UPLOADED,
        file=ContentFile(content, name=f"{hashlib.sha256(content).hexdigest()[:16]}.bin"),
        file_name=name,
        file_sha256=hashlib.sha256(content).hexdigest(),
        header=header,
        mapping=mapping,
        is_all_or_nothing=kind.is_all_or_nothing,
        quantity_rows=rows,
        created_by=by,
    )


def _first_look(
    kind: ImportKind, content: bytes, name: str
) -> tuple[list[str], dict[str, int], int]:
    if kind.is_structured:
        return [], {}, 0
    grid = read_table(kind, content, name)
    return grid.header, suggest_mapping(kind, grid.header), len(grid.rows)
