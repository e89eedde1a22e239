"""Reads of test drives: lists, clashes, the board of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Avg, F, Q
from django.utils import timezone

from marque.crm.models import TestDrive
from marque.crm.workflow import OCCUPYING, TestDriveStatus
from marque.foundation.dictionaries import parameters
from marque.inventory import api as inventory

SLOT = timedelta(minutes=30)
LATE = timedelta(minutes=15)


def list_drives(*, user: Any, store: Any) -> Any:
    """The test drives this user may see in the store."""
    return TestDrive.objects.visible_to(user).in_store(store)


def with_details(drives: Any) -> Any:
    """With all that a row or a page shows."""
    return drives.select_related(
        "customer", "owner", "store__company", "lead", "dispatched_by", "licence_checked_by",
        "vehicle__trim__model__series__brand", "vehicle__exterior",
    )  # fmt: skip


def get_drive(number: str, *, user: Any, store: Any) -> TestDrive:
    """One test drive with its details; raises `TestDrive.DoesNotExist`."""
    found: TestDrive = with_details(list_drives(user=user, store=store)).get(number=number)
    return found


def car_text(car: Any) -> str:
    """A test-drive car as people say it: model, trim, tail of the VIN."""
    colour = f" {car.exterior.label}" if car.exterior else ""
    return f"{car.trim.model.label} {car.trim.label}{colour} {car.short_vin}"


def waiting_for_car(*, user: Any, store: Any) -> Any:
    """Requests that the dispatcher has not answered, the oldest first."""
    drives = list_drives(user=user, store=store).filter(status=TestDriveStatus.REQUESTED)
    return with_details(drives).order_by("starts_at", "pk")


def mean_wait(*, user: Any, store: Any, since: datetime) -> timedelta | None:
    """How long requests waited for their car, on average, since a time."""
    drives = list_drives(user=user, store=store).filter(
        dispatched_at__isnull=False, created_at__gte=since
    )
    found: timedelta | None = drives.order_by().aggregate(
        wait=Avg(F("dispatched_at") - F("created_at"))
    )["wait"]
    return found


def find_clash(
    drive: TestDrive, *, buffer: timedelta = timedelta(0), field: str = "vehicle"
) -> TestDrive | None:
    """Another test drive of the same car (or consultant, by `field`) in the same time."""
    others = TestDrive.objects.filter(
        Q(**{f"{field}_id": getattr(drive, f"{field}_id")}),
        status__in=OCCUPYING,
        starts_at__lt=drive.ends_at + buffer,
        ends_at__gt=drive.starts_at - buffer,
    ).exclude(pk=drive.pk)
    found: TestDrive | None = others.select_related("owner").order_by("starts_at").first()
    return found


@dataclass(frozen=True, slots=True)
class Hours:
    """From when to when cars may be driven on a day, and how long between two drives."""

    opens_at: datetime
    closes_at: datetime
    buffer: timedelta
    length: timedelta


def hours_of(store: Any, on: date) -> Hours:
    """The opening hours of a store for test drives."""
    midnight = timezone.make_aware(datetime.combine(on, time.min))

    def value(name: str) -> int:
        return int(parameters.value(f"crm.drive_{name}", store=store))

    return Hours(
        midnight + timedelta(hours=value("opens")),
        midnight + timedelta(hours=value("closes")),
        timedelta(minutes=value("buffer")),
        timedelta(minutes=value("minutes")),
    )


@dataclass(frozen=True, slots=True)
class Block:
    """A test drive on the board: where it stands, in percent of the day."""

    drive: TestDrive
    left: float
    width: float
    is_visible: bool
    css: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A free half hour of a car."""

    at: datetime
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Row:
    """One car with its day."""

    car: Any
    blocks: list[Block]
    slots: list[Slot]


@dataclass(frozen=True, slots=True)
class Board:
    """A day of all test-drive cars."""

    on: date
    hours: Hours
    heads: list[datetime]
    rows: list[Row]
    now_at: float | None


def board_of(store: Any, *, user: Any, on: date, now: datetime) -> Board:
    """Cars and times of a day.  Test drives of others are shown as taken, without their names."""
    hours = hours_of(store, on)
    days = TestDrive.objects.filter(
        store=store, starts_at__lt=hours.closes_at, ends_at__gt=hours.opens_at
    ).exclude(status__in=(TestDriveStatus.CANCELLED, TestDriveStatus.MISSED))
    drives: list[TestDrive] = list(with_details(days).order_by("starts_at"))
    visible = set(list_drives(user=user, store=store).values_list("pk", flat=True).filter(
        pk__in=[drive.pk for drive in drives]
    ))  # fmt: skip
    cars = {car.pk: car for car in inventory.list_demo_cars(store=store)}
    cars |= {drive.vehicle_id: drive.vehicle for drive in drives if drive.vehicle_id not in cars}
    rows = [
        _row(car, [d for d in drives if d.vehicle_id == car.pk], visible, hours, now)
        for car in cars.values()
    ]
    span = hours.closes_at - hours.opens_at
    heads = [hours.opens_at + SLOT * n for n in range(0, int(span / SLOT), 2)]
    inside = hours.opens_at <= now < hours.closes_at
    return Board(on, hours, heads, rows, _percent(now, hours) if inside else None)


def _row(car: Any, drives: list[TestDrive], visible: set[int], hours: Hours, now: datetime) -> Row:
    blocks = [
        Block(
            drive,
            _percent(drive.starts_at, hours),
            _percent(drive.ends_at, hours) - _percent(drive.starts_at, hours),
            drive.pk in visible,
            block_css(drive, now),
        )
        for drive in drives
    ]
    return Row(car, blocks, list(_free(car, drives, hours, now)))


def _free(car: Any, drives: list[TestDrive], hours: Hours, now: datetime) -> Any:
    """Half hours in which a drive may begin; only of cars that are for test drives today."""
    if car.status != inventory.VehicleStatus.TEST_DRIVE:
        return
    at = hours.opens_at
    taken = [drive for drive in drives if drive.status in OCCUPYING]
    while at + hours.length <= hours.closes_at:
        end = at + hours.length
        if at >= now - LATE and not any(
            drive.starts_at < end + hours.buffer and drive.ends_at > at - hours.buffer
            for drive in taken
        ):
            left = _percent(at, hours)
            yield Slot(at, left, _percent(at + SLOT, hours) - left)
        at += SLOT


def _percent(at: datetime, hours: Hours) -> float:
    """Where a time stands on the board; times outside stand at its edges."""
    share = (at - hours.opens_at) / (hours.closes_at - hours.opens_at)
    return round(100 * min(1.0, max(0.0, share)), 2)


CSS = {
    TestDriveStatus.REQUESTED: "wait",
    TestDriveStatus.BOOKED: "plan",
    TestDriveStatus.ARRIVED: "qc",
    TestDriveStatus.DRIVING: "work",
    TestDriveStatus.DONE: "done",
}


def block_css(drive: TestDrive, now: datetime) -> str:
    """The look of a block; red when the time is over and the car is not back."""
    is_late = drive.status in OCCUPYING and drive.ends_at < now
    return "late" if is_late else CSS.get(TestDriveStatus(drive.status), "")
