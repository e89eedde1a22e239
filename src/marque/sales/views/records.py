"""What the pages of sales share: the order behind an address, addresses in the store."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from marque.foundation.ui.records import pages_of
from marque.sales.models import SalesOrder
from marque.sales.queries.orders import get_order, list_orders

here = pages_of("sales")
"""The address of a page of sales in the store of the request."""


def order_or_404(request: Any, number: str) -> SalesOrder:
    """The order with everything its page shows, if the user may see it here."""
    try:
        return get_order(number, user=request.user, store=request.store)
    except SalesOrder.DoesNotExist as error:
        raise Http404 from error


def bare_order_or_404(request: Any, number: str) -> SalesOrder:
    """The order's key and number alone, for a post that locks and loads it again."""
    order: SalesOrder = get_object_or_404(
        list_orders(user=request.user, store=request.store).only("number"), number=number
    )
    return order
