from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from marque.inventory.models import PDIInspection
from marque.inventory.workflow import PDIResult, PDIStatus
from marque.kernel.errors import InvalidInput, InvalidTransition
from marque.organisation.models import User


@transaction.atomic
def record_pdi_item(
    *, inspection_id: int, code: str, result: str, note: str, by: User
) -> PDIInspection:
    """Answer one item of an open inspection; a later answer replaces an earlier one."""
    inspection: PDIInspection = PDIInspection.objects.locked().get(pk=inspection_id)
    if inspection.status != PDIStatus.OPEN:
        raise InvalidTransition(_("该 PDI 检查已结束，不能再修改"))
    if result not in PDIResult.values:
        raise InvalidInput(_("请选择合格、异常或不适用"), field="result")
    if not inspection.answer(code, result=result, note=note.strip()[:200]):
        raise InvalidInput(_("检查表中没有这个项目"), field="code")
    inspection.inspector = by
    inspection.save(update_fields=["checklist", "inspector"])
    return inspection
