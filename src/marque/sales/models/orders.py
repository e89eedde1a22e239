"""Sales orders 销售订单: one customer, one car, its price and its way to the customer."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marque.foundation.custom_fields.models import CustomValues, custom_index
from marque.foundation.documents.models import Document, DocumentQuerySet
from marque.kernel.workflow import Workflow
from marque.sales.workflow import HOLDING, OPEN, ORDER_WORKFLOW, OrderStatus

if TYPE_CHECKING:
    from marque.inventory.api import Vehicle


class DepositKind(models.TextChoices):
    """定金 binds both sides (Civil Code 586–588), 订金 is a plain prepayment."""

    EARNEST = "earnest", _("定金")
    PREPAYMENT = "prepayment", _("订金")


class SalesOrderQuerySet(DocumentQuerySet):
    """Orders by the words of the showroom."""

    def open(self) -> Self:
        """Orders on which somebody still has to work."""
        return self.filter(status__in=OPEN)

    def awaiting_approval(self) -> Self:
        """Orders that wait for somebody to confirm them."""
        return self.filter(status=OrderStatus.SUBMITTED)

    def with_details(self) -> Self:
        """With all that a row of a list shows, so that rows cost no query."""
        return self.select_related("customer", "vehicle", "trim__model__series", "owner", "store")


class SalesOrder(CustomValues, Document):
    """A customer's order for one vehicle with accessories and services (整车销售订单)."""

    VIEW_RIGHT: ClassVar[str] = "sales.view_salesorder"
    WORKFLOW: ClassVar[Workflow] = ORDER_WORKFLOW

    status = models.CharField(
        _("状态"), max_length=30, choices=OrderStatus, default=OrderStatus.DRAFT
    )
    contract_number = models.CharField(_("合同编号"), max_length=30, unique=True)
    contract_template = models.CharField(_("合同模板版本"), max_length=20, blank=True)
    customer = models.ForeignKey(
        "parties.Customer",
        on_delete=models.PROTECT,
        related_name="sales_orders",
        verbose_name=_("客户"),
    )
    trim = models.ForeignKey(
        "catalog.Trim",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("版本"),
    )
    vehicle = models.ForeignKey(
        "inventory.Vehicle",
        on_delete=models.PROTECT,
        related_name="sales_orders",
        null=True,
        blank=True,
        verbose_name=_("车辆"),
    )
    wanted_colour = models.CharField(_("意向颜色"), max_length=40, blank=True)
    signed_on = models.DateField(_("签约日期"))
    delivery_planned_on = models.DateField(_("计划交车"), null=True, blank=True)
    amount_list = models.DecimalField(
        _("标价合计"), max_digits=14, decimal_places=2, default=Decimal(0)
    )
    amount_discount = models.DecimalField(
        _("优惠合计"), max_digits=14, decimal_places=2, default=Decimal(0)
    )
    amount_total = models.DecimalField(
        _("价税合计"), max_digits=14, decimal_places=2, default=Decimal(0)
    )
    rate_discount = models.DecimalField(
        _("优惠率 %"), max_digits=5, decimal_places=2, default=Decimal(0)
    )
    deposit_kind = models.CharField(
        _("定金类型"), max_length=12, choices=DepositKind, default=DepositKind.EARNEST
    )
    amount_deposit_due = models.DecimalField(
        _("应收定金"), max_digits=14, decimal_places=2, default=Decimal(0)
    )
    amount_received = models.DecimalField(
        _("已到账"), max_digits=14, decimal_places=2, default=Decimal(0)
    )
    invoiced_on = models.DateField(_("开票日期"), null=True, blank=True)
    approval_comment = models.CharField(_("审批意见"), max_length=200, blank=True)
    cancel_reason = models.CharField(_("退订原因"), max_length=200, blank=True)
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("提交人"),
    )
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("审批人"),
    )
    issued_at = models.DateTimeField(_("出库时间"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("交车时间"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("退订时间"), null=True, blank=True)
    remark = models.CharField(_("备注"), max_length=500, blank=True)

    objects: ClassVar[Any] = SalesOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("销售订单")
        verbose_name_plural = _("销售订单")
        ordering = ("-pk",)
        default_permissions = ()
        indexes = (
            custom_index("order_custom"),
            # The lists read these alone, without the rows (index-only scans).
            models.Index(
                fields=("store", "status", "id"),
                include=("amount_total", "amount_received", "invoiced_on"),
                name="order_list_by_status",
            ),
            models.Index(fields=("store", "id"), include=("status",), name="order_list_newest"),
            models.Index(
                fields=("store", "amount_total", "id"),
                include=("status",),
                name="order_list_by_amount",
            ),
            models.Index(
                fields=("store", "signed_on", "id"),
                include=("status", "amount_total"),
                name="order_list_by_signed_on",
            ),
            models.Index(
                fields=("store",),
                condition=Q(
                    status="confirmed",
                    amount_received__gte=F("amount_total"),
                    invoiced_on__isnull=True,
                ),
                name="order_to_invoice",
            ),
            models.Index(
                fields=("store",),
                condition=Q(status="confirmed", invoiced_on__isnull=False),
                name="order_to_issue",
            ),
            models.Index(fields=("store", "owner"), name="order_by_store_owner"),
            models.Index(
                fields=("store", "delivered_at"),
                condition=Q(delivered_at__isnull=False),
                name="order_delivered",
            ),
            models.Index(
                fields=("store", "cancelled_at"),
                condition=Q(cancelled_at__isnull=False),
                name="order_cancelled",
            ),
            models.Index(fields=("owner", "status"), name="order_by_owner_status"),
            models.Index(fields=("department", "status"), name="order_by_department_status"),
            models.Index(fields=("signed_on",), name="order_by_signed_on"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(amount_total=F("amount_list") - F("amount_discount"))
                & Q(amount_total__gte=0)
                & Q(amount_discount__gte=0),
                name="order_total_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(amount_deposit_due__gte=0)
                & Q(amount_deposit_due__lte=F("amount_total")),
                name="order_deposit_within_total",
            ),
            models.CheckConstraint(
                condition=Q(amount_received__gte=0), name="order_received_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("issued", "delivered"))
                | (Q(vehicle__isnull=False) & Q(amount_received__gte=F("amount_total"))),
                name="issued_order_has_paid_vehicle",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("submitted", "confirmed", "issued", "delivered"))
                | Q(amount_total__gt=0),
                name="submitted_order_has_price",
            ),
            models.CheckConstraint(
                condition=~Q(status="delivered")
                | (Q(delivered_at__isnull=False) & Q(issued_at__isnull=False)),
                name="delivered_order_has_dates",
            ),
            models.UniqueConstraint(
                fields=("vehicle",),
                condition=Q(status__in=sorted(HOLDING)),
                name="one_open_order_a_vehicle",
            ),
        )

    def get_absolute_url(self) -> str:
        """The page of the order in its own store."""
        return reverse(
            "sales:order_detail", kwargs={"store": self.store.code, "number": self.number}
        )

    @property
    def car(self) -> Vehicle:
        """The vehicle of an order that is known to have one."""
        assert self.vehicle is not None
        return self.vehicle

    @property
    def amount_open(self) -> Decimal:
        """What the cashier has not confirmed yet; never below zero."""
        return max(self.amount_total - self.amount_received, Decimal(0))

    @property
    def has_deposit(self) -> bool:
        """Whether the agreed deposit is confirmed."""
        return self.amount_received >= self.amount_deposit_due

    @property
    def is_paid(self) -> bool:
        """Whether the cashier has confirmed the whole amount."""
        return self.amount_received >= self.amount_total > 0
