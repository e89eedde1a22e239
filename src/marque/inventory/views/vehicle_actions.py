"""What is done to one vehicle: one small view for each act."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marque.foundation.access.decorators import requires
from marque.foundation.ui import feedback, forms
from marque.foundation.ui.records import Confirmation, confirm_page
from marque.inventory.forms import CertificateForm, LockForm, NoteForm, PlaceForm
from marque.inventory.queries.vehicles import find_lock
from marque.inventory.services.change_certificate import change_certificate
from marque.inventory.services.change_state import change_state
from marque.inventory.services.lock_for_customer import lock_for_customer, release_for_customer
from marque.inventory.services.move_place import move_place
from marque.inventory.services.start_pdi import start_pdi
from marque.inventory.services.void_vehicle import void_vehicle
from marque.inventory.views.records import here, vehicle_or_404
from marque.inventory.workflow import VEHICLE_WORKFLOW
from marque.kernel.errors import DomainError, InvalidInput, InvalidTransition, NotAvailable


@requires("inventory.lock_vehicle", label=gettext_lazy("锁定车辆"))
@require_POST
def vehicle_lock(request: Any, vin: str) -> HttpResponse:
    """Hold the vehicle for as long as the store allows."""
    vehicle = vehicle_or_404(request, vin)
    to = here(request, "vehicle_detail", vin=vehicle.vin)
    try:
        reason = _cleaned(LockForm(request.POST))["reason"]
        lock = lock_for_customer(
            vehicle=vehicle, reason=reason, by=request.user, now=timezone.now()
        )
    except DomainError as error:
        return feedback.refuse(request, error, to=to)
    until = timezone.localtime(lock.expires_at).strftime("%m-%d %H:%M") if lock.expires_at else ""
    return feedback.done(request, _("已锁定至 %(until)s，到期自动释放") % {"until": until}, to=to)


@requires("inventory.lock_vehicle", label=gettext_lazy("释放锁定"))
@require_POST
def vehicle_release(request: Any, vin: str) -> HttpResponse:
    """End a personal hold."""
    vehicle = vehicle_or_404(request, vin)
    to = here(request, "vehicle_detail", vin=vehicle.vin)
    now = timezone.now()
    try:
        lock = find_lock(vehicle_id=vehicle.pk, now=now)
        if lock is None:
            raise NotAvailable(_("该车没有锁定，可能已到期释放"))
        release_for_customer(vehicle=vehicle, lock=lock, by=request.user, now=now)
    except DomainError as error:
        return feedback.refuse(request, error, to=to)
    return feedback.done(request, _("已释放，车辆恢复可售"), to=to)


@requires("inventory.place_vehicle", label=gettext_lazy("车辆移位"))
@require_POST
def vehicle_place(request: Any, vin: str) -> HttpResponse:
    """Stand the vehicle somewhere else."""
    vehicle = vehicle_or_404(request, vin)
    to = here(request, "vehicle_detail", vin=vehicle.vin)
    form = PlaceForm(request.POST, store=vehicle.store)
    try:
        _cleaned(form)
        move_place(vehicle_id=vehicle.pk, place=form.chosen(), by=request.user, now=timezone.now())
    except DomainError as error:
        return feedback.refuse(request, error, to=to)
    return feedback.done(request, _("位置已更新"), to=to)


@requires("inventory.change_certificate", label=gettext_lazy("登记合格证"))
@require_POST
def vehicle_certificate(request: Any, vin: str) -> HttpResponse:
    """Write down where the certificate is."""
    vehicle = vehicle_or_404(request, vin)
    to = here(request, "vehicle_detail", vin=vehicle.vin)
    try:
        data = _cleaned(CertificateForm(request.POST))
        change_certificate(
            vehicle_id=vehicle.pk,
            status=data["certificate_status"],
            number=data["certificate_no"],
            by=request.user,
            now=timezone.now(),
        )
    except DomainError as error:
        return feedback.refuse(request, error, to=to)
    return feedback.done(request, _("合格证状态已更新"), to=to)


@requires("inventory.inspect_vehicle", label=gettext_lazy("开始 PDI"))
@require_POST
def vehicle_pdi(request: Any, vin: str) -> HttpResponse:
    """Open the inspection and go to its checklist."""
    vehicle = vehicle_or_404(request, vin)
    try:
        inspection = start_pdi(vehicle_id=vehicle.pk, by=request.user, now=timezone.now())
    except DomainError as error:
        to = here(request, "vehicle_detail", vin=vehicle.vin)
        return feedback.refuse(request, error, to=to)
    to = here(request, "pdi_detail", number=inspection.number)
    return feedback.done(request, _("请逐项检查"), to=to)


@requires("inventory.void_vehicle", label=gettext_lazy("作废入库"))
def vehicle_void(request: Any, vin: str) -> HttpResponse:
    """Take back a wrong receipt; asks for the reason first."""
    vehicle = vehicle_or_404(request, vin)
    to = here(request, "vehicle_detail", vin=vehicle.vin)
    if request.method != "POST":
        ask = Confirmation(
            title=_("作废入库 %(vin)s") % {"vin": vehicle.short_vin},
            consequences=(_("采购凭证会红字冲销"), _("这台车不再计入库存，车架号可重新入库")),
            submit=_("作废"),
            back_url=to,
            form=NoteForm(),
        )
        return confirm_page(request, ask)
    try:
        reason = _cleaned(NoteForm(request.POST))["note"]
        void_vehicle(vehicle_id=vehicle.pk, reason=reason, by=request.user, now=timezone.now())
    except DomainError as error:
        return feedback.refuse(request, error, to=to)
    return feedback.done(request, _("已作废，采购凭证已红冲"), to=to)


@requires("inventory.view_vehicle", label=gettext_lazy("车辆状态变更"))
def vehicle_move(request: Any, vin: str, move: str) -> HttpResponse:
    """One of the moves made by hand; the workflow checks the right of that move."""
    vehicle = vehicle_or_404(request, vin)
    to = here(request, "vehicle_detail", vin=vehicle.vin)
    try:
        transition = VEHICLE_WORKFLOW.transitions.get(move)
        if transition is None:
            raise InvalidTransition(_("不支持的操作"))
        if request.method != "POST":
            ask = Confirmation(
                title=f"{transition.label} {vehicle.short_vin}",
                consequences=(_("处理完之前，这台车不可销售"),),
                submit=transition.label,
                back_url=to,
                form=NoteForm(),
                danger=False,
            )
            return confirm_page(request, ask)
        note = _cleaned(NoteForm(request.POST))["note"]
        change_state(
            vehicle_id=vehicle.pk, name=move, by=request.user, now=timezone.now(), note=note
        )
    except DomainError as error:
        return feedback.refuse(request, error, to=to)
    return feedback.done(request, _("状态已更新"), to=to)


def _cleaned(form: forms.Form) -> dict[str, Any]:
    """The data of a small form, or its first complaint as a refusal."""
    if form.is_valid():
        return form.cleaned_data
    field, messages = next(iter(form.errors.items()))
    raise InvalidInput(str(messages[0]), field=field)
