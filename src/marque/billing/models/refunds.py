"""Refunds 退款单: money that goes back to the customer from a confirmed receipt."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marque.billing.models.receipts import PaymentMethod, Receipt
from marque.billing.workflow import REFUND_FAMILIES, REFUND_WORKFLOW, RefundStatus
from marque.foundation.documents.models import Document, DocumentQuerySet
from marque.kernel.workflow import Workflow


class RefundQuerySet(DocumentQuerySet):
    """Refunds by the words of the cashier."""

    def pending(self) -> Self:
        """Refunds that wait to be paid out."""
        return self.filter(status=RefundStatus.PENDING)

    def of_payable(self, payable_type: str, payable_id: int) -> Self:
        """Refunds of one payable document, oldest first."""
        return self.filter(payable_type=payable_type, payable_id=payable_id).order_by("pk")


class Refund(Document):
    """Money given back; never more than the receipt still holds, but for a penalty (退款单)."""

    VIEW_RIGHT: ClassVar[str] = "billing.view_refund"
    WORKFLOW: ClassVar[Workflow] = REFUND_WORKFLOW

    status = models.CharField(
        _("状态"), max_length=30, choices=RefundStatus, default=RefundStatus.PENDING
    )
    receipt = models.ForeignKey(
        Receipt, on_delete=models.PROTECT, related_name="refunds", verbose_name=_("原收款单")
    )
    payable_type = models.CharField(_("业务类型"), max_length=60)
    payable_id = models.PositiveBigIntegerField(_("业务单据"))
    payable_number = models.CharField(_("业务单号"), max_length=30)
    customer = models.ForeignKey(
        "parties.Customer",
        on_delete=models.PROTECT,
        related_name="refunds",
        verbose_name=_("客户"),
    )
    method = models.CharField(_("付款方式"), max_length=10, choices=PaymentMethod)
    is_penalty = models.BooleanField(_("违约赔付"), default=False, db_default=False)
    """Paid on top of what the customer had paid: the second half of a double return (双倍返还)."""
    amount = models.DecimalField(_("退款金额"), max_digits=14, decimal_places=2)
    reason = models.CharField(_("退款原因"), max_length=200)
    paid_on = models.DateField(_("付款日期"), null=True, blank=True)
    bank_reference = models.CharField(_("票据号 / 流水号"), max_length=60, blank=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("付款人"),
    )

    objects: ClassVar[Any] = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = _("退款单")
        verbose_name_plural = _("退款单")
        ordering = ("-pk",)
        default_permissions = ()
        indexes = (
            models.Index(fields=("payable_type", "payable_id"), name="refund_by_payable"),
            models.Index(fields=("store", "status", "id"), name="refund_list_by_status"),
            models.Index(fields=("store", "id"), name="refund_list_newest"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_amount_is_positive"),
            models.CheckConstraint(
                condition=~Q(status="paid") | (Q(paid_on__isnull=False) & Q(paid_by__isnull=False)),
                name="paid_refund_names_cashier",
            ),
        )

    def get_absolute_url(self) -> str:
        """The page of the receipt the money came from."""
        return reverse(
            "billing:refund_detail", kwargs={"store": self.store.code, "number": self.number}
        )

    @property
    def family(self) -> str:
        """Colour family of the state."""
        return REFUND_FAMILIES[RefundStatus(self.status)]
