"""What is done to a test drive: one small view for each step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marque.crm.forms.drives import (
    DispatchForm,
    EndForm,
    FeedbackForm,
    FinishForm,
    LicenceForm,
    MoveForm,
    SignForm,
    StartForm,
)
from marque.crm.models import TestDrive
from marque.crm.services import run_test_drive as run
from marque.crm.services.dispatch_test_drive import dispatch_test_drive, move_test_drive
from marque.crm.views.drive_page import drive_or_404, here
from marque.foundation.access.decorators import requires
from marque.foundation.documents.signatures import read_signature
from marque.foundation.ui.idempotency import submit_once
from marque.foundation.ui.records import Confirmation, act, ask_first, posted_version
from marque.kernel.errors import InvalidInput

DRIVE = "crm.drive_testdrive"


def _do(request: Any, number: str, service: Callable[..., Any], message: str) -> HttpResponse:
    """Run a step on the test drive behind the address and come back to its page."""
    drive = drive_or_404(request, number)
    return act(
        request,
        lambda: service(
            drive, by=request.user, now=timezone.now(), version=posted_version(request)
        ),
        to=here(request, "test_drive_detail", number=number),
        message=message,
    )


def _cleaned(form: Any) -> dict[str, Any]:
    """What was typed; the first mistake as a refusal."""
    if not form.is_valid():
        field, messages = next(iter(form.errors.items()))
        raise InvalidInput(str(messages[0]), field=field)
    data: dict[str, Any] = form.cleaned_data
    return data


@require_POST
@requires(DRIVE, label=gettext_lazy("试驾签到"))
@submit_once
def test_drive_arrive(request: Any, number: str) -> HttpResponse:
    """The customer is here."""

    def service(drive: TestDrive, **how: Any) -> Any:
        return run.arrive_for_test_drive(drive=drive, **how)

    return _do(request, number, service, _("已签到，请核验驾驶证"))


@require_POST
@requires(DRIVE, label=gettext_lazy("核验驾驶证"))
@submit_once
def test_drive_licence(request: Any, number: str) -> HttpResponse:
    """Somebody has looked at the licence."""

    def service(drive: TestDrive, **how: Any) -> Any:
        form = LicenceForm(request.POST)
        _cleaned(form)
        return run.check_licence(drive=drive, licence=form.licence(), **how)

    return _do(request, number, service, _("驾驶证已核验，请驾驶人签署协议"))


@require_POST
@requires(DRIVE, label=gettext_lazy("签署试驾协议"))
@submit_once
def test_drive_sign(request: Any, number: str) -> HttpResponse:
    """The driver signs the agreement on the screen."""

    def service(drive: TestDrive, **how: Any) -> Any:
        data = _cleaned(SignForm(request.POST))
        png = read_signature(data["signature"])
        return run.sign_agreement(
            drive=drive, signed_name=data["signed_name"], signature_png=png, **how
        )

    return _do(request, number, service, _("协议已签署"))


@require_POST
@requires(DRIVE, label=gettext_lazy("试驾出发"))
@submit_once
def test_drive_start(request: Any, number: str) -> HttpResponse:
    """The key is handed over."""

    def service(drive: TestDrive, **how: Any) -> Any:
        data = _cleaned(StartForm(request.POST))
        return run.start_test_drive(drive=drive, **data, **how)

    return _do(request, number, service, _("已出发"))


@require_POST
@requires(DRIVE, label=gettext_lazy("试驾返回"))
@submit_once
def test_drive_finish(request: Any, number: str) -> HttpResponse:
    """The car is back."""

    def service(drive: TestDrive, **how: Any) -> Any:
        return run.finish_test_drive(drive=drive, **_cleaned(FinishForm(request.POST)), **how)

    return _do(request, number, service, _("车辆已返回，请登记客户反馈"))


@require_POST
@requires(DRIVE, label=gettext_lazy("试驾反馈"))
@submit_once
def test_drive_feedback(request: Any, number: str) -> HttpResponse:
    """What the customer says."""

    def service(drive: TestDrive, *, by: Any, now: Any, version: Any) -> Any:  # noqa: ARG001
        data = _cleaned(FeedbackForm(request.POST))
        return run.rate_test_drive(
            drive=drive, score=int(data["score"]), feedback=data["feedback"], by=by, now=now
        )

    return _do(request, number, service, _("反馈已登记"))


@requires("crm.dispatch_testdrive", label=gettext_lazy("派试驾车"))
@submit_once
def test_drive_dispatch(request: Any, number: str) -> HttpResponse:
    """Give the car that was asked for, or another one."""
    drive = drive_or_404(request, number)
    initial = {"vehicle": drive.vehicle_id}
    form = DispatchForm(request.POST or None, initial=initial, store=drive.store)
    ask = Confirmation(
        title=_("为 %(number)s 派车") % {"number": number},
        consequences=(_("陪驾顾问会马上收到通知"),),
        submit=_("派车"),
        back_url=here(request, "test_drive_detail", number=number),
        danger=False,
        form=form,
        extra={"version": drive.version},
    )
    return ask_first(
        request,
        ask,
        lambda: dispatch_test_drive(
            drive=drive,
            vehicle=form.cleaned_data["vehicle"],
            by=request.user,
            now=timezone.now(),
            version=posted_version(request),
        ),
        message=_("已派车"),
    )


@requires("crm.view_testdrive", label=gettext_lazy("试驾改约"))
@submit_once
def test_drive_move(request: Any, number: str) -> HttpResponse:
    """Another time, perhaps another car."""
    drive = drive_or_404(request, number)
    initial = {"vehicle": drive.vehicle_id, "starts_at": drive.starts_at}
    form = MoveForm(request.POST or None, initial=initial, store=drive.store)
    ask = Confirmation(
        title=_("改约 %(number)s") % {"number": number},
        consequences=(_("陪驾顾问和调度会收到通知"), _("换车后客户须重新签署协议")),
        submit=_("改约"),
        back_url=here(request, "test_drive_detail", number=number),
        danger=False,
        form=form,
        extra={"version": drive.version},
    )
    return ask_first(
        request,
        ask,
        lambda: move_test_drive(
            drive=drive,
            starts_at=form.cleaned_data["starts_at"],
            vehicle=form.cleaned_data["vehicle"],
            by=request.user,
            now=timezone.now(),
            version=posted_version(request),
        ),
        message=_("已改约"),
    )


@requires(DRIVE, label=gettext_lazy("登记爽约"))
@submit_once
def test_drive_miss(request: Any, number: str) -> HttpResponse:
    """The customer stayed away."""
    return _end(request, number, "miss", _("登记爽约 %(number)s"), _("登记爽约"), _("已登记爽约"))


@requires(DRIVE, label=gettext_lazy("取消试驾"))
@submit_once
def test_drive_cancel(request: Any, number: str) -> HttpResponse:
    """It does not take place."""
    return _end(request, number, "cancel", _("取消 %(number)s"), _("取消试驾"), _("试驾已取消"))


def _end(
    request: Any, number: str, name: str, title: str, submit: str, message: str
) -> HttpResponse:
    drive = drive_or_404(request, number)
    form = EndForm(request.POST or None)
    ask = Confirmation(
        title=title % {"number": number},
        consequences=(_("车辆和陪驾顾问的时段马上释放"),),
        submit=submit,
        keep=_("不改了"),
        back_url=here(request, "test_drive_detail", number=number),
        form=form,
        extra={"version": drive.version},
    )
    return ask_first(
        request,
        ask,
        lambda: run.end_test_drive(
            drive=drive,
            name=name,
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=timezone.now(),
            version=posted_version(request),
        ),
        message=message,
    )
