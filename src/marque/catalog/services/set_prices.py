from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.catalog.models import Trim, TrimPrice
from marque.kernel.errors import NotAuthorised


@transaction.atomic
def set_prices(*, amounts: Mapping[str, Decimal], valid_from: date, source: str, by: Any) -> int:
    """State list prices in yuan of many trims by key from a day on; returns how many.

    Keys that the library does not have are passed over.

    Raises:
        NotAuthorised: nothing is changed.
    """
    if not by.has_perm("catalog.change_trim"):
        raise NotAuthorised(_("商品档案由总部维护，您没有修改的权限"))
    trims = Trim.objects.filter(key__in=list(amounts)).order_by().values_list("key", "pk")
    prices = [
        TrimPrice(
            trim_id=pk, amount_msrp=amounts[key], currency="CNY",
            valid_from=valid_from, source=source,
        )
        for key, pk in trims
    ]  # fmt: skip
    TrimPrice.objects.bulk_create(
        prices,
        update_conflicts=True,
        unique_fields=["trim", "currency", "valid_from"],
        update_fields=["amount_msrp", "source"],
        batch_size=500,
    )
    return len(prices)
