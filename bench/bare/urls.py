"""Two views: write an order with its lines and its lock, and confirm it."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from bench.kit.books import SCHEMA
from marque.foundation.documents.models import StatusChange
from marque.inventory.models import Vehicle, VehicleLock
from marque.organisation.models import User
from marque.parties.models import Customer
from marque.sales.models import SalesOrder, SalesOrderLine

COUNT = """
INSERT INTO numbering_counter (kind, prefix, last) VALUES (%s, %s, 1)
ON CONFLICT (kind, prefix) DO UPDATE SET last = numbering_counter.last + 1
RETURNING last
"""
LINES = (
    ("vehicle", "云岚 X7", Decimal(181600), Decimal(1800)),
    ("accessory", "全车脚垫", Decimal(980), Decimal(0)),
    ("accessory", "行车记录仪", Decimal(1280), Decimal(0)),
)
ACTOR = json.dumps({"id": 1, "name": "bench", "ip": "127.0.0.1", "request": "", "source": "bench"})


@cache
def _fixed() -> dict[str, Any]:
    """The rows that every order points at."""
    vehicle = Vehicle.objects.order_by("pk")[0]
    return {"user": User.objects.get(username="B0000"), "customer": Customer.objects.order_by("pk")[0],
            "trim": vehicle.trim_id, "store": vehicle.store_id}  # fmt: skip


def submit(request: HttpRequest, vehicle: int) -> HttpResponse:
    """Number, order, three lines, lock, two changes of the status."""
    connection.set_schema(SCHEMA)
    fixed, now = _fixed(), timezone.now()
    user = fixed["user"]
    total, discount = sum(row[2] for row in LINES), sum(row[3] for row in LINES)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('marque.actor', %s, false)", [ACTOR])
            cursor.execute(COUNT, ["bench", "BARE"])
            number = f"BA{cursor.fetchone()[0]:08d}"
        order = SalesOrder.objects.create(
            number=number, contract_number=f"H{number}", store_id=fixed["store"], owner=user,
            status="draft", created_at=now, created_by=user, signed_on=now.date(),
            customer=fixed["customer"], vehicle_id=vehicle, trim_id=fixed["trim"],
            amount_list=total, amount_discount=discount, amount_total=total - discount,
            amount_deposit_due=5000,
        )  # fmt: skip
        SalesOrderLine.objects.bulk_create(
            SalesOrderLine(
                order=order, position=position, kind=kind, description=name,
                amount_list=listed, amount_discount=off, amount_net=listed - off,
            )
            for position, (kind, name, listed, off) in enumerate(LINES, start=1)
        )  # fmt: skip
        VehicleLock.objects.create(
            vehicle_id=vehicle, store_id=fixed["store"], holder_type="sales.salesorder",
            holder_id=order.pk, holder_number=number, held_by=user, created_at=now,
            expires_at=now + timedelta(hours=24),
        )  # fmt: skip
        SalesOrder.objects.filter(pk=order.pk).update(
            status="submitted", version=2, submitted_at=now, submitted_by=user
        )
        _history(order.pk, "submit", "draft", "submitted", user)
    return HttpResponse(str(order.pk))


def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """One more change of the status."""
    connection.set_schema(SCHEMA)
    user = _fixed()["user"]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('marque.actor', %s, false)", [ACTOR])
        SalesOrder.objects.filter(pk=pk, status="submitted").update(
            status="confirmed", version=F("version") + 1, confirmed_at=timezone.now(),
            confirmed_by=user, contract_template="2026-1",
        )  # fmt: skip
        _history(pk, "confirm", "submitted", "confirmed", user)
    return HttpResponse(str(pk))


def _history(pk: int, name: str, before: str, after: str, user: User) -> None:
    StatusChange.objects.create(
        document_type="sales.salesorder", document_id=pk, transition=name,
        from_status=before, to_status=after, by=user,
    )  # fmt: skip


urlpatterns = [path("submit/<int:vehicle>/", submit), path("confirm/<int:pk>/", confirm)]
