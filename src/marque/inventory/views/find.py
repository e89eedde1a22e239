"""查车: find a car on the phone, standing beside it or beside a customer."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marque.foundation.access.decorators import requires
from marque.foundation.ui import feedback
from marque.foundation.ui.filters import clean_text
from marque.inventory.queries.vehicles import (
    list_stock,
    list_vehicles_for_search,
    with_list_facts,
)
from marque.inventory.workflow import VEHICLE_FAMILIES, state_label

PAGE = 30
FILTERS = (
    ("saleable", _("可售")),
    ("held", _("已锁定")),
    ("coming", _("在途与待检")),
    ("all", _("全部")),
)


@requires("inventory.view_vehicle", label=_("查车"))
def vehicle_find(request: Any) -> HttpResponse:
    """Vehicles by the end of the VIN, model or colour; saleable ones unless asked otherwise."""
    now, today = timezone.now(), timezone.localdate()
    q = clean_text(request.GET.get("q", ""), 60)
    only, where = request.GET.get("only", "saleable"), request.GET.get("where", "")
    store = None if where == "group" else request.store
    stock = list_stock(user=request.user, store=store, today=today, now=now)
    found = with_list_facts(
        list_vehicles_for_search(stock, text=q, only=only), today=today, now=now
    )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    for vehicle in page:
        vehicle.state_label = state_label(vehicle.state)
        vehicle.state_family = VEHICLE_FAMILIES[vehicle.state]
    context = {
        "page": page,
        "q": q,
        "only": only,
        "where": where,
        "filters": FILTERS,
        "refresh_url": request.get_full_path(),
    }
    is_part = feedback.is_fragment(request)
    return render(request, "inventory/_found.html" if is_part else "inventory/find.html", context)
