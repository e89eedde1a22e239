from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Right
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marque.accountsets.reading import QuickRead
from marque.foundation.access.querysets import ScopedQuerySet, ScopeFields
from marque.foundation.documents.models import StatusChange
from marque.inventory.models.locks import active_lock_on
from marque.inventory.models.movements import VehicleMovement
from marque.inventory.workflow import (
    BOOKED,
    FINAL,
    LOCKED,
    OWNED,
    SALEABLE,
    VEHICLE_WORKFLOW,
    CertificateStatus,
    VehicleStatus,
)
from marque.kernel.vin import VIN_PATTERN

if TYPE_CHECKING:
    from marque.inventory.models.places import ParkingPlace
    from marque.kernel.workflow import Transition

VIN_SHORT = 6
"""Every tail that people use is at least this long, and has an index."""


def shows_state(states: Iterable[str], *, now: datetime) -> Q:
    """The condition that a vehicle shows one of `states`, as `with_state` names them, in words
    that indexes understand: the annotation itself would be computed for every row."""
    asked = set(states)
    condition = Q(status__in=sorted(asked - SALEABLE - {LOCKED}))
    saleable, is_held = sorted(asked & SALEABLE), active_lock_on("pk", now=now)
    if saleable and LOCKED in asked:
        return condition | Q(status__in=saleable) | Q(is_held, status__in=sorted(SALEABLE))
    if saleable:
        free = Q(~is_held, status__in=saleable)
        return free if set(saleable) == asked else condition | free
    if LOCKED in asked:
        held = Q(is_held, status__in=sorted(SALEABLE))
        return held if asked == {LOCKED} else condition | held
    return condition


class VehicleQuerySet(ScopedQuerySet):
    """Reads of the stock; `now` decides whether a lock still holds."""

    def owned(self) -> Self:
        """Received and not yet handed over."""
        return self.filter(status__in=OWNED)

    def booked(self) -> Self:
        """Those whose cost stands in account 1405.01."""
        return self.filter(status__in=BOOKED)

    def saleable(self, *, now: datetime, by: int | None = None) -> Self:
        """In stock or on display, and held by nobody (or only by the user `by` personally)."""
        return self.filter(~active_lock_on("pk", now=now, not_by=by), status__in=SALEABLE)

    def held(self, *, now: datetime) -> Self:
        """Owned and held by somebody."""
        return self.filter(active_lock_on("pk", now=now), status__in=OWNED)

    def with_state(self, *, now: datetime) -> Self:
        """Adds `state`: the status, or `locked` for a saleable vehicle that is held."""
        is_held = Q(active_lock_on("pk", now=now), status__in=SALEABLE)
        return self.annotate(
            state=Case(
                When(is_held, then=Value(LOCKED)),
                default=F("status"),
                output_field=models.CharField(),
            )
        )

    def with_age(self, *, today: date) -> Self:
        """Adds `age_days`: whole days since receipt; null before it."""
        return self.annotate(
            age_days=Func(
                Value(today, output_field=models.DateField()),
                F("received_on"),
                template="(%(expressions)s)",
                arg_joiner=" - ",
                output_field=models.IntegerField(),
            )
        )

    def by_vin_tail(self, tail: str) -> Self:
        """Vehicles whose VIN ends in `tail` (six characters or more); none for a shorter one."""
        tail = re.sub(r"[\s*★-]", "", tail).upper()
        if len(tail) < VIN_SHORT:
            return self.none()
        short = self.annotate(vin_short=Right("vin", VIN_SHORT)).filter(vin_short=tail[-VIN_SHORT:])
        return short if len(tail) == VIN_SHORT else short.filter(vin__endswith=tail)

    def locked(self) -> Self:
        """Rows locked in primary-key order, so that two writers cannot deadlock."""
        return self.order_by("pk").select_for_update(of=("self",))


class Vehicle(QuickRead):
    """One car during one episode of ownership by one company.

    It has exactly one state and one place.  `amount_cost` is its own purchase cost without VAT
    (specific identification).  Only `move` writes `status`, only `move` and `put` write the place.
    """

    VIEW_RIGHT = "inventory.view_vehicle"
    SCOPE = ScopeFields(store="store", company="company")
    WORKFLOW = VEHICLE_WORKFLOW

    vin = models.CharField(_("车架号"), max_length=17)
    episode = models.PositiveSmallIntegerField(_("第几次购入"), default=1)
    trim = models.ForeignKey(
        "catalog.Trim",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("车型"),
    )
    exterior = models.ForeignKey(
        "catalog.Colour",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("外观颜色"),
    )
    interior = models.ForeignKey(
        "catalog.Colour",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("内饰颜色"),
    )
    company = models.ForeignKey(
        "organisation.Company",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("公司"),
    )
    store = models.ForeignKey(
        "organisation.Store",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("门店"),
    )
    status = models.CharField(
        _("状态"), max_length=20, choices=VehicleStatus, default=VehicleStatus.ORDERED
    )
    place = models.ForeignKey(
        "inventory.ParkingPlace",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("车位"),
    )
    place_text = models.CharField(_("位置"), max_length=40)

    supplier = models.ForeignKey(
        "parties.Supplier",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("供应商"),
    )
    amount_cost = models.DecimalField(
        _("进价（不含税）"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    amount_input_vat = models.DecimalField(
        _("进项税额"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    purchase_invoice_no = models.CharField(_("进货发票号"), max_length=30, blank=True)
    purchase_invoice_on = models.DateField(_("进货发票日期"), null=True, blank=True)
    expected_on = models.DateField(_("预计到店"), null=True, blank=True)
    received_on = models.DateField(_("到店日期"), null=True, blank=True)

    engine_number = models.CharField(_("发动机号 / 电机号"), max_length=30, blank=True)
    certificate_no = models.CharField(_("合格证号"), max_length=30, blank=True)
    certificate_status = models.CharField(
        _("合格证"),
        max_length=20,
        choices=CertificateStatus,
        default=CertificateStatus.FACTORY,
    )
    keys_count = models.PositiveSmallIntegerField(_("钥匙数"), default=2)
    mileage_km = models.PositiveIntegerField(_("里程（公里）"), default=0)
    vin_exception = models.CharField(_("车架号校验例外说明"), max_length=200, blank=True)
    remark = models.CharField(_("备注"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    objects: ClassVar[Any] = VehicleQuerySet.as_manager()

    class Meta:
        verbose_name = _("车辆")
        verbose_name_plural = _("车辆")
        ordering = ("received_on", "pk")
        indexes = (
            models.Index(Right("vin", VIN_SHORT), name="inventory_vehicle_vin_short"),
            models.Index(fields=("store", "status", "received_on")),
            models.Index(fields=("trim", "status")),
            # The stock list and its ageing bar read this alone, without the rows.
            models.Index(
                fields=("store", "received_on", "id"),
                include=("status", "amount_cost", "certificate_status"),
                condition=Q(status__in=sorted(OWNED)),
                name="inventory_vehicle_stock",
            ),
            models.Index(
                fields=("store", "certificate_status"),
                condition=Q(status__in=sorted(OWNED)),
                name="inventory_vehicle_papers",
            ),
            models.Index(fields=("store", "trim", "status"), name="inventory_vehicle_by_trim"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("company", "vin"),
                condition=~Q(status__in=sorted(FINAL)),
                name="inventory_vehicle_one_owned_vin",
                violation_error_message=_("该车架号已在库"),
            ),
            models.UniqueConstraint(
                fields=("company", "vin", "episode"),
                name="inventory_vehicle_unique_episode",
            ),
            models.CheckConstraint(
                condition=Q(vin__regex=VIN_PATTERN),
                name="inventory_vehicle_vin_format",
            ),
            models.CheckConstraint(
                condition=Q(status__in=sorted(VehicleStatus.values)),
                name="inventory_vehicle_known_status",
            ),
            models.CheckConstraint(
                condition=Q(certificate_status__in=sorted(CertificateStatus.values)),
                name="inventory_vehicle_known_certificate",
            ),
            models.CheckConstraint(
                condition=~Q(place_text=""), name="inventory_vehicle_has_a_place"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=sorted(OWNED | {VehicleStatus.SOLD}))
                | Q(
                    amount_cost__isnull=False,
                    amount_input_vat__isnull=False,
                    received_on__isnull=False,
                ),
                name="inventory_vehicle_owned_has_cost",
            ),
            models.CheckConstraint(
                condition=Q(amount_cost__isnull=True) | Q(amount_cost__gte=0),
                name="inventory_vehicle_cost_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(amount_input_vat__isnull=True) | Q(amount_input_vat__gte=0),
                name="inventory_vehicle_vat_not_negative",
            ),
        )

    def __str__(self) -> str:
        return self.vin

    def get_absolute_url(self) -> str:
        return reverse(
            "inventory:vehicle_detail", kwargs={"store": self.store.code, "vin": self.vin}
        )

    @property
    def short_vin(self) -> str:
        """“…026418”, as people say it."""
        return f"…{self.vin[-VIN_SHORT:]}"

    def age_on(self, today: date) -> int | None:
        """Whole days in stock; None before receipt."""
        return (today - self.received_on).days if self.received_on else None

    def move(  # the one place that writes `status`
        self,
        transition: Transition,
        *,
        by: Any,
        now: datetime,
        note: str = "",
        number: str = "",
    ) -> None:
        """Make a checked move and write it down, in the history and in the trace."""
        before, self.status = self.status, transition.target
        self.save(update_fields=["status"])
        StatusChange.objects.create(
            document_type=self._meta.label_lower,
            document_id=self.pk,
            transition=transition.name,
            from_status=before,
            to_status=transition.target,
            by=by,
            note=note,
        )
        self.trace(transition.name, by=by, now=now, note=note, number=number)

    def put(self, place: ParkingPlace | str) -> str:
        """Stand the vehicle at `place`; returns the place it stood at before."""
        before = self.place_text
        self.place = None if isinstance(place, str) else place
        self.place_text = place if isinstance(place, str) else place.label
        self.save(update_fields=["place", "place_text"])
        return before

    def trace(
        self,
        kind: str,
        *,
        by: Any,
        now: datetime,
        note: str = "",
        number: str = "",
        from_place: str = "",
    ) -> None:
        """Write one line of the vehicle's trace."""
        VehicleMovement.objects.create(
            vehicle=self,
            kind=kind,
            store_id=self.store_id,
            from_place=from_place,
            to_place=self.place_text,
            document_number=number,
            note=note,
            at=now,
            by=by,
        )
