"""Set the target and the warning line of a measure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.foundation.measures.models import MeasureTarget
from marque.foundation.measures.registry import Unit, all_measures
from marque.kernel.errors import InvalidInput

WHOLE = 100


@transaction.atomic
def set_target(
    *, key: str, store: Any, valid_from: date, target: Decimal | None, warning: Decimal | None
) -> MeasureTarget:
    """Hold from `valid_from` on, for the store or (None) the group; earlier periods keep theirs.

    Raises `InvalidInput` for an unknown measure, a negative value or a rate above 100.
    """
    measure = all_measures().get(key)
    if measure is None:
        raise InvalidInput(_("没有这个指标"), field="key")
    for field, value in (("target", target), ("warning", warning)):
        if value is None:
            continue
        if value < 0 or (measure.unit == Unit.RATE and value > WHOLE):
            raise InvalidInput(_("目标和预警应为正数，比率不超过 100。"), field=field)
    row, _made = MeasureTarget.objects.update_or_create(
        key=key,
        store=store,
        valid_from=valid_from,
        defaults={"amount_target": target, "amount_warning": warning},
    )
    return row
