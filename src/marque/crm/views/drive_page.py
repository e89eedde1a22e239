"""The page of a test drive: where it stands, the next step, and the form of that step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marque.crm.forms.drives import FeedbackForm, FinishForm, LicenceForm, SignForm, StartForm
from marque.crm.models import TestDrive
from marque.crm.queries.agreements import CURRENT, clauses_of, is_unchanged
from marque.crm.queries.drive_paper import agreement_data
from marque.crm.queries.drives import car_text, get_drive, list_drives
from marque.crm.services.run_test_drive import BEFORE
from marque.crm.tables.drives import FAMILIES
from marque.crm.workflow import TEST_DRIVE_WORKFLOW, TestDriveStatus
from marque.foundation.access.decorators import requires
from marque.foundation.attachments.queries import attachments_of
from marque.foundation.documents.printing import pdf_response, render_pdf
from marque.foundation.documents.timeline import timeline_of
from marque.foundation.ui.records import (
    Action,
    Record,
    Step,
    enter_store,
    moves_here,
    neighbours,
    pages_of,
)

TYPST = Path(__file__).resolve().parent.parent / "typst"
here = pages_of("crm")
S = TestDriveStatus


def drive_or_404(request: Any, number: str) -> TestDrive:
    """The test drive with all that its page shows, if the user may see it here."""
    try:
        return get_drive(number, user=request.user, store=request.store)
    except TestDrive.DoesNotExist as error:
        raise Http404 from error


@requires("crm.view_testdrive", label=gettext_lazy("试驾详情"))
def test_drive_detail(request: Any, number: str) -> HttpResponse:
    """One test drive with the form of its next step."""
    drive = drive_or_404(request, number)
    step = _next_step(request, drive)
    context = {
        "drive": drive,
        "document": drive,
        "car": car_text(drive.vehicle),
        "record": _record(request, drive),
        "step": step,
        "step_form": _form_of(step, drive),
        "clauses": clauses_of(drive),
        "agreement_version": drive.agreement_version or CURRENT,
        "is_unchanged": is_unchanged(drive) if drive.agreed_at else None,
        "attachments": attachments_of(drive),
        "timeline": timeline_of(drive),
        "here": drive.number,
        "back_url": here(request, "test_drive_list"),
    }
    return render(request, "crm/drives/detail.html", context)


def _next_step(request: Any, drive: TestDrive) -> str:
    """What has to be filled in now by this user: licence, sign, start, finish or feedback."""
    if request.store is None or not request.user.has_perm("crm.drive_testdrive"):
        return ""
    if drive.status in BEFORE:
        return _paper_step(drive)
    if drive.status == S.DRIVING:
        return "finish"
    return "feedback" if drive.status == S.DONE and drive.feedback_at is None else ""


def _paper_step(drive: TestDrive) -> str:
    """What is missing before the key is handed over."""
    if drive.licence_checked_at is None:
        return "licence"
    if drive.agreed_at is None:
        return "sign"
    return "start" if drive.status in {S.BOOKED, S.ARRIVED} else ""


def _form_of(step: str, drive: TestDrive) -> Any:
    if step == "licence":
        return LicenceForm(initial={"driver_name": drive.driver_name or drive.customer.name})
    if step == "sign":
        return SignForm(initial={"signed_name": drive.driver_name})
    if step == "start":
        return StartForm(initial={"odometer_out": drive.vehicle.mileage_km, "route": drive.route})
    forms = {"finish": FinishForm, "feedback": FeedbackForm}
    return forms[step]() if step in forms else None


def _record(request: Any, drive: TestDrive) -> Record:
    drives = list_drives(user=request.user, store=request.store).select_related("store")
    return Record(
        title=drive.number,
        status=drive.get_status_display(),
        family=FAMILIES[TestDriveStatus(drive.status)],
        subtitle=drive.customer.name,
        steps=list(_steps(drive)),
        actions=list(_actions(request, drive)),
        neighbours=neighbours(
            drives.defer("signature"),
            drive,
            lambda other: here(request, "test_drive_detail", number=other.number),
        ),
        version=drive.version,
    )


def _steps(drive: TestDrive) -> Iterator[Step]:
    """Request, car, arrival, papers, out, in, feedback; where it stands, and what is missing."""
    ended = drive.status in {S.MISSED, S.CANCELLED}
    done = (
        (_("申请"), drive.created_at, ""),
        (_("派车"), drive.dispatched_at, _("等调度派车")),
        (_("签到"), drive.arrived_at, _("等客户到店")),
        (_("核验签约"), drive.agreed_at, _("核验驾驶证、签协议")),
        (_("出发"), drive.left_at, _("录入出发里程")),
        (_("返回"), drive.returned_at, _("录入返回里程")),
        (_("反馈"), drive.feedback_at, _("请客户评分")),
    )
    latest = max(n for n, (_label, at, _note) in enumerate(done) if at)
    pending = False
    for n, (label, at, note) in enumerate(done):
        if at:
            yield Step(label, date_format(timezone.localtime(at), "m-d H:i"), "done")
        elif ended or n < latest:
            yield Step(label, "", "")
        else:
            yield Step(label, note if not pending else "", "" if pending else "now")
            pending = True
    if ended:
        yield Step(drive.get_status_display(), drive.end_reason, "stop")


def _actions(request: Any, drive: TestDrive) -> Iterator[Action]:
    if request.store is None:
        yield from enter_store(request, drive.store)
        return
    moves = moves_here(request, drive, TEST_DRIVE_WORKFLOW)

    if "dispatch" in moves:
        yield Action(
            _("派车"), _do(request, drive, "dispatch"), "steering-wheel", "primary", confirm=True
        )
    if "arrive" in moves:
        kind = "default" if "dispatch" in moves else "primary"
        yield Action(_("签到"), _do(request, drive, "arrive"), "user-check", kind, "post")
    if drive.agreed_at:
        yield Action(_("打印协议"), _do(request, drive, "print"), "printer", "default")
    yield from _endings(request, drive, moves)


def _endings(request: Any, drive: TestDrive, moves: set[str]) -> Iterator[Action]:
    """Another time, or not at all."""
    may_move = request.user.has_perm("crm.book_testdrive") or "dispatch" in moves
    if drive.status in {S.REQUESTED, S.BOOKED} and may_move:
        yield Action(_("改约"), _do(request, drive, "move"), "calendar", "menu", confirm=True)
    if "miss" in moves:
        yield Action(_("爽约"), _do(request, drive, "miss"), "x", "menu", confirm=True)
    if "cancel" in moves:
        yield Action(_("取消试驾"), _do(request, drive, "cancel"), "x", "danger", confirm=True)


def _do(request: Any, drive: TestDrive, name: str) -> str:
    return here(request, f"test_drive_{name}", number=drive.number)


@requires("crm.view_testdrive", label=gettext_lazy("查看试驾签名"))
def test_drive_signature(request: Any, number: str) -> HttpResponse:
    """The driver's drawn signature."""
    drive = drive_or_404(request, number)
    if not drive.signature:
        raise Http404
    return HttpResponse(
        bytes(drive.signature),
        content_type="image/png",
        headers={"Cache-Control": "private, max-age=3600"},
    )


@requires("crm.view_testdrive", label=gettext_lazy("打印试驾协议"))
def test_drive_print(request: Any, number: str) -> HttpResponse:
    """The signed agreement as PDF."""
    drive = drive_or_404(request, number)
    if drive.agreed_at is None:
        raise Http404
    data = agreement_data(drive, user=request.user, now=timezone.now())
    pdf = render_pdf(TYPST / "agreement.typ", data)
    return pdf_response(pdf, drive.number, download=request.GET.get("download") == "1")
