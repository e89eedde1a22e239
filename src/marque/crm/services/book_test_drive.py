"""Ask for a test drive (预约试驾): the slot is kept, the dispatcher has a task at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marque.crm.events import TestDriveRequested
from marque.crm.models import TestDrive
from marque.crm.queries.drives import car_text
from marque.crm.queries.leads import find_chased
from marque.crm.queries.people import who_see
from marque.crm.services.drive_slot import take_slot
from marque.crm.services.floor_news import drive_changed, tell
from marque.foundation.access.authority import acting_post, holders_of
from marque.foundation.dictionaries import parameters
from marque.foundation.numbering.services import next_number
from marque.kernel.errors import InvalidInput, NotAuthorised
from marque.kernel.events import bus


@dataclass(frozen=True, kw_only=True)
class DriveRequest:
    """Who drives which car when, and who goes along (`owner`, else whoever books)."""

    customer: Any
    vehicle: Any
    starts_at: datetime
    minutes: int | None = None
    owner: Any = None
    lead: Any = None
    route: str = ""
    wish: str = ""


@transaction.atomic
def book_test_drive(*, request: DriveRequest, store: Any, by: Any, now: datetime) -> TestDrive:
    """Book car and consultant; refused with the name of the test drive that is in the way."""
    if not by.has_perm("crm.book_testdrive"):
        raise NotAuthorised(_("您没有“预约试驾”的权限"))
    if request.customer.store_id != store.pk:
        raise InvalidInput(_("该客户不属于本店，请重新选择"), field="customer")
    owner = request.owner or by
    post = acting_post(owner)
    minutes = request.minutes or int(parameters.value("crm.drive_minutes", store=store))
    drive = TestDrive(
        number=next_number("crm.testdrive", store=store, on=timezone.localdate(now)),
        store=store,
        department=post.department if post else None,
        owner=owner,
        customer=request.customer,
        lead=request.lead or find_chased(request.customer, store=store),
        vehicle=request.vehicle,
        starts_at=request.starts_at,
        ends_at=request.starts_at + timedelta(minutes=minutes),
        route=request.route.strip()[:80],
        wish=request.wish.strip()[:200],
        created_at=now,
        created_by=by,
    )
    take_slot(drive, now=now)
    dispatchers = holders_of("crm.dispatch_testdrive", store=store)
    tell(who_see(dispatchers, drive), _task(drive), drive, by=by)
    if owner.pk != by.pk:
        tell([owner], _plan(drive), drive, by=by, kind="remind")
    drive_changed(drive)
    bus.publish(
        TestDriveRequested(drive.pk, drive.number, store.pk, drive.vehicle_id, drive.starts_at)
    )
    return drive


def when(drive: TestDrive) -> str:
    """The day and the time of a test drive."""
    return date_format(timezone.localtime(drive.starts_at), "m-d H:i")


def _task(drive: TestDrive) -> str:
    return _("请为 %(when)s 的试驾派车：%(car)s（%(number)s，陪驾 %(who)s）") % {
        "when": when(drive),
        "car": car_text(drive.vehicle),
        "number": drive.number,
        "who": drive.owner.name,
    }


def _plan(drive: TestDrive) -> str:
    return _("%(when)s 陪 %(customer)s 试驾 %(car)s（%(number)s）") % {
        "when": when(drive),
        "customer": drive.customer.name,
        "car": car_text(drive.vehicle),
        "number": drive.number,
    }
