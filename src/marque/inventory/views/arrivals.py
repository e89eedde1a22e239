"""Cars on their way and cars that arrive: list, receipt, and the fragments of the form."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marque.catalog.api import list_trims_on_sale
from marque.foundation.access.decorators import requires
from marque.foundation.ui import feedback
from marque.foundation.ui.forms import lookup_options
from marque.foundation.ui.idempotency import submit_once
from marque.foundation.ui.lists import render_list
from marque.foundation.ui.records import store_needed
from marque.foundation.ui.stores import code_of
from marque.inventory.forms import TRIM_SEARCH, CarForm, ExpectForm, ReceiveForm, trim_name
from marque.inventory.queries.vin_facts import vin_facts
from marque.inventory.services.expect_vehicle import expect_vehicle
from marque.inventory.services.receive_vehicle import receive_vehicle
from marque.inventory.tables import ArrivalTable
from marque.inventory.views.records import here
from marque.kernel.errors import DomainError

INVALID = 422


@requires("inventory.view_vehicle", label=gettext_lazy("在途与到店"))
def arrival_list(request: HttpRequest) -> HttpResponse:
    """Cars that are expected, and cars that wait for their inspection."""
    return render_list(request, table=ArrivalTable, template="inventory/arrivals.html")


@requires("inventory.receive_vehicle", label=gettext_lazy("车辆入库"))
@submit_once
def vehicle_receive(request: Any) -> HttpResponse:
    """Take one car into stock; saving can go on with the next one."""
    store = store_needed(request)
    form = ReceiveForm(
        request.POST or None, store=store, initial=_known(request, request.GET.get("vin", ""))
    )
    if request.method == "POST" and form.is_valid():
        try:
            vehicle = receive_vehicle(
                car=form.car(),
                purchase=form.purchase(),
                store=store,
                place=form.chosen(),
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as error:
            form.add_error(_field(form, error), str(error))
        else:
            again = "again" in request.POST
            to = here(request, "vehicle_receive") if again else vehicle.get_absolute_url()
            message = _("车辆 %(vin)s 已入库，等待 PDI") % {"vin": vehicle.short_vin}
            return feedback.done(request, message, to=to)
    return _form_page(request, form, "inventory/receive.html", _("车辆入库"))


@requires("inventory.expect_vehicle", label=gettext_lazy("登记在途"))
@submit_once
def vehicle_expect(request: Any) -> HttpResponse:
    """Write down a car on its way."""
    store = store_needed(request)
    form = ExpectForm(request.POST or None, store_code=store.code)
    if request.method == "POST" and form.is_valid():
        try:
            vehicle = expect_vehicle(
                car=form.car(),
                store=store,
                expected_on=form.cleaned_data["expected_on"],
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as error:
            form.add_error(_field(form, error), str(error))
        else:
            message = _("车辆 %(vin)s 已登记在途") % {"vin": vehicle.short_vin}
            return feedback.done(request, message, to=here(request, "arrival_list"))
    return _form_page(request, form, "inventory/expect.html", _("登记在途"))


@requires("inventory.view_vehicle")
def vin_check(request: Any) -> HttpResponse:
    """What a VIN says: maker, model year, what is wrong with it, whether we own it."""
    facts = vin_facts(request.GET.get("vin", ""), store=request.store, today=timezone.localdate())
    return render(request, "inventory/_vin.html", {"facts": facts})


@requires("inventory.view_vehicle")
def trim_options(request: HttpRequest) -> HttpResponse:
    """Trims whose name matches, for the lookup."""
    trims = list_trims_on_sale(on=timezone.localdate()).defer("parameters")
    return lookup_options(request, trims, search=TRIM_SEARCH, text=trim_name, detail=_price)


@requires("inventory.view_vehicle")
def colour_options(request: Any) -> HttpResponse:
    """The colours of the chosen trim."""
    code = code_of(request.store)
    form = ExpectForm(initial={"trim": request.GET.get("trim", "")}, store_code=code)
    return render(request, "inventory/_colours.html", {"form": form})


def _price(trim: Any) -> str:
    return f"¥{trim.amount_msrp:,.0f}" if trim.amount_msrp else ""


def _form_page(request: HttpRequest, form: CarForm, template: str, title: str) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "here": title,
        "back_url": here(request, "arrival_list"),
        "submit": _("保存"),
    }
    return render(request, template, context, status=INVALID if form.errors else 200)


def _known(request: Any, vin: str) -> dict[str, Any]:
    """What we know of an expected car, to begin the form with."""
    facts = vin_facts(vin, store=request.store, today=timezone.localdate())
    expected = facts.expected
    if expected is None:
        return {"vin": facts.vin} if vin else {}
    return {
        "vin": expected.vin,
        "vin_reason": expected.vin_exception,
        "trim": expected.trim_id,
        "exterior": expected.exterior_id,
        "interior": expected.interior_id,
        "engine_number": expected.engine_number,
        "certificate_no": expected.certificate_no,
        "remark": expected.remark,
    }


def _field(form: CarForm, error: DomainError) -> str | None:
    name = getattr(error, "field", None)
    return name if name in form.fields else None
