"""What a customer did with us besides buying: repair visits, loans, insurance, plates, inspections.

The records are typed on the customer's page, imported, or made by the app whose document they tell
of; such a document stands here once.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marque.foundation.access.querysets import ScopeFields
from marque.foundation.dictionaries.models import Entry
from marque.foundation.documents.models import Document, DocumentQuerySet
from marque.kernel.vin import VIN_PATTERN
from marque.kernel.workflow import Workflow
from marque.parties.models.customer_rows import EDITORS, READERS, or_shared
from marque.parties.models.customers import Customer
from marque.parties.words import SERVICE_KIND
from marque.parties.workflow import (
    DEALING_WORKFLOW,
    RECORD_FAMILIES,
    SERVICE_WORKFLOW,
    RecordStatus,
)

OF_CUSTOMER = ScopeFields("customer__owner", "customer__department", "customer__store")
"""Whoever sees the customer sees the record."""


class RecordSource(models.TextChoices):
    """How a record came here."""

    TYPED = "typed", _("手工登记")
    IMPORTED = "imported", _("文件导入")
    DOCUMENT = "document", _("业务单据")


class RecordQuerySet(DocumentQuerySet):
    """Records, seen and changed by whoever may see and change their customer."""

    def visible_to(self, user: Any) -> Self:
        """Those of the customers in reach, also of those that colleagues share."""
        return self._reach(user, READERS)

    def editable_by(self, user: Any) -> Self:
        """Those of the customers that the user may change."""
        return self._reach(user, EDITORS)

    def _reach(self, user: Any, reaches: tuple[str, ...]) -> Self:
        wider = or_shared(self.model, user, reaches, key="customer_id")
        return super().visible_to(user) if wider is None else self.filter(wider)

    def valid(self) -> Self:
        """Those that count."""
        return self.filter(status=RecordStatus.VALID)


class CustomerRecord(Document):
    """What both kinds have: the customer, the car, and where the record comes from."""

    VIEW_RIGHT: ClassVar[str] = "parties.view_customer"
    SCOPE: ClassVar[ScopeFields] = OF_CUSTOMER
    PAGE: ClassVar[str] = ""

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name=_("客户")
    )
    status = models.CharField(
        _("状态"), max_length=30, choices=RecordStatus, default=RecordStatus.VALID
    )
    plate = models.CharField(_("车牌号"), max_length=10, blank=True)
    vin = models.CharField(_("车架号"), max_length=17, blank=True)
    car = models.CharField(_("车型"), max_length=60, blank=True)
    source = models.CharField(
        _("记录来源"), max_length=10, choices=RecordSource, default=RecordSource.TYPED
    )
    document_type = models.CharField(max_length=60, blank=True, editable=False)
    document_id = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    document_number = models.CharField(_("原单号"), max_length=40, blank=True)
    remark = models.CharField(_("备注"), max_length=500, blank=True)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        """The page of the record in the store of its customer."""
        store = self.customer.store.code
        return reverse(self.PAGE, kwargs={"store": store, "number": self.number})

    @property
    def family(self) -> str:
        """The colour of its state."""
        return RECORD_FAMILIES[RecordStatus(self.status)]

    @property
    def is_valid(self) -> bool:
        """Whether it counts."""
        return self.status == RecordStatus.VALID

    @property
    def is_own(self) -> bool:
        """Whether people keep it here; others follow their document."""
        return self.source != RecordSource.DOCUMENT

    @property
    def car_words(self) -> str:
        """By what people know the car."""
        return " · ".join(filter(None, (self.plate or self.vin, self.car)))


def record_constraints(name: str, once: Iterable[str]) -> list[models.BaseConstraint]:
    """What must hold of every kind; `once` are the fields within which a number stands once."""
    return [
        models.CheckConstraint(
            condition=Q(vin="") | Q(vin__regex=VIN_PATTERN), name=f"{name}_vin_has_its_form"
        ),
        models.CheckConstraint(
            condition=Q(
                source=RecordSource.DOCUMENT, document_id__isnull=False, document_type__gt=""
            )
            | (~Q(source=RecordSource.DOCUMENT) & Q(document_id__isnull=True, document_type="")),
            name=f"{name}_names_its_document",
        ),
        models.UniqueConstraint(
            fields=("document_type", "document_id"),
            condition=~Q(document_type=""),
            name=f"{name}_stands_once_a_document",
        ),
        models.UniqueConstraint(
            fields=(*once, "document_number"),
            condition=Q(status=RecordStatus.VALID) & ~Q(document_number=""),
            name=f"{name}_number_stands_once",
        ),
        models.CheckConstraint(
            condition=Q(status__in=RecordStatus.values), name=f"{name}_has_a_known_state"
        ),
    ]


class ServiceRecord(CustomerRecord):
    """A visit to the workshop (维修保养记录): what was done to which car, by whom, for how much."""

    WORKFLOW: ClassVar[Workflow] = SERVICE_WORKFLOW
    ACT_RIGHTS: ClassVar[tuple[str, ...]] = ("parties.record_service",)
    PAGE: ClassVar[str] = "parties:service_detail"

    came_on = models.DateField(_("进厂日期"))
    kind = models.ForeignKey(
        Entry,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"kind": SERVICE_KIND},
        verbose_name=_("维修保养类型"),
    )
    mileage_km = models.PositiveIntegerField(_("进厂里程 km"), null=True, blank=True)
    fault = models.CharField(_("故障名称"), max_length=200, blank=True)
    adviser = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("接待人"),
    )
    adviser_name = models.CharField(_("接待人姓名"), max_length=60, blank=True)
    quantity_hours = models.DecimalField(
        _("工时"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    amount_labour = models.DecimalField(
        _("工时费"), max_digits=14, decimal_places=2, default=Decimal(0)
    )
    amount_parts = models.DecimalField(
        _("配件费"), max_digits=14, decimal_places=2, default=Decimal(0)
    )

    class Meta:
        verbose_name = _("维修保养记录")
        verbose_name_plural = _("维修保养记录")
        ordering = ("-came_on", "-pk")
        default_permissions = ()
        indexes = (
            models.Index(fields=("customer", "-came_on"), name="service_of_customer"),
            models.Index(fields=("-came_on", "-id"), name="service_newest"),
            models.Index(fields=("plate",), name="service_by_plate", condition=~Q(plate="")),
        )
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *record_constraints("service_record", ("store",)),
            models.CheckConstraint(
                condition=Q(quantity_hours__isnull=True) | Q(quantity_hours__gte=0),
                name="service_hours_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(amount_labour__gte=0, amount_parts__gte=0),
                name="service_amounts_not_negative",
            ),
        ]

    @property
    def adviser_label(self) -> Any:
        """Who received the customer: a colleague, or the name as it was told."""
        return self.adviser or self.adviser_name

    @property
    def amount_total(self) -> Decimal:
        """Labour and parts together."""
        return self.amount_labour + self.amount_parts

    @property
    def parts_words(self) -> str:
        """The parts in one line."""
        return "、".join(str(part) for part in self.parts.all())


class ServicePart(models.Model):
    """A part that was used at a visit."""

    record = models.ForeignKey(ServiceRecord, on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField(_("序号"))
    code = models.CharField(_("配件编码"), max_length=40, blank=True)
    name = models.CharField(_("配件名称"), max_length=80)
    quantity = models.DecimalField(_("数量"), max_digits=10, decimal_places=2, default=Decimal(1))

    class Meta:
        verbose_name = _("维修配件")
        ordering = ("record", "position")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=("record", "position"), name="service_part_has_its_place"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="service_part_is_positive"),
            models.CheckConstraint(condition=~Q(name=""), name="service_part_has_a_name"),
        )

    def __str__(self) -> str:
        return f"{self.name}×{self.quantity_words}"

    @property
    def quantity_words(self) -> str:
        """How much, without needless zeros."""
        return f"{self.quantity.normalize():f}"


class DealingKind(models.TextChoices):
    """What was arranged for the customer's car."""

    LOAN = "loan", _("贷款")
    INSURANCE = "insurance", _("投保")
    RENEWAL = "renewal", _("续保")
    PLATE = "plate", _("上牌")
    INSPECTION = "inspection", _("年审")


INSURED = (DealingKind.INSURANCE, DealingKind.RENEWAL)
EXPIRING = (*INSURED, DealingKind.INSPECTION)
"""Kinds that are due again on a day."""
PROVIDED = (DealingKind.LOAN, *INSURED)
"""Kinds that name a bank or an insurer."""


class DealingRecord(CustomerRecord):
    """A loan, insurance, registration or annual inspection of a customer's car (业务档案)."""

    WORKFLOW: ClassVar[Workflow] = DEALING_WORKFLOW
    ACT_RIGHTS: ClassVar[tuple[str, ...]] = ("parties.record_dealing",)
    PAGE: ClassVar[str] = "parties:dealing_detail"

    kind = models.CharField(_("业务种类"), max_length=10, choices=DealingKind)
    done_on = models.DateField(_("办理日期"))
    expires_on = models.DateField(_("到期日期"), null=True, blank=True)
    provider = models.CharField(_("承办机构"), max_length=60, blank=True)
    amount = models.DecimalField(_("金额"), max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("业务档案")
        verbose_name_plural = _("业务档案")
        ordering = ("-done_on", "-pk")
        default_permissions = ()
        indexes = (
            models.Index(fields=("customer", "kind", "-done_on"), name="dealing_of_customer"),
            models.Index(fields=("-done_on", "-id"), name="dealing_newest"),
            models.Index(
                fields=("expires_on",),
                condition=Q(status=RecordStatus.VALID, expires_on__isnull=False),
                name="dealing_expiring",
            ),
            models.Index(fields=("plate",), name="dealing_by_plate", condition=~Q(plate="")),
        )
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *record_constraints("dealing_record", ("store", "kind")),
            models.CheckConstraint(
                condition=Q(kind__in=DealingKind.values), name="dealing_has_a_known_kind"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=EXPIRING) | Q(expires_on__isnull=False),
                name="dealing_due_again_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True)
                | (Q(expires_on__gte=F("done_on")) & ~Q(kind=DealingKind.PLATE)),
                name="dealing_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                name="dealing_amount_not_negative",
            ),
        ]

    @property
    def title(self) -> str:
        """The kind and who provides it."""
        return f"{self.get_kind_display()} {self.provider}".strip()
