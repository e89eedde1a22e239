"""What customers owed on the day the books were opened (期初应收)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marque.foundation.access.querysets import ScopedModel, ScopedQuerySet, ScopeFields
from marque.kernel import clock


class OpeningReceivable(ScopedModel):
    """One receivable of a customer from before the books; its voucher stands in the ledger."""

    VIEW_RIGHT: ClassVar[str] = "billing.view_receivable"
    SCOPE: ClassVar[ScopeFields] = ScopeFields(store="store")

    store = models.ForeignKey(
        "organisation.Store", on_delete=models.PROTECT, related_name="+", verbose_name=_("门店")
    )
    customer = models.ForeignKey(
        "parties.Customer",
        on_delete=models.PROTECT,
        related_name="opening_receivables",
        verbose_name=_("客户"),
    )
    amount = models.DecimalField(_("金额"), max_digits=14, decimal_places=2)
    since_on = models.DateField(_("发生日期"))
    note = models.CharField(_("摘要"), max_length=100, blank=True)
    voucher = models.ForeignKey(
        "accounting.Voucher", on_delete=models.PROTECT, related_name="+", verbose_name=_("凭证")
    )
    created_at = models.DateTimeField(_("录入时间"), default=clock.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects: ClassVar[Any] = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("期初应收")
        verbose_name_plural = _("期初应收")
        ordering = ("-pk",)
        default_permissions = ()
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="opening_receivable_positive"),
        )

    def __str__(self) -> str:
        return f"{self.customer_id} {self.amount}"
