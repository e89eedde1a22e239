"""The time, car and consultant of a test drive: kept from others, and refusals that name them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marque.crm.models import TestDrive
from marque.crm.queries.drives import LATE, car_text, find_clash, hours_of
from marque.inventory import api as inventory
from marque.kernel.errors import InvalidInput, NotAvailable
from marque.organisation.models import User

SHORTEST, LONGEST = timedelta(minutes=10), timedelta(hours=4)


def take_slot(drive: TestDrive, *, now: datetime) -> None:
    """Check the slot of a test drive and save it; raises `NotAvailable` naming the clash.

    The rows of car and consultant are held meanwhile, so that of two who book at once one is
    told; the constraints of the database have the last word.
    """
    check_time(drive, now=now)
    car = hold_car(drive)
    User.objects.select_for_update(no_key=True).get(pk=drive.owner_id)
    buffer = hours_of(drive.store, timezone.localdate(drive.starts_at)).buffer
    if clash := find_clash(drive, buffer=buffer):
        raise NotAvailable(_car_clash(car, clash, buffer))
    if clash := find_clash(drive, field="owner"):
        raise NotAvailable(_consultant_clash(clash))
    try:
        with transaction.atomic():
            drive.save()
    except IntegrityError as error:
        raise _named(drive, car, error) from error


def hold_car(drive: TestDrive) -> Any:
    """The car, kept from others; refuses one that is not for test drives in this store."""
    car = (
        inventory.Vehicle.objects.filter(pk=drive.vehicle_id)
        .select_related("trim__model", "exterior")
        .select_for_update(of=("self",), no_key=True)
        .get()
    )
    if car.status != inventory.VehicleStatus.TEST_DRIVE or car.store_id != drive.store_id:
        raise NotAvailable(_("%(car)s 不是本店的试驾车，请换一台") % {"car": car_text(car)})
    drive.vehicle = car
    return car


def check_time(drive: TestDrive, *, now: datetime) -> None:
    """A slot lies ahead, within the opening hours, and is neither short nor endless."""
    hours = hours_of(drive.store, timezone.localdate(drive.starts_at))
    if drive.starts_at < now - LATE:
        raise InvalidInput(_("试驾时间已过，请选择之后的时段"), field="starts_at")
    if not SHORTEST <= drive.ends_at - drive.starts_at <= LONGEST:
        raise InvalidInput(_("试驾时长应在 10 到 240 分钟之间"), field="minutes")
    if drive.starts_at < hours.opens_at or drive.ends_at > hours.closes_at:
        raise InvalidInput(
            _("试驾时间应在 %(from)s 到 %(to)s 之间")
            % {"from": _time(hours.opens_at), "to": _time(hours.closes_at)},
            field="starts_at",
        )


def _named(drive: TestDrive, car: Any, error: IntegrityError) -> Exception:
    """The refusal of the database in words; errors of another kind stay what they are."""
    if "test_drive_consultant_is_free" in str(error):
        clash = find_clash(drive, field="owner")
        return NotAvailable(
            _consultant_clash(clash) if clash else _("顾问刚刚有了别的试驾，请重选")
        )
    if "test_drive_car_is_free" in str(error):
        clash = find_clash(drive)
        gone = _("该时段刚刚被别人约走，请重选")
        return NotAvailable(_car_clash(car, clash, timedelta(0)) if clash else gone)
    return error


def _car_clash(car: Any, clash: TestDrive, buffer: timedelta) -> str:
    text = _("%(car)s %(from)s–%(to)s 已由 %(who)s 约走（%(number)s），请换时段或车辆")
    if buffer:
        text = _(
            "%(car)s %(from)s–%(to)s 已由 %(who)s 约走（%(number)s），"
            "前后须留 %(buffer)d 分钟整备，请换时段或车辆"
        )
    return text % {
        "car": car_text(car),
        "from": _moment(clash.starts_at),
        "to": _time(clash.ends_at),
        "who": clash.owner.name,
        "number": clash.number,
        "buffer": buffer // timedelta(minutes=1),
    }


def _consultant_clash(clash: TestDrive) -> str:
    return _("%(who)s 在 %(from)s–%(to)s 已有试驾 %(number)s，请换时段或陪驾顾问") % {
        "who": clash.owner.name,
        "from": _moment(clash.starts_at),
        "to": _time(clash.ends_at),
        "number": clash.number,
    }


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "m-d H:i")


def _time(at: datetime) -> str:
    return date_format(timezone.localtime(at), "H:i")
