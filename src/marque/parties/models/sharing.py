"""A colleague's rights on one customer (客户分配, BAS-19)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marque.parties.models.customers import Customer


class ShareQuerySet(models.QuerySet["CustomerShare"]):
    """Shares by whether they hold."""

    def holding(self, *, on: date) -> Self:
        """Those neither revoked nor over."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=on), revoked_at=None)


class CustomerShare(models.Model):
    """A colleague may see, or see and change, a customer who is not theirs, until a day."""

    class Reach(models.TextChoices):
        """How far the right goes."""

        VIEW = "view", _("查看")
        EDIT = "edit", _("查看并修改")

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="shares", verbose_name=_("客户")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("同事"),
    )
    reach = models.CharField(_("权限"), max_length=4, choices=Reach, default=Reach.VIEW)
    until_on = models.DateField(_("有效至"), null=True, blank=True)
    note = models.CharField(_("原因"), max_length=200, blank=True)
    granted_at = models.DateTimeField(_("授予时间"), default=timezone.now, editable=False)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    revoked_at = models.DateTimeField(_("收回时间"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    objects: ClassVar[Any] = ShareQuerySet.as_manager()

    class Meta:
        verbose_name = _("客户共享")
        verbose_name_plural = _("客户共享")
        ordering = ("-granted_at", "-pk")
        default_permissions = ()
        indexes = (
            models.Index(
                fields=("user", "customer"),
                name="share_by_person",
                condition=Q(revoked_at__isnull=True),
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("customer", "user"),
                condition=Q(revoked_at__isnull=True),
                name="one_share_a_person_and_customer",
            ),
        )

    def __str__(self) -> str:
        return f"{self.customer_id} → {self.user_id}"
