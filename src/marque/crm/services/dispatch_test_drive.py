"""The dispatcher gives the car (派车), perhaps another one; the time it took is measured."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.crm.models import TestDrive
from marque.crm.queries.drives import car_text
from marque.crm.services.book_test_drive import when
from marque.crm.services.drive_slot import hold_car, take_slot
from marque.crm.services.floor_news import drive_changed, settle_todos, tell
from marque.crm.workflow import TEST_DRIVE_WORKFLOW, TestDriveStatus
from marque.kernel.errors import GuardRefused, NotAuthorised


@transaction.atomic
def dispatch_test_drive(
    *, drive: TestDrive, by: Any, now: datetime, vehicle: Any = None, version: int | None = None
) -> TestDrive:
    """Confirm the car of a request, or give another one; the consultant is told."""
    locked = locked_drive(drive, by=by, version=version)
    transition = TEST_DRIVE_WORKFLOW.check("dispatch", locked, by)
    if vehicle is not None and vehicle.pk != locked.vehicle_id:
        change_car(locked, vehicle, now=now)
    else:
        hold_car(locked)
    locked.dispatched_at, locked.dispatched_by = now, by
    locked.move(transition, by=by, also=("dispatched_at", "dispatched_by"))
    settle_todos(locked, now=now)
    title = _("%(when)s 试驾已派车：%(car)s") % {
        "when": when(locked), "car": car_text(locked.vehicle),
    }  # fmt: skip
    tell([locked.owner], title, locked, by=by, kind="remind")
    drive_changed(locked)
    return locked


@transaction.atomic
def move_test_drive(
    *,
    drive: TestDrive,
    starts_at: datetime,
    by: Any,
    now: datetime,
    vehicle: Any = None,
    version: int | None = None,
) -> TestDrive:
    """Another time or car for a test drive that has not begun (改约)."""
    if not (by.has_perm("crm.book_testdrive") or by.has_perm("crm.dispatch_testdrive")):
        raise NotAuthorised(_("您没有“预约试驾”的权限"))
    locked = locked_drive(drive, by=by, version=version)
    if locked.status not in {TestDriveStatus.REQUESTED, TestDriveStatus.BOOKED}:
        raise GuardRefused(_("试驾已签到，不能改约"))
    length: timedelta = locked.ends_at - locked.starts_at
    locked.starts_at, locked.ends_at = starts_at, starts_at + length
    locked.version += 1
    if vehicle is not None and vehicle.pk != locked.vehicle_id:
        change_car(locked, vehicle, now=now)
    else:
        take_slot(locked, now=now)
    title = _("%(number)s 改约到 %(when)s：%(car)s") % {
        "number": locked.number, "when": when(locked), "car": car_text(locked.vehicle),
    }  # fmt: skip
    others = [locked.owner, locked.dispatched_by] if locked.dispatched_by else [locked.owner]
    tell(others, title, locked, by=by, kind="remind")
    drive_changed(locked)
    return locked


def change_car(drive: TestDrive, vehicle: Any, *, now: datetime) -> None:
    """Another car: an agreement about the first one does not hold for it."""
    drive.vehicle = vehicle
    drive.agreed_at, drive.agreement_digest, drive.signature = None, "", None
    drive.signed_name, drive.agreement_version = "", ""
    take_slot(drive, now=now)


def locked_drive(drive: TestDrive, *, by: Any, version: int | None = None) -> TestDrive:
    """The test drive as it is now, kept from others."""
    found: TestDrive = (
        TestDrive.objects.visible_to(by)
        .locked()
        .select_related(
            "store__company",
            "owner",
            "customer",
            "dispatched_by",
            "vehicle__trim__model",
            "vehicle__exterior",
        )
        .get(pk=drive.pk)
    )
    found.check_version(version)
    return found
