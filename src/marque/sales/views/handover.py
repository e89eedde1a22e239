"""The handover: tick the checklist, take the signature, give the car away."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marque.foundation.access.decorators import requires
from marque.foundation.documents.signatures import read_signature
from marque.foundation.ui import feedback
from marque.foundation.ui.idempotency import submit_once
from marque.kernel.errors import DomainError, InvalidInput
from marque.sales.forms.moves import HandoverForm
from marque.sales.services.deliver_order import HandoverSheet, deliver_order
from marque.sales.services.handover_list import tick_handover_items
from marque.sales.views.records import bare_order_or_404, here, order_or_404


@require_POST
@requires("sales.deliver_salesorder", label=gettext_lazy("勾选交车清单"))
def handover_tick(request: Any, number: str) -> HttpResponse:
    """Save which items of the checklist are done."""
    order = bare_order_or_404(request, number)
    to = here(request, "order_tab", number=number, tab="handover")
    try:
        tick_handover_items(
            order=order, positions=_positions(request), by=request.user, now=timezone.now()
        )
    except DomainError as error:
        return feedback.refuse(request, error, to=to)
    return feedback.done(request, _("交车清单已保存"), to=to)


@require_POST
@requires("sales.deliver_salesorder", label=gettext_lazy("交车"))
@submit_once
def order_deliver(request: Any, number: str) -> HttpResponse:
    """Hand the car over; the checklist that was posted with it is saved first."""
    order = bare_order_or_404(request, number)
    to = here(request, "order_tab", number=number, tab="handover")
    form = HandoverForm(request.POST)
    try:
        if "item" in request.POST:
            tick_handover_items(
                order=order, positions=_positions(request), by=request.user, now=timezone.now()
            )
        sheet = _sheet(form)
        deliver_order(
            order=order,
            sheet=sheet,
            by=request.user,
            now=timezone.now(),
            version=form.cleaned_data["version"],
        )
    except DomainError as error:
        return feedback.refuse(request, error, to=to)
    return feedback.done(
        request, _("已交车，收入已确认"), to=here(request, "order_detail", number=number)
    )


@requires("sales.view_salesorder", label=gettext_lazy("查看交车签名"))
def handover_signature(request: Any, number: str) -> HttpResponse:
    """The customer's drawn signature."""
    handover = getattr(order_or_404(request, number), "handover", None)
    if handover is None or not handover.signature_png:
        raise Http404
    return HttpResponse(
        bytes(handover.signature_png),
        content_type="image/png",
        headers={"Cache-Control": "private, max-age=3600"},
    )


def _positions(request: Any) -> set[int]:
    texts = (text for text in request.POST.getlist("item") if len(text) < 5)  # noqa: PLR2004
    return {int(text) for text in texts if text.isdecimal()}


def _sheet(form: HandoverForm) -> HandoverSheet:
    if not form.is_valid():
        field, messages = next(iter(form.errors.items()))
        label = form.fields[field].label if field in form.fields else ""
        raise InvalidInput(f"{label}：{messages[0]}" if label else str(messages[0]), field=field)
    data = form.cleaned_data
    return HandoverSheet(
        signed_name=data["signed_name"],
        signature_png=read_signature(data["signature"]),
        mileage_km=data["mileage_km"],
        remark=data["remark"],
    )
