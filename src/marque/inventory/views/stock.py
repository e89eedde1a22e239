"""The stock list with its ageing bar and its bulk actions."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marque.foundation.access.decorators import requires
from marque.foundation.dictionaries import parameters
from marque.foundation.ui import feedback
from marque.foundation.ui.lists import render_list, selected_rows
from marque.foundation.ui.records import store_needed
from marque.inventory.queries.stock import (
    AgeBucket,
    list_age_buckets,
    list_age_buckets_at_once,
    sum_daily_interest,
)
from marque.inventory.queries.vehicles import list_stock, with_list_facts
from marque.inventory.services.redeem_certificates import redeem_certificates
from marque.inventory.tables import INTEREST_RATE, StockTable
from marque.inventory.views.records import here
from marque.kernel.errors import DomainError

MAX_TAGS = 60


def _stock(request: Any) -> Any:
    return list_stock(
        user=request.user, store=request.store, today=timezone.localdate(), now=timezone.now()
    )


def _ageing(request: Any, buckets: list[AgeBucket] | None, *, rate: Decimal) -> dict[str, Any]:
    """What the ageing bar shows; without buckets the bar reads itself once the page stands."""
    sees_cost = request.user.has_perm("inventory.view_vehiclecost")
    amount = None
    if sees_cost and buckets is not None:
        amount = sum_daily_interest(buckets, rate=rate)
    return {"buckets": buckets, "sees_cost": sees_cost, "amount_daily": amount}


@requires("inventory.view_vehicle", label=gettext_lazy("库存车辆"))
def stock_list(request: Any) -> HttpResponse:
    """Every vehicle of the store with its state and place; also the export."""
    table = StockTable(request.user, store=request.store)
    is_list_only = feedback.is_fragment(request) or "export" in request.GET
    extra = {}
    if not is_list_only:
        buckets = list_age_buckets_at_once(_stock(request), today=timezone.localdate())
        extra = _ageing(request, buckets, rate=table.interest_rate)
    return render_list(request, table=table, template="inventory/stock.html", extra=extra)


@requires("inventory.view_vehicle")
def ageing(request: Any) -> HttpResponse:
    """The ageing bar alone, read again when the stock changes."""
    buckets = list_age_buckets(_stock(request), today=timezone.localdate())
    rate = parameters.value(INTEREST_RATE, store=request.store)
    return render(request, "inventory/_ageing.html", _ageing(request, buckets, rate=rate))


@requires("inventory.change_certificate")
@require_POST
def bulk_redeem(request: Any) -> HttpResponse:
    """Ask the bank for the certificates of the ticked vehicles."""
    store_needed(request)
    back = here(request, "stock_list")
    rows = selected_rows(request, StockTable, _stock(request))
    try:
        count = redeem_certificates(
            vehicle_ids=list(rows.values_list("pk", flat=True)),
            by=request.user,
            now=timezone.now(),
        )
    except DomainError as error:
        return feedback.refuse(request, error, to=back)
    return feedback.done(request, _("已申请赎证 %(n)d 台") % {"n": count}, to=back)


@requires("inventory.view_vehicle")
@require_POST
def bulk_tags(request: Any) -> HttpResponse:
    """A sheet of showroom tags for the ticked vehicles."""
    rows = selected_rows(request, StockTable, _stock(request)).select_related(
        "trim__model__series__brand", "exterior", "interior"
    )
    vehicles = with_list_facts(rows, today=timezone.localdate(), now=timezone.now())[:MAX_TAGS]
    return render(request, "inventory/tags.html", {"vehicles": vehicles, "here": _("车卡")})
