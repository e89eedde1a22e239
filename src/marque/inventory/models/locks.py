from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class LockHolder:
    """Who or what holds a vehicle: a document (`sales.salesorder`), or a person's own hold."""

    type: str
    id: int
    number: str
    reason: str = ""


PERSONAL = "organisation.user"
"""Holder type of a person's own hold, before there is an order."""


class VehicleLockQuerySet(models.QuerySet[Any]):
    def active(self, *, now: datetime) -> Self:
        """Neither released nor run out."""
        return self.filter(still_holds(now))

    def overdue(self, *, now: datetime) -> Self:
        """Run out, and not yet swept up."""
        return self.filter(released_at__isnull=True, expires_at__lte=now)

    def of(self, holder: LockHolder) -> Self:
        """The locks of one holder."""
        return self.filter(holder_type=holder.type, holder_id=holder.id)


class VehicleLock(models.Model):
    """A hold on one vehicle.  The database allows one unreleased hold a vehicle."""

    vehicle = models.ForeignKey(
        "inventory.Vehicle",
        on_delete=models.PROTECT,
        related_name="locks",
        verbose_name=_("车辆"),
    )
    store = models.ForeignKey(
        "organisation.Store",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("门店"),
    )
    holder_type = models.CharField(_("占用单据类型"), max_length=60)
    holder_id = models.PositiveBigIntegerField(_("占用单据"))
    holder_number = models.CharField(_("占用单号"), max_length=30, blank=True)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("锁定人"),
    )
    reason = models.CharField(_("锁定原因"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("锁定时间"))
    expires_at = models.DateTimeField(_("到期时间"), null=True, blank=True)
    released_at = models.DateTimeField(_("释放时间"), null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("释放人"),
    )
    release_reason = models.CharField(_("释放原因"), max_length=200, blank=True)

    objects: ClassVar[Any] = VehicleLockQuerySet.as_manager()

    class Meta:
        verbose_name = _("车辆锁定")
        verbose_name_plural = _("车辆锁定")
        ordering = ("created_at", "pk")
        indexes = (
            models.Index(fields=("holder_type", "holder_id")),
            models.Index(
                fields=("expires_at",),
                condition=Q(released_at__isnull=True),
                name="inventory_vehiclelock_due",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("vehicle",),
                condition=Q(released_at__isnull=True),
                name="inventory_vehiclelock_one_active",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("created_at")),
                name="inventory_vehiclelock_expires_later",
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True) | ~Q(release_reason=""),
                name="inventory_vehiclelock_release_has_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.vehicle_id} ← {self.holder_number or self.held_by_id}"

    @property
    def holder_name(self) -> str:
        """“林晓彤（SO2611-0186）”, or the name alone for a person's own hold."""
        name = str(self.held_by.name)
        return f"{name}（{self.holder_number}）" if self.holder_number else name

    def is_held_by(self, holder: LockHolder) -> bool:
        """Whether this hold belongs to `holder`."""
        return (self.holder_type, self.holder_id) == (holder.type, holder.id)

    def has_run_out(self, *, now: datetime) -> bool:
        """Whether its time is over, swept up or not."""
        return self.expires_at is not None and self.expires_at <= now


def still_holds(now: datetime) -> Q:
    """The condition on a lock row that keeps others away at `now`."""
    return Q(released_at__isnull=True) & (Q(expires_at__isnull=True) | Q(expires_at__gt=now))


def active_lock_on(vehicle_column: str, *, now: datetime, not_by: int | None = None) -> Exists:
    """Whether the vehicle in the outer query is held at `now`.

    The personal hold of the user `not_by` does not count: it becomes the hold of their order.
    """
    holds = VehicleLock.objects.filter(still_holds(now), vehicle=OuterRef(vehicle_column))
    if not_by is not None:
        holds = holds.exclude(holder_type=PERSONAL, holder_id=not_by)
    return Exists(holds)
