"""Customers: people and enterprises, each looked after by one member of staff (归属人)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Right
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marque.foundation.access.querysets import ScopedModel, ScopedQuerySet, ScopeFields
from marque.kernel import divisions
from marque.kernel.identity_numbers import USCC_PATTERN, IdType
from marque.kernel.phones import PHONE_PATTERN
from marque.organisation.models import Department, Store

PHONE_TAIL = 4


class CustomerKind(models.TextChoices):
    """Who the customer is in law."""

    PERSON = "person", _("个人")
    ENTERPRISE = "enterprise", _("企业")


class CustomerSource(models.TextChoices):
    """How the customer came to us."""

    WALK_IN = "walk_in", _("自然到店")
    HOTLINE = "hotline", _("电话来访")
    ONLINE = "online", _("网络线索")
    REFERRAL = "referral", _("老客转介绍")
    EVENT = "event", _("外展活动")
    SERVICE = "service", _("售后转入")
    OTHER = "other", _("其他")


class Gender(models.TextChoices):
    """Derived from the resident ID where there is one."""

    MALE = "male", _("男")
    FEMALE = "female", _("女")


class IdentityType(models.TextChoices):
    """Kinds of identity document; the codes are those of the kernel."""

    RESIDENT = IdType.RESIDENT.value, _("居民身份证")
    PASSPORT = IdType.PASSPORT.value, _("护照")
    HK_MACAU_PERMIT = IdType.HK_MACAU_PERMIT.value, _("港澳居民来往内地通行证")
    TAIWAN_PERMIT = IdType.TAIWAN_PERMIT.value, _("台湾居民来往大陆通行证")
    HMT_RESIDENCE = IdType.HMT_RESIDENCE.value, _("港澳台居民居住证")
    FOREIGN_RESIDENCE = IdType.FOREIGN_RESIDENCE.value, _("外国人永久居留身份证")
    MILITARY = IdType.MILITARY.value, _("军官证")


class CustomerQuerySet(ScopedQuerySet):
    """Customers, scoped by owner, department and store."""

    def active(self) -> Self:
        """Those still looked after."""
        return self.filter(is_active=True)

    def with_phone_tail(self, tail: str) -> Self:
        """Those whose number ends in these four digits, through the index."""
        return self.alias(_phone_tail=Right("phone", PHONE_TAIL)).filter(_phone_tail=tail)


class Customer(ScopedModel):
    """A customer (客户).  `name_pinyin` and `name_initials` hold every reading, for searching."""

    VIEW_RIGHT = "parties.view_customer"
    SCOPE = ScopeFields(owner="owner", department="department", store="store")

    number = models.CharField(_("客户编号"), max_length=30, unique=True)
    kind = models.CharField(
        _("客户类型"), max_length=10, choices=CustomerKind, default=CustomerKind.PERSON
    )
    name = models.CharField(_("客户名称"), max_length=60)
    name_pinyin = models.CharField(max_length=400, blank=True, editable=False)
    name_initials = models.CharField(max_length=120, blank=True, editable=False)
    phone = models.CharField(_("手机"), max_length=20)
    phone_second = models.CharField(_("备用电话"), max_length=20, blank=True)
    id_type = models.CharField(_("证件类型"), max_length=20, choices=IdentityType, blank=True)
    id_number = models.CharField(_("证件号码"), max_length=30, blank=True)
    tax_id = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    born_on = models.DateField(_("生日"), null=True, blank=True)
    gender = models.CharField(_("性别"), max_length=6, choices=Gender, blank=True)
    division = models.CharField(_("所在地区"), max_length=6, blank=True)
    address = models.CharField(_("详细地址"), max_length=200, blank=True)
    source = models.CharField(
        _("来源"), max_length=20, choices=CustomerSource, default=CustomerSource.WALK_IN
    )
    notes = models.TextField(_("备注"), max_length=2000, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="customers",
        verbose_name=_("归属人"),
    )
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("部门"),
    )
    store = models.ForeignKey(
        Store,
        on_delete=models.PROTECT,
        related_name="customers",
        verbose_name=_("门店"),
    )
    is_active = models.BooleanField(_("有效"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("建档时间"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("建档人"),
    )

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("客户")
        verbose_name_plural = _("客户")
        ordering = ("-created_at", "-pk")
        indexes = (
            models.Index(
                fields=("store", "created_at", "id"),
                include=("is_active", "kind"),
                name="customer_list_newest",
            ),
            models.Index(fields=("store", "is_active", "kind", "id"), name="customer_list_by_kind"),
            models.Index(fields=("store", "owner"), name="customer_by_store_owner"),
            models.Index(fields=("owner", "-created_at")),
            models.Index(fields=("phone",)),
            models.Index(Right("phone", PHONE_TAIL), name="parties_customer_phone_tail"),
        )
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=("store", "phone"),
                condition=Q(is_active=True),
                name="customer_phone_is_unique_in_its_store",
            ),
            models.CheckConstraint(
                condition=Q(phone__regex=PHONE_PATTERN),
                name="customer_phone_is_a_phone",
            ),
            models.CheckConstraint(
                condition=Q(phone_second="") | Q(phone_second__regex=PHONE_PATTERN),
                name="customer_second_phone_is_a_phone",
            ),
            models.CheckConstraint(
                condition=Q(kind=CustomerKind.PERSON, tax_id="")
                | Q(
                    kind=CustomerKind.ENTERPRISE,
                    id_type="",
                    id_number="",
                    gender="",
                    born_on__isnull=True,
                ),
                name="customer_fields_fit_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(tax_id="") | Q(tax_id__regex=USCC_PATTERN),
                name="customer_tax_id_is_a_credit_code",
            ),
            models.CheckConstraint(
                condition=Q(id_type="", id_number="") | (~Q(id_type="") & ~Q(id_number="")),
                name="customer_id_has_type_and_number",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="customer_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_enterprise(self) -> bool:
        """Whether it is an enterprise rather than a person."""
        return self.kind == CustomerKind.ENTERPRISE

    @property
    def division_name(self) -> str:
        """Province to area in words; empty if unknown."""
        return divisions.full_name(self.division)

    @property
    def place(self) -> str:
        """The address in full."""
        return f"{self.division_name}{self.address}"

    @property
    def invoice_identity(self) -> str:
        """The buyer's number on an invoice: credit code or ID number."""
        return self.tax_id or self.id_number


class OwnerChange(models.Model):
    """A customer passed from one member of staff to another (客户交接)."""

    customer = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        related_name="owner_changes",
        verbose_name=_("客户"),
    )
    from_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("原归属人"),
    )
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("新归属人"),
    )
    changed_on = models.DateField(_("交接日期"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("操作人"),
    )

    class Meta:
        verbose_name = _("客户交接")
        verbose_name_plural = _("客户交接")
        ordering = ("-changed_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(from_user=models.F("to_user")),
                name="owner_change_changes_owner",
            ),
        )

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.from_user_id} → {self.to_user_id}"
