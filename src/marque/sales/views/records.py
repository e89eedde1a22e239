"""What the pages of sales share: the order behind an address, addresses in the store."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from marque.organisation.models import Store
from marque.sales.models import SalesOrder
from marque.sales.queries.orders import get_order, list_orders


class SeeOther(HttpResponseRedirect):
    """After a post the browser reads the next page (303)."""

    status_code = 303


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


def store_or_404(request: Any) -> Store:
    """The store of the address; orders are not written in the group view."""
    if request.store is None:
        raise Http404
    store: Store = request.store
    return store


def here(request: Any, name: str, **kwargs: Any) -> str:
    """The address of a page of sales in the store of this request."""
    code = request.store.code if request.store else "hq"
    return reverse(f"sales:{name}", kwargs={"store": code, **kwargs})


def posted_version(request: Any) -> int | None:
    """The version of the document that the page had shown."""
    text = str(request.POST.get("version", ""))
    return int(text) if text.isdecimal() and len(text) < 10 else None  # noqa: PLR2004
