"""Invoices 发票: the motor-vehicle sales invoice and ordinary ones (domain §4.4)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marque.billing.workflow import INVOICE_FAMILIES, INVOICE_WORKFLOW, InvoiceStatus
from marque.foundation.documents.models import Document, DocumentQuerySet
from marque.foundation.secrets.fields import EncryptedCharField
from marque.kernel.workflow import Workflow


class InvoiceKind(models.TextChoices):
    """The kind of paper; a car and its accessories are invoiced apart."""

    VEHICLE = "vehicle", _("机动车销售统一发票")
    ORDINARY = "ordinary", _("增值税普通发票")
    SPECIAL = "special", _("增值税专用发票")


class InvoiceQuerySet(DocumentQuerySet):
    """Invoices by the words of the accountant."""

    def in_force(self) -> Self:
        """Blue invoices that were issued and not reversed."""
        return self.filter(status=InvoiceStatus.ISSUED, reverses__isnull=True)

    def of_payable(self, payable_type: str, payable_id: int) -> Self:
        """Invoices of one payable document, oldest first."""
        return self.filter(payable_type=payable_type, payable_id=payable_id).order_by("pk")


class Invoice(Document):
    """A tax invoice and all it says, kept as it was on the day of issue (发票)."""

    VIEW_RIGHT: ClassVar[str] = "billing.view_invoice"
    WORKFLOW: ClassVar[Workflow] = INVOICE_WORKFLOW

    status = models.CharField(
        _("状态"), max_length=30, choices=InvoiceStatus, default=InvoiceStatus.PENDING
    )
    kind = models.CharField(_("发票种类"), max_length=10, choices=InvoiceKind)
    tax_number = models.CharField(_("发票号码"), max_length=20, blank=True)
    payable_type = models.CharField(_("业务类型"), max_length=60)
    payable_id = models.PositiveBigIntegerField(_("业务单据"))
    payable_number = models.CharField(_("业务单号"), max_length=30)
    customer = models.ForeignKey(
        "parties.Customer",
        on_delete=models.PROTECT,
        related_name="invoices",
        verbose_name=_("客户"),
    )
    buyer_name = models.CharField(_("购买方名称"), max_length=100)
    buyer_identity = EncryptedCharField(_("证件号码 / 纳税人识别号"), max_length=30, blank=True)
    vin = models.CharField(_("车架号"), max_length=17, blank=True)
    rate_vat = models.DecimalField(_("税率"), max_digits=5, decimal_places=4)
    amount_net = models.DecimalField(_("不含税价"), max_digits=14, decimal_places=2)
    amount_vat = models.DecimalField(_("增值税额"), max_digits=14, decimal_places=2)
    amount_total = models.DecimalField(_("价税合计"), max_digits=14, decimal_places=2)
    issued_on = models.DateField(_("开票日期"), null=True, blank=True)
    reverses = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        related_name="reversed_by",
        null=True,
        blank=True,
        verbose_name=_("红冲的发票"),
    )
    reason = models.CharField(_("红冲原因"), max_length=200, blank=True)
    content = models.JSONField(_("票面内容"), default=dict)

    objects: ClassVar[Any] = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("发票")
        verbose_name_plural = _("发票")
        ordering = ("-pk",)
        default_permissions = ()
        indexes = (
            models.Index(fields=("payable_type", "payable_id"), name="invoice_by_payable"),
            models.Index(fields=("store", "status", "id"), name="invoice_list_by_status"),
            models.Index(fields=("store", "id"), name="invoice_list_newest"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("vin",),
                condition=Q(kind="vehicle", status__in=("pending", "issued"))
                & Q(reverses__isnull=True),
                name="one_car_one_invoice",
            ),
            models.UniqueConstraint(
                fields=("tax_number",),
                condition=~Q(tax_number=""),
                name="invoice_tax_number_unique",
            ),
            models.CheckConstraint(
                condition=Q(amount_total=F("amount_net") + F("amount_vat")),
                name="invoice_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, amount_total__gt=0)
                | Q(reverses__isnull=False, amount_total__lt=0),
                name="red_invoice_is_negative",
            ),
            models.CheckConstraint(
                condition=~Q(kind="vehicle") | ~Q(vin=""), name="vehicle_invoice_has_vin"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("issued", "reversed"))
                | (Q(issued_on__isnull=False) & ~Q(tax_number="")),
                name="issued_invoice_has_number",
            ),
        )

    def get_absolute_url(self) -> str:
        """The page of the invoice in its own store."""
        return reverse(
            "billing:invoice_detail", kwargs={"store": self.store.code, "number": self.number}
        )

    @property
    def is_red(self) -> bool:
        """Whether this is the red answer to another invoice."""
        return self.reverses_id is not None

    @property
    def family(self) -> str:
        """Colour family of the state."""
        return "red" if self.is_red else INVOICE_FAMILIES[InvoiceStatus(self.status)]
