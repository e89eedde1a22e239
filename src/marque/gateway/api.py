"""The open API, version 1: read what you may see, in the same rows as the pages.

Every operation names its right; every query starts from `visible_to`.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import NinjaAPI, Schema

from marque.catalog import api as catalog
from marque.gateway.access import SignedIn, needs
from marque.gateway.leads import router as leads
from marque.inventory import api as inventory
from marque.kernel.phones import mask_phone
from marque.parties import api as parties
from marque.sales import api as sales

PAGE = 100
FURTHEST = 10**9

api = NinjaAPI(
    title="Marque", version="1", auth=SignedIn(), docs_url=None, urls_namespace="marque-api"
)
api.add_router("", leads)


class Problem(Schema):
    """Why the request was refused, in one sentence."""

    detail: str


class OrderOut(Schema):
    """A sales order as the user may see it; amounts in yuan."""

    number: str
    store: str
    status: str
    customer: str
    vin: str | None
    amount_total: Decimal
    created_at: datetime


class VehicleOut(Schema):
    """A vehicle of the stock; `amount_cost` is null without the right to see costs."""

    vin: str
    store: str
    status: str
    trim: str
    received_on: date | None
    amount_cost: Decimal | None


class CustomerOut(Schema):
    """A customer with the phone number masked."""

    number: str
    store: str
    name: str
    phone: str


class TrimOut(Schema):
    """A trim of the catalogue."""

    key: str
    name: str
    energy: str


class Page(Schema):
    """How many rows there are in all, and where the next ones begin."""

    total: int
    next_offset: int | None


class OrderPage(Page):
    items: list[OrderOut]


class VehiclePage(Page):
    items: list[VehicleOut]


class CustomerPage(Page):
    items: list[CustomerOut]


class TrimPage(Page):
    items: list[TrimOut]


REFUSALS = {401: Problem, 403: Problem, 404: Problem, 422: Problem}


def _page(rows: Any, offset: int, present: Any) -> dict[str, Any]:
    start = min(max(0, offset), FURTHEST)
    total = rows.count()
    items = [present(row) for row in rows[start : start + PAGE]]
    more = start + PAGE < total
    return {"total": total, "next_offset": start + PAGE if more else None, "items": items}


def _order(order: Any) -> dict[str, Any]:
    return {
        "number": order.number,
        "store": order.store.code,
        "status": order.status,
        "customer": order.customer.name,
        "vin": order.vehicle.vin if order.vehicle else None,
        "amount_total": order.amount_total,
        "created_at": order.created_at,
    }


def _orders(request: Any) -> Any:
    return (
        sales.SalesOrder.objects.visible_to(request.user)
        .in_store(request.store)
        .select_related("store", "customer", "vehicle")
        .order_by("-pk")
    )


@api.exception_handler(Http404)
def no_such_record(request: HttpRequest, error: Http404) -> Any:
    """A record outside the user's reach does not exist for them."""
    return api.create_response(request, {"detail": "没有这条记录"}, status=404)


@api.get("/{store}/orders", response={200: OrderPage, **REFUSALS})
@needs("sales.view_salesorder")
def orders(request: HttpRequest, store: str, offset: int = 0) -> Any:
    """Sales orders, newest first."""
    return _page(_orders(request), offset, _order)


@api.get("/{store}/orders/{number}", response={200: OrderOut, **REFUSALS})
@needs("sales.view_salesorder")
def order(request: HttpRequest, store: str, number: str) -> Any:
    """One sales order."""
    found = _orders(request).filter(number=number.replace("\0", "")).first()
    if found is None:
        raise Http404
    return _order(found)


@api.get("/{store}/vehicles", response={200: VehiclePage, **REFUSALS})
@needs("inventory.view_vehicle")
def vehicles(request: Any, store: str, offset: int = 0) -> Any:
    """Vehicles that the company owns or expects."""
    shows_cost = request.user.has_perm("inventory.view_vehiclecost")
    rows = (
        inventory.Vehicle.objects.visible_to(request.user)
        .in_store(request.store)
        .select_related("store", "trim")
        .order_by("-pk")
    )
    return _page(
        rows,
        offset,
        lambda v: {
            "vin": v.vin,
            "store": v.store.code,
            "status": v.status,
            "trim": str(v.trim),
            "received_on": v.received_on,
            "amount_cost": v.amount_cost if shows_cost else None,
        },
    )


@api.get("/{store}/customers", response={200: CustomerPage, **REFUSALS})
@needs("parties.view_customer")
def customers(request: Any, store: str, offset: int = 0) -> Any:
    """Customers, with masked phone numbers."""
    rows = (
        parties.Customer.objects.visible_to(request.user)
        .in_store(request.store)
        .select_related("store")
        .order_by("-pk")
    )
    return _page(
        rows,
        offset,
        lambda c: {
            "number": c.number,
            "store": c.store.code,
            "name": c.name,
            "phone": mask_phone(c.phone),
        },
    )


@api.get("/{store}/trims", response={200: TrimPage, **REFUSALS})
@needs("catalog.view_trim")
def trims(request: HttpRequest, store: str, offset: int = 0) -> Any:
    """The model library."""
    rows = catalog.list_trims(on=timezone.localdate()).order_by("pk")
    return _page(rows, offset, lambda t: {"key": t.key, "name": str(t), "energy": t.energy})
