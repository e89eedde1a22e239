"""Read and change business thresholds; the apps declare theirs in their own `parameters.py`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from marque.accountsets import plans
from marque.foundation.dictionaries.models import ParameterValue
from marque.foundation.dictionaries.registry import Parameter, all_parameters
from marque.kernel.errors import InvalidInput

PARAMETERS: tuple[Parameter, ...] = ()
FIND = """
SELECT key, value FROM dictionaries_parametervalue
 WHERE key = ANY (%s) AND (store_id = %s OR store_id IS NULL) ORDER BY store_id NULLS FIRST
"""


def value(key: str, *, store: Any = None) -> Decimal:
    """The threshold for this store, else for all, else the declared default; one query."""
    return values(key, store=store)[key]


def values(*keys: str, store: Any = None) -> dict[str, Decimal]:
    """Several thresholds by their keys; one query."""
    known = all_parameters()
    found = {key: Decimal(known[key].default) for key in keys}
    with plans.kept(), connection.cursor() as cursor:
        cursor.execute(FIND, [list(keys), store.pk if store else None])
        found.update(cursor.fetchall())  # the store's own come last
    return found


@transaction.atomic
def set_value(*, key: str, store: Any, value: Decimal) -> ParameterValue:
    """Change a threshold within its bounds; the audit trail keeps the old one."""
    parameter = all_parameters().get(key)
    if parameter is None:
        raise InvalidInput(_("没有这个参数"), field="key")
    if not parameter.min <= value <= parameter.max:
        raise InvalidInput(
            _("“%(name)s”应在 %(min)s 到 %(max)s 之间")
            % {"name": parameter.label, "min": parameter.min, "max": parameter.max},
            field="value",
        )
    row, _made = ParameterValue.objects.update_or_create(
        key=key, store=store, defaults={"value": value}
    )
    return row
