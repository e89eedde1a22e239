from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.catalog.models import Trim, TrimPrice
from marque.kernel.errors import InvalidInput, NotAuthorised

_LIMIT = Decimal(10) ** 12


@transaction.atomic
def set_price(
    *,
    trim: Trim,
    amount_msrp: Decimal,
    valid_from: date,
    by: Any,
    currency: str = "CNY",
    source: str = "",
) -> TrimPrice:
    """State the list price from a day on; a price already stated for that day is replaced.

    Raises:
        NotAuthorised, InvalidInput: nothing is changed.
    """
    if not by.has_perm("catalog.change_trim"):
        raise NotAuthorised(_("商品档案由总部维护，您没有修改的权限"))
    if not 0 < amount_msrp < _LIMIT or amount_msrp != amount_msrp.quantize(Decimal("0.01")):
        raise InvalidInput(_("指导价应大于零，最多两位小数"), field="amount_msrp")
    price, _made = TrimPrice.objects.update_or_create(
        trim=trim,
        currency=currency,
        valid_from=valid_from,
        defaults={"amount_msrp": amount_msrp, "source": source},
    )
    return price
