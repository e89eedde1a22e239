"""What the fields of the order form ask while somebody types."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.catalog import api as catalog
from marque.foundation.access.decorators import requires
from marque.foundation.ui import forms
from marque.inventory import api as inventory
from marque.sales.forms.orders import TRIM_SEARCH, VEHICLE_SEARCH, trim_text, vehicle_text


@requires("sales.view_salesorder")
def vehicle_lookup(request: Any) -> HttpResponse:
    """Vehicles of the store that this user may sell now, the oldest first; `?trim=` narrows."""
    vehicles = inventory.list_orderable_vehicles(
        user=request.user, store=request.store, now=timezone.now()
    )
    trim = request.GET.get("trim", "")
    if trim.isdecimal() and len(trim) < 10:  # noqa: PLR2004
        vehicles = vehicles.filter(trim=int(trim))
    today = timezone.localdate()
    return forms.lookup_options(
        request,
        vehicles,
        search=VEHICLE_SEARCH,
        text=vehicle_text,
        detail=lambda vehicle: _("库龄 %(days)s 天") % {"days": vehicle.age_on(today) or 0},
    )


@requires("sales.view_salesorder")
def trim_lookup(request: Any) -> HttpResponse:
    """Trims that may be ordered."""
    return forms.lookup_options(
        request, catalog.Trim.objects.on_sale().with_path(), search=TRIM_SEARCH, text=trim_text
    )


@requires("sales.view_salesorder")
def list_price(request: Any) -> HttpResponse:
    """The list price of a vehicle or trim on today's list, for the order form."""
    today = timezone.localdate()
    trim_id = _number(request, "trim")
    if vehicle_id := _number(request, "vehicle"):
        found = (
            inventory.Vehicle.objects.visible_to(request.user)
            .filter(pk=vehicle_id)
            .values_list("trim", flat=True)
            .first()
        )
        trim_id = found or 0
    if not trim_id:
        raise Http404
    price = catalog.find_list_price(trim_id=trim_id, on=today)
    return JsonResponse({"amount_list": None if price is None else str(price)})


def _number(request: Any, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004
