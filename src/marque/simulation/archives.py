"""The files that clerks brought along: what older cars of some buyers went through before."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from marque.parties import api as parties
from marque.simulation.moments import moment
from marque.simulation.world import Showroom

FILES = 6
"""Customers of a store with an older car."""
SEED = 1886
CARS = ("2019 款 卡罗拉", "2020 款 轩逸", "2018 款 雅阁", "2021 款 秦 PLUS", "2019 款 迈腾")
ADVISERS = ("周师傅", "许顾问", "何顾问")
INSURERS, BANKS = ("人保财险", "平安产险", "太平洋产险"), ("工商银行", "招商银行", "建设银行")
VISITS: tuple[tuple[int, str, str, tuple[tuple[str, str, str], ...], str, int, int], ...] = (
    (410, "maintenance", "", (("OF-10", "机油滤清器", "1"), ("", "机油", "4")), "1", 120, 380),
    (215, "repair", "制动异响", (("BP-21", "前制动片", "2"),), "1.5", 180, 460),
    (24, "maintenance", "", (("AF-03", "空调滤芯", "1"), ("", "机油", "4")), "1.2", 140, 420),
)
"""Days ago, type, fault, parts (code, name, quantity), hours, labour, parts."""


def bring_files(room: Showroom, day: date) -> None:
    """Type the paper files of some customers of the store into the customer file."""
    chance = Random(f"{SEED}{room.plan.code}")  # noqa: S311  invented data
    buyers = parties.Customer.objects.filter(store=room.store, kind="person", stage="formal")
    for number, customer in enumerate(buyers.order_by("pk")[:FILES]):
        plate = f"浙A{chance.choice('BCDEFG')}{chance.randint(0, 9999):04d}"
        car: dict[str, Any] = {"plate": plate, "car": chance.choice(CARS)}
        with moment(day, 17, 10 + number, room.manager) as now:
            _services(customer, car, number, room=room, chance=chance, now=now)
            _dealings(customer, car, number, room=room, chance=chance, now=now)


def _services(
    customer: Any, car: dict[str, Any], number: int, *, room: Showroom, chance: Random, now: Any
) -> None:
    today, km = timezone.localdate(now), chance.randint(30, 60) * 1000
    for ago, kind, fault, parts, hours, labour, cost in VISITS[number % 2 :]:
        km += chance.randint(4000, 6500)
        came_on = today - timedelta(days=ago + 3 * number)
        details = parties.ServiceDetails(
            **car,
            came_on=came_on,
            kind=kind,
            mileage_km=km,
            fault=fault,
            parts=tuple(parties.PartLine(name, Decimal(n), code) for code, name, n in parts),
            adviser_name=chance.choice(ADVISERS),
            quantity_hours=Decimal(hours),
            amount_labour=Decimal(labour),
            amount_parts=Decimal(cost),
            document_number=f"WO{came_on:%y%m%d}{number:02d}",
            remark="原系统工单",
        )
        parties.record_service(
            customer, store=room.store, details=details, by=room.manager, now=now
        )


def _dealings(
    customer: Any, car: dict[str, Any], number: int, *, room: Showroom, chance: Random, now: Any
) -> None:
    today = timezone.localdate(now)
    insured = today - timedelta(days=365 - 14 * (number + 1))
    bought = insured - timedelta(days=730)
    year = timedelta(days=364)
    rows: list[dict[str, Any]] = [
        {"kind": "plate", "done_on": bought, "provider": "车管所", "amount": Decimal(500)},
        {"kind": "renewal", "done_on": insured, "expires_on": insured + year,
         "provider": chance.choice(INSURERS), "amount": Decimal(chance.randint(36, 58) * 100),
         "document_number": f"PDAA{insured:%Y%m%d}{number:04d}"},
    ]  # fmt: skip
    if number % 3 == 0:
        rows.append(
            {"kind": "loan", "done_on": bought, "provider": chance.choice(BANKS),
             "amount": Decimal(chance.randint(6, 12) * 10_000)}
        )  # fmt: skip
    if number % 3 == 1:
        rows.append(
            {"kind": "inspection", "done_on": bought + year, "expires_on": today + year / 9}
        )
    for row in rows:
        details = parties.DealingDetails(**car, owner=customer.owner, **row)
        parties.record_dealing(
            customer, store=room.store, details=details, by=room.manager, now=now
        )
