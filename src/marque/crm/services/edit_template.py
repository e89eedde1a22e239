"""The usual steps of a sales task (进程模板): what, how soon, which stage it leads to (PLT-19)."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from marque.crm.models import Process, ProcessTemplate
from marque.kernel.errors import Duplicate, GuardRefused, StaleDocument


@transaction.atomic
def save_template(
    template: ProcessTemplate | None, *, fields: dict[str, Any], version: int | None = None
) -> ProcessTemplate:
    """Add a usual step, or change one as it was shown; planned steps stay as they are."""
    row = template or ProcessTemplate()
    if template is not None:
        row = ProcessTemplate.objects.select_for_update().get(pk=template.pk)
        if version is not None and row.version != version:
            raise StaleDocument(_("“%(name)s”刚被他人修改，请刷新后再改。") % {"name": row.name})
        row.version += 1
    for name, value in fields.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Duplicate(_("已有同名的进程模板。")) from error
    return row


@transaction.atomic
def delete_template(template: ProcessTemplate) -> None:
    """Remove a usual step that was never used; a used one can only be disabled."""
    if Process.objects.filter(template=template).exists():
        raise GuardRefused(_("“%(name)s”已被使用，只能停用，不能删除。") % {"name": template.name})
    template.delete()
