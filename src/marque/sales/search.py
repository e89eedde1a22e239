"""What the command palette finds in sales: orders by number, contract, customer or VIN tail."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from marque.foundation.ui.search import Hit
from marque.sales.models import SalesOrder
from marque.sales.queries.stages import READ_BY_STAGE, stage_of

MOST = 5
TAIL = 6


def search(user: Any, query: str, store: Any) -> list[Hit]:
    """Orders the user may see, the newest five."""
    if not user.has_perm("sales.view_salesorder"):
        return []
    code = store.code if store else "hq"
    return [
        Hit(
            title=f"{order.number} {order.customer.name}",
            url=reverse("sales:order_detail", kwargs={"store": code, "number": order.number}),
            icon="receipt",
            meta=stage_of(order).label,
            group=_("销售订单"),
        )
        for order in SalesOrder.objects.visible_to(user)
        .in_store(store)
        .filter(_matching(query.strip()))
        .select_related("customer", "vehicle")
        .only(*READ_BY_STAGE, "number", "customer__name")[:MOST]
    ]


def _matching(text: str) -> Q:
    upper = text.upper()
    found = (
        Q(number__startswith=upper)
        | Q(number__endswith=f"-{upper}")
        | Q(contract_number=upper)
        | Q(customer__name__icontains=text)
    )
    return found | Q(vehicle__vin__endswith=upper) if len(upper) >= TAIL else found
