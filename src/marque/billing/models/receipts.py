"""Receipts 收款单: money that a customer gave us for a payable document."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marque.billing.workflow import RECEIPT_FAMILIES, RECEIPT_WORKFLOW, ReceiptStatus
from marque.foundation.documents.models import Document, DocumentQuerySet
from marque.kernel.workflow import Workflow


class ReceiptKind(models.TextChoices):
    """What the money is; 定金 and 订金 differ in law (Civil Code 586–588)."""

    EARNEST = "earnest", _("定金")
    PREPAYMENT = "prepayment", _("订金")
    BALANCE = "balance", _("尾款")
    OTHER = "other", _("其他款项")


class PaymentMethod(models.TextChoices):
    """How the money came; cash goes to the till, everything else to the bank."""

    CASH = "cash", _("现金")
    TRANSFER = "transfer", _("银行转账")
    CARD = "card", _("刷卡")
    SCAN = "scan", _("扫码")


class ReceiptQuerySet(DocumentQuerySet):
    """Receipts by the words of the cashier."""

    def pending(self) -> Self:
        """Money said to be received that the cashier has not confirmed."""
        return self.filter(status=ReceiptStatus.PENDING)

    def counted(self) -> Self:
        """Money that was confirmed, whether or not some went back later."""
        return self.filter(status__in=(ReceiptStatus.CONFIRMED, ReceiptStatus.REFUNDED))

    def of_payable(self, payable_type: str, payable_id: int) -> Self:
        """Receipts for one payable document, oldest first."""
        return self.filter(payable_type=payable_type, payable_id=payable_id).order_by("pk")


class Receipt(Document):
    """Money received, or said to be received, for one payable document (收款单)."""

    VIEW_RIGHT: ClassVar[str] = "billing.view_receipt"
    WORKFLOW: ClassVar[Workflow] = RECEIPT_WORKFLOW

    status = models.CharField(
        _("状态"), max_length=30, choices=ReceiptStatus, default=ReceiptStatus.PENDING
    )
    payable_type = models.CharField(_("业务类型"), max_length=60)
    payable_id = models.PositiveBigIntegerField(_("业务单据"))
    payable_number = models.CharField(_("业务单号"), max_length=30)
    customer = models.ForeignKey(
        "parties.Customer",
        on_delete=models.PROTECT,
        related_name="receipts",
        verbose_name=_("客户"),
    )
    kind = models.CharField(_("款项"), max_length=12, choices=ReceiptKind)
    method = models.CharField(_("收款方式"), max_length=10, choices=PaymentMethod)
    currency = models.CharField(_("币种"), max_length=3, default="CNY")
    rate_exchange = models.DecimalField(
        _("汇率"), max_digits=12, decimal_places=6, default=Decimal(1)
    )
    amount_original = models.DecimalField(_("原币金额"), max_digits=14, decimal_places=2)
    amount = models.DecimalField(_("收款金额"), max_digits=14, decimal_places=2)
    amount_refunded = models.DecimalField(
        _("已退金额"), max_digits=14, decimal_places=2, default=Decimal(0)
    )
    amount_forfeited = models.DecimalField(
        _("没收金额"), max_digits=14, decimal_places=2, default=Decimal(0)
    )
    paid_on = models.DateField(_("收款日期"))
    bank_reference = models.CharField(_("票据号 / 流水号"), max_length=60, blank=True)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("经办人"),
    )
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("确认人"),
    )
    remark = models.CharField(_("备注"), max_length=200, blank=True)

    objects: ClassVar[Any] = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("收款单")
        verbose_name_plural = _("收款单")
        ordering = ("-pk",)
        default_permissions = ()
        indexes = (
            models.Index(fields=("payable_type", "payable_id"), name="receipt_by_payable"),
            models.Index(
                fields=("store", "status", "id"), include=("amount",), name="receipt_list_by_status"
            ),
            models.Index(fields=("store", "id"), include=("amount",), name="receipt_list_newest"),
            models.Index(
                fields=("store",),
                condition=Q(amount_refunded__gt=0),
                name="receipt_returned",
            ),
            models.Index(fields=("store", "confirmed_at"), name="receipt_by_confirmation"),
            models.Index(fields=("paid_on",), name="receipt_by_day"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(amount__gt=0) & Q(amount_original__gt=0) & Q(rate_exchange__gt=0),
                name="receipt_amount_is_positive",
            ),
            models.CheckConstraint(
                condition=Q(amount_refunded__gte=0)
                & Q(amount_forfeited__gte=0)
                & Q(amount__gte=F("amount_refunded") + F("amount_forfeited")),
                name="receipt_refund_within_received",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("pending", "voided"))
                | (Q(confirmed_at__isnull=False) & Q(confirmed_by__isnull=False)),
                name="confirmed_receipt_names_cashier",
            ),
            models.CheckConstraint(
                condition=Q(status="confirmed")
                | Q(status="refunded")
                | (Q(amount_refunded=0) & Q(amount_forfeited=0)),
                name="only_confirmed_receipt_is_refunded",
            ),
        )

    def get_absolute_url(self) -> str:
        """The page of the receipt in its own store."""
        return reverse(
            "billing:receipt_detail", kwargs={"store": self.store.code, "number": self.number}
        )

    @property
    def amount_left(self) -> Decimal:
        """What of the money is still here for the payable document."""
        return self.amount - self.amount_refunded - self.amount_forfeited

    @property
    def family(self) -> str:
        """Colour family of the state."""
        return RECEIPT_FAMILIES[ReceiptStatus(self.status)]
