"""Inspections: the list, the checklist that works with gloves on, and the list of items."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marque.foundation.access.decorators import requires
from marque.foundation.ui import feedback
from marque.foundation.ui.filters import clean_text
from marque.foundation.ui.lists import render_list
from marque.inventory.forms import PDIItemForm
from marque.inventory.models import PDIInspection, PDIItem, Vehicle
from marque.inventory.services.complete_pdi import complete_pdi
from marque.inventory.services.record_pdi_item import record_pdi_item
from marque.inventory.services.save_pdi_item import save_pdi_item
from marque.inventory.services.seed_pdi_items import seed_pdi_items
from marque.inventory.tables import PDITable
from marque.inventory.views.records import files_of, here, inspection_or_404
from marque.inventory.workflow import PDI_FAMILIES, PDIResult, PDIStatus, VehicleStatus
from marque.kernel.errors import DomainError

MAX_WAITING = 50


@requires("inventory.view_pdiinspection", label=gettext_lazy("PDI 检查"))
def pdi_list(request: Any) -> HttpResponse:
    """Vehicles that wait for an inspection, and the inspections."""
    waiting = (
        Vehicle.objects.visible_to(request.user)
        .in_store(request.store)
        .filter(status=VehicleStatus.PENDING_PDI)
        .select_related("trim__model", "exterior", "store")
        .order_by("received_on", "pk")[:MAX_WAITING]
    )
    return render_list(
        request, table=PDITable, template="inventory/pdi_list.html", extra={"waiting": waiting}
    )


@requires("inventory.view_pdiinspection", label=gettext_lazy("PDI 检查表"))
def pdi_detail(request: HttpRequest, number: str) -> HttpResponse:
    """The checklist of one inspection."""
    return render(
        request, "inventory/pdi.html", _context(request, inspection_or_404(request, number))
    )


@requires("inventory.inspect_vehicle", label=gettext_lazy("PDI 检查表"))
@require_POST
def pdi_answer(request: Any, number: str) -> HttpResponse:
    """Answer one item; the item and the progress come back."""
    inspection = inspection_or_404(request, number)
    to = here(request, "pdi_detail", number=number)
    code = request.POST.get("code", "")
    try:
        answered = record_pdi_item(
            inspection_id=inspection.pk,
            code=code,
            result=request.POST.get("result", ""),
            note=clean_text(request.POST.get("note", ""), 200),
            by=request.user,
        )
    except DomainError as error:
        return feedback.refuse(request, error, to=to)
    if not feedback.is_fragment(request):
        return feedback.done(request, _("已记录"), to=f"{to}#{code}")
    item = next(item for item in answered.checklist if item["code"] == code)
    context = {**_context(request, answered), "item": item}
    return render(request, "inventory/_pdi_answered.html", context)


@requires("inventory.inspect_vehicle", label=gettext_lazy("完成 PDI"))
@require_POST
def pdi_complete(request: Any, number: str) -> HttpResponse:
    """Close the inspection by its answers."""
    inspection = inspection_or_404(request, number)
    to = here(request, "pdi_detail", number=number)
    try:
        closed = complete_pdi(
            inspection_id=inspection.pk,
            by=request.user,
            now=timezone.now(),
            conclusion=clean_text(request.POST.get("conclusion", ""), 200),
        )
    except DomainError as error:
        return feedback.refuse(request, error, to=to)
    passed = closed.status == PDIStatus.PASSED
    message = _("PDI 合格，车辆已可售") if passed else _("PDI 不合格，车辆转为质损待修")
    return feedback.done(request, message, to=to)


@requires("inventory.change_pdiitem", label=gettext_lazy("PDI 检查项目"), group_level=True)
def item_list(request: Any) -> HttpResponse:
    """The checklist that new inspections copy; each row saves by itself."""
    seed_pdi_items()
    form = PDIItemForm(request.POST or None)
    if request.method == "POST":
        to = here(request, "pdi_items")
        pk = request.POST.get("pk", "")
        item = get_object_or_404(PDIItem, pk=pk) if pk.isdecimal() else None
        if form.is_valid():
            save_pdi_item(item=item, by=request.user, **form.cleaned_data)
            return feedback.done(request, _("已保存，新开的检查将使用新的项目"), to=to)
    context = {
        "items": PDIItem.objects.all(),
        "form": form if form.is_bound else PDIItemForm(initial={"is_active": True, "position": 99}),
        "here": _("检查项目"),
        "back_url": here(request, "pdi_list"),
    }
    return render(request, "inventory/pdi_items.html", context, status=422 if form.errors else 200)


def _context(request: Any, inspection: PDIInspection) -> dict[str, Any]:
    vehicle = inspection.vehicle
    is_open = inspection.status == PDIStatus.OPEN
    return {
        "inspection": inspection,
        "document": inspection,
        "attachments": files_of(inspection),
        "vehicle": vehicle,
        "here": inspection.number,
        "back_url": here(request, "pdi_list"),
        "groups": inspection.groups(),
        "results": PDIResult.choices,
        "family": PDI_FAMILIES[PDIStatus(inspection.status)],
        "status_label": inspection.status_label,
        "can_answer": is_open and request.user.has_perm("inventory.inspect_vehicle"),
        "quantity_items": len(inspection.checklist),
        "percent": round(100 * inspection.quantity_answered / max(1, len(inspection.checklist))),
    }
