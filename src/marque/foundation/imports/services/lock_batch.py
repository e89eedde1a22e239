from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marque.foundation.imports.models import ImportBatch, Stage
from marque.foundation.imports.registry import get_kind
from marque.kernel.errors import NotAuthorised, NotAvailable

OPEN = frozenset({Stage.UPLOADED, Stage.MAPPED, Stage.CHECKED, Stage.FAILED})
"""Stages in which nothing has been written yet."""

_REASONS = {
    Stage.RUNNING: gettext_lazy("批次 %(number)s 正在导入，请等它完成"),
    Stage.DONE: gettext_lazy("批次 %(number)s 已经导入"),
    Stage.UNDOING: gettext_lazy("批次 %(number)s 正在撤销，请等它完成"),
    Stage.UNDONE: gettext_lazy("批次 %(number)s 已经撤销"),
}


def lock_batch(batch_id: int, *, allowed: frozenset[Stage], by: Any) -> ImportBatch:
    """The batch, held for this transaction, when its stage allows the act.

    Raises:
        NotAuthorised: the person may not import this kind.
        NotAvailable: the batch is in another stage; says which.
    """
    batch: ImportBatch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    kind = get_kind(batch.kind)
    if not by.has_perm(kind.right):
        raise NotAuthorised(_("您没有导入“%(kind)s”的权限") % {"kind": kind.label})
    stage = Stage(batch.stage)
    if stage not in allowed:
        reason = _REASONS.get(stage, gettext_lazy("批次 %(number)s 还没有导入"))
        raise NotAvailable(str(reason) % {"number": batch.number})
    return batch
