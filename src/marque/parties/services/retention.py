"""Set how long data is kept, from a day on."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from marque.kernel.errors import InvalidInput
from marque.organisation.models import User
from marque.parties.models import RetentionCategory, RetentionPolicy

FORMAL_LEAST = 120


@transaction.atomic
def set_retention(
    *, category: str, months: int, valid_from_on: date, by: User, basis: str = ""
) -> RetentionPolicy:
    """Keep data of the category so many months from that day on.

    Raises `InvalidInput`; formal customers are kept ten years at least.
    """
    if category not in RetentionCategory.values:
        raise InvalidInput(_("请选择类别。"), field="category")
    least = FORMAL_LEAST if category == RetentionCategory.FORMAL else 1
    if months < least:
        raise InvalidInput(_("至少保留 %d 个月。") % least, field="months")
    policy, _new = RetentionPolicy.objects.update_or_create(
        category=category,
        valid_from_on=valid_from_on,
        defaults={"months": months, "basis": basis.strip(), "created_by": by},
    )
    return policy
