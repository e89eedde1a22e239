"""The page of one vehicle."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marque.catalog.api import find_list_price
from marque.foundation.access.decorators import requires
from marque.foundation.dictionaries import parameters
from marque.foundation.documents.timeline import timeline_of
from marque.foundation.ui.records import Action, Record, Step
from marque.inventory.forms import CertificateForm, LockForm, PlaceForm
from marque.inventory.models import PDIInspection, Vehicle, VehicleLock
from marque.inventory.models.locks import PERSONAL
from marque.inventory.queries.trace import list_trace
from marque.inventory.queries.vehicles import find_lock
from marque.inventory.services.change_state import BY_HAND, NEEDS_NOTE
from marque.inventory.views.records import files_of, here, vehicle_or_404
from marque.inventory.workflow import (
    BOOKED,
    CERTIFICATE_FAMILIES,
    FINAL,
    LOCKED,
    OWNED,
    SALEABLE,
    VEHICLE_FAMILIES,
    VEHICLE_WORKFLOW,
    CertificateStatus,
    VehicleStatus,
    state_label,
)

MOVE_ICONS = {
    "report_damage": "alert-triangle",
    "repair": "tools",
    "put_on_display": "building-store",
    "take_off_display": "arrow-back-up",
    "start_test_drives": "steering-wheel",
    "end_test_drives": "arrow-back-up",
}
LIFE = (
    frozenset({VehicleStatus.ORDERED, VehicleStatus.IN_TRANSIT}),
    frozenset({VehicleStatus.PENDING_PDI, VehicleStatus.DAMAGED}),
    frozenset({VehicleStatus.IN_STOCK, VehicleStatus.DISPLAY, VehicleStatus.TEST_DRIVE}),
    frozenset({VehicleStatus.AWAITING_DELIVERY}),
    frozenset({VehicleStatus.SOLD}),
)
"""The stages of the stepper, by status."""


@requires("inventory.view_vehicle", label=gettext_lazy("车辆详情"))
def vehicle_detail(request: Any, vin: str) -> HttpResponse:
    """Facts, place, lock, trace and what may be done now."""
    vehicle = vehicle_or_404(request, vin)
    now, today = timezone.now(), timezone.localdate()
    lock = find_lock(vehicle_id=vehicle.pk, now=now)
    may = request.user.has_perm
    context = {
        "vehicle": vehicle,
        "document": vehicle,
        "attachments": files_of(vehicle),
        "record": _record(request, vehicle, lock),
        "here": vehicle.short_vin,
        "back_url": here(request, "stock_list"),
        "lock": lock,
        "age_days": vehicle.age_on(today) if vehicle.status in OWNED else None,
        "amount_msrp": find_list_price(trim_id=vehicle.trim_id, on=today),
        "certificate_family": CERTIFICATE_FAMILIES[CertificateStatus(vehicle.certificate_status)],
        "inspections": PDIInspection.objects.filter(vehicle=vehicle).select_related("inspector"),
        "trace": list_trace(vehicle),
        "timeline": [entry for entry in timeline_of(vehicle) if entry.kind != "status"],
        "sees_cost": may("inventory.view_vehiclecost") and vehicle.amount_cost is not None,
        "amount_total": (vehicle.amount_cost or 0) + (vehicle.amount_input_vat or 0),
        "is_booked": vehicle.status in BOOKED,
        **_forms(request, vehicle),
    }
    return render(request, "inventory/vehicle.html", context)


def _record(request: Any, vehicle: Vehicle, lock: VehicleLock | None) -> Record:
    state = LOCKED if lock and vehicle.status in SALEABLE else vehicle.status
    colours = " / ".join(colour.label for colour in (vehicle.exterior, vehicle.interior) if colour)
    return Record(
        title=f"{vehicle.trim.model.label} {vehicle.trim.label}",
        status=state_label(state),
        family=VEHICLE_FAMILIES[state],
        subtitle=colours,
        steps=_steps(vehicle),
        actions=_actions(request, vehicle, lock),
    )


def _steps(vehicle: Vehicle) -> list[Step]:
    """Where the car stands between the factory and its customer."""
    if vehicle.status == VehicleStatus.VOID:
        return []
    stage = next(n for n, statuses in enumerate(LIFE) if vehicle.status in statuses)
    labels = (_("在途"), _("到店检查"), _("在库"), _("出库待交"), _("已交车"))
    now = "stop" if vehicle.status == VehicleStatus.DAMAGED else "now"
    if vehicle.status == VehicleStatus.SOLD:
        now = "done"
    return [
        Step(label, state="done" if n < stage else now if n == stage else "")
        for n, label in enumerate(labels)
    ]


def _actions(request: Any, vehicle: Vehicle, lock: VehicleLock | None) -> list[Action]:
    """The buttons: what the state, the lock and the reader's rights allow."""
    if request.store is None:
        return []
    found = [*_lock_actions(request, vehicle, lock)]
    for move in VEHICLE_WORKFLOW.available(vehicle, request.user):
        if move.name == "pass_pdi":
            url = here(request, "vehicle_pdi", vin=vehicle.vin)
            found.append(Action(_("PDI 检查"), url, "clipboard-check", "primary", "post"))
        elif move.name == "receive":
            url = here(request, "vehicle_receive") + f"?vin={vehicle.vin}"
            found.append(Action(_("入库"), url, "truck-delivery", "primary"))
        elif move.name == "void":
            url = here(request, "vehicle_void", vin=vehicle.vin)
            found.append(Action(move.label, url, "trash", "danger", "post", confirm=True))
        elif move.name in BY_HAND:
            url = here(request, "vehicle_move", vin=vehicle.vin, move=move.name)
            asks = move.name in NEEDS_NOTE
            icon = MOVE_ICONS[move.name]
            found.append(Action(move.label, url, icon, "menu", "post", confirm=asks))
    return found


def _lock_actions(request: Any, vehicle: Vehicle, lock: VehicleLock | None) -> list[Action]:
    may = request.user.has_perm
    if lock is None and vehicle.status in SALEABLE and may("inventory.lock_vehicle"):
        hours = int(parameters.value("inventory.lock_hours", store=vehicle.store))
        label = _("锁车 %(n)d 小时") % {"n": hours}
        url = here(request, "vehicle_lock", vin=vehicle.vin)
        return [Action(label, url, "lock", "primary", "post")]
    if lock is None or lock.holder_type != PERSONAL or not may("inventory.lock_vehicle"):
        return []
    if lock.holder_id != request.user.pk and not may("inventory.release_vehiclelock"):
        return []
    url = here(request, "vehicle_release", vin=vehicle.vin)
    return [Action(_("释放锁定"), url, "lock-open", "default", "post")]


def _forms(request: Any, vehicle: Vehicle) -> dict[str, Any]:
    """The small forms in the cards, for whoever may use them; none in the group view."""
    user = request.user
    if vehicle.status in FINAL or request.store is None:
        return {}
    found: dict[str, Any] = {}
    if vehicle.status in SALEABLE and user.has_perm("inventory.lock_vehicle"):
        found["lock_form"] = LockForm()
    if user.has_perm("inventory.place_vehicle"):
        found["place_form"] = PlaceForm(
            store=vehicle.store,
            initial={
                "place": vehicle.place_id,
                "place_text": "" if vehicle.place_id else vehicle.place_text,
            },
        )
    if user.has_perm("inventory.change_certificate"):
        found["certificate_form"] = CertificateForm(
            initial={
                "certificate_status": vehicle.certificate_status,
                "certificate_no": vehicle.certificate_no,
            }
        )
    return found
