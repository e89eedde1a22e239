"""A test drive on the day: arrival, licence, agreement, out, in, feedback, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.crm.events import TestDriveFinished
from marque.crm.models import TestDrive
from marque.crm.queries.agreements import CURRENT, digest_of
from marque.crm.services.dispatch_test_drive import locked_drive
from marque.crm.services.drive_slot import hold_car
from marque.crm.services.floor_news import drive_changed, settle_todos, tell
from marque.crm.workflow import TEST_DRIVE_WORKFLOW, TestDriveStatus
from marque.inventory import api as inventory
from marque.kernel.errors import GuardRefused, InvalidInput, NotAuthorised
from marque.kernel.events import bus

LICENCE_CLASSES = ("C1", "C2", "C5", "B1", "B2", "A1", "A2", "A3")
"""Classes that may drive a small car (公安部令第 162 号; C5 in an adapted car)."""
BEFORE = frozenset({TestDriveStatus.REQUESTED, TestDriveStatus.BOOKED, TestDriveStatus.ARRIVED})
WORST, BEST = 1, 5


@dataclass(frozen=True, kw_only=True)
class Licence:
    """What the licence says, as somebody has read it from the original."""

    name: str
    kind: str
    valid_until: date


@transaction.atomic
def arrive_for_test_drive(
    *, drive: TestDrive, by: Any, now: datetime, version: int | None = None
) -> TestDrive:
    """The customer is here (签到)."""
    locked = locked_drive(drive, by=by, version=version)
    transition = TEST_DRIVE_WORKFLOW.check("arrive", locked, by)
    locked.arrived_at = now
    locked.move(transition, by=by, also=("arrived_at",))
    tell([locked.owner], _("%(name)s 已到店试驾") % {"name": locked.customer.name}, locked, by=by)
    drive_changed(locked)
    return locked


@transaction.atomic
def check_licence(
    *, drive: TestDrive, licence: Licence, by: Any, now: datetime, version: int | None = None
) -> TestDrive:
    """Somebody has looked at the licence of whoever drives; an invalid one stops here."""
    locked = _before_the_drive(drive, by=by, version=version)
    if locked.agreed_at is not None:
        raise GuardRefused(_("协议已签署，驾驶人不能再改"))
    if not licence.name.strip():
        raise InvalidInput(_("请填写驾驶证上的姓名"), field="driver_name")
    if licence.kind not in LICENCE_CLASSES:
        raise InvalidInput(
            _("准驾车型 %(kind)s 不能驾驶小型汽车，不能试驾") % {"kind": licence.kind},
            field="licence_class",
        )
    if licence.valid_until < timezone.localdate(now):
        raise InvalidInput(
            _("驾驶证已于 %(day)s 过期，不能试驾") % {"day": licence.valid_until},
            field="licence_until",
        )
    locked.driver_name = licence.name.strip()[:30]
    locked.licence_class, locked.licence_until = licence.kind, licence.valid_until
    locked.licence_checked_at, locked.licence_checked_by = now, by
    return _kept(locked)


@transaction.atomic
def sign_agreement(
    *,
    drive: TestDrive,
    signed_name: str,
    signature_png: bytes,
    by: Any,
    now: datetime,
    version: int | None = None,
) -> TestDrive:
    """The driver has read the agreement and signs it on the screen; the text is frozen with it."""
    locked = _before_the_drive(drive, by=by, version=version)
    if locked.agreed_at is not None:
        raise GuardRefused(_("协议已签署"))
    if locked.licence_checked_at is None:
        raise GuardRefused(_("请先核验驾驶证。"))
    if not signature_png:
        raise InvalidInput(_("请驾驶人在框内手写签名"), field="signature")
    if signed_name.strip() != locked.driver_name:
        raise InvalidInput(
            _("签署人应与驾驶证姓名一致：%(name)s") % {"name": locked.driver_name},
            field="signed_name",
        )
    locked.signed_name, locked.signature = locked.driver_name, signature_png
    locked.agreement_version, locked.agreed_at = CURRENT, now
    locked.agreement_digest = digest_of(locked)
    return _kept(locked)


@transaction.atomic
def start_test_drive(
    *,
    drive: TestDrive,
    odometer_out: int,
    route: str = "",
    by: Any,
    now: datetime,
    version: int | None = None,
) -> TestDrive:
    """The key is handed over; licence, agreement and reading are there (出发)."""
    locked = locked_drive(drive, by=by, version=version)
    locked.odometer_out = odometer_out
    transition = TEST_DRIVE_WORKFLOW.check("start", locked, by)
    if locked.licence_until and locked.licence_until < timezone.localdate(now):
        raise GuardRefused(_("驾驶证已过期，请重新核验"))
    car = hold_car(locked)
    if odometer_out < car.mileage_km:
        raise InvalidInput(
            _("出发里程不能小于该车上次记录的 %(km)d 公里") % {"km": car.mileage_km},
            field="odometer_out",
        )
    locked.left_at = now
    locked.route = route.strip()[:80] or locked.route
    locked.move(transition, by=by, also=("odometer_out", "left_at", "route"))
    settle_todos(locked, now=now)
    drive_changed(locked)
    return locked


@transaction.atomic
def finish_test_drive(
    *, drive: TestDrive, odometer_in: int, by: Any, now: datetime, version: int | None = None
) -> TestDrive:
    """The car is back (返回); its odometer is written down, the slot is free from now."""
    locked = locked_drive(drive, by=by, version=version)
    locked.odometer_in = odometer_in
    transition = TEST_DRIVE_WORKFLOW.check("finish", locked, by)
    inventory.record_mileage(vehicle_id=locked.vehicle_id, mileage_km=odometer_in)
    locked.returned_at = now
    locked.move(transition, by=by, also=("odometer_in", "returned_at"))
    settle_todos(locked, now=now)
    drive_changed(locked)
    bus.publish(
        TestDriveFinished(locked.pk, locked.number, locked.store_id, locked.customer_id, now)
    )
    return locked


@transaction.atomic
def rate_test_drive(
    *, drive: TestDrive, score: int, feedback: str, by: Any, now: datetime
) -> TestDrive:
    """What the customer says of the car, in words and from 1 to 5."""
    if not by.has_perm("crm.drive_testdrive"):
        raise NotAuthorised(_("您没有“办理试驾”的权限"))
    locked = locked_drive(drive, by=by)
    if locked.status != TestDriveStatus.DONE:
        raise GuardRefused(_("试驾返回后才能登记反馈"))
    if not WORST <= score <= BEST:
        raise InvalidInput(_("评分应为 1 到 5 分"), field="score")
    locked.score, locked.feedback, locked.feedback_at = score, feedback.strip()[:500], now
    return _kept(locked)


@transaction.atomic
def end_test_drive(
    *, drive: TestDrive, name: str, reason: str, by: Any, now: datetime, version: int | None = None
) -> TestDrive:
    """It does not take place: `cancel` with the reason, or `miss` when the customer stayed away."""
    locked = locked_drive(drive, by=by, version=version)
    transition = TEST_DRIVE_WORKFLOW.check(name, locked, by)
    if name == "cancel" and not reason.strip():
        raise InvalidInput(_("请写明取消原因"), field="reason")
    if name == "miss" and now < locked.starts_at:
        raise GuardRefused(_("还没到约定时间，不能记为爽约"))
    locked.end_reason = reason.strip()[:200]
    locked.move(transition, by=by, note=locked.end_reason, also=("end_reason",))
    settle_todos(locked, now=now)
    others = [locked.owner, *([locked.dispatched_by] if locked.dispatched_by else [])]
    title = _("%(number)s %(what)s") % {"number": locked.number, "what": transition.label}
    tell(others, title, locked, by=by, kind="remind")
    drive_changed(locked)
    return locked


def _before_the_drive(drive: TestDrive, *, by: Any, version: int | None) -> TestDrive:
    if not by.has_perm("crm.drive_testdrive"):
        raise NotAuthorised(_("您没有“办理试驾”的权限"))
    locked = locked_drive(drive, by=by, version=version)
    if locked.status not in BEFORE:
        raise GuardRefused(_("试驾已出发或已结束"))
    return locked


def _kept(drive: TestDrive) -> TestDrive:
    drive.version += 1
    drive.save()
    drive_changed(drive)
    return drive
