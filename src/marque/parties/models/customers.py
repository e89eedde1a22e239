"""Customers: people and enterprises, each looked after by one member of staff (归属人).

A customer without one is in the public pool (公海).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marque.foundation.access.querysets import (
    ScopedModel,
    ScopeFields,
)
from marque.foundation.custom_fields.models import CustomValues, custom_index
from marque.foundation.secrets.derived import DerivingModel
from marque.foundation.secrets.fields import (
    BlindIndexField,
    EncryptedCharField,
    EncryptedTextField,
)
from marque.kernel import divisions
from marque.kernel.identity_numbers import USCC_PATTERN
from marque.organisation.models import Department, Store, local_text
from marque.parties.models.choices import (
    BaseStatus,
    ContactChannel,
    ContactTime,
    CustomerClass,
    CustomerKind,
    CustomerRole,
    CustomerSource,
    CustomerStage,
    CustomerStanding,
    Education,
    EnterpriseSize,
    Gender,
    IdentityType,
    IntentionClass,
    Lifecycle,
    MaritalStatus,
)
from marque.parties.models.customer_rows import CustomerQuerySet
from marque.parties.models.searching import NameReadingField, SearchWordsField, phone_tail


class Customer(CustomValues, DerivingModel, ScopedModel):
    """A customer (客户), or an agent or partner of ours at the same depth.

    Identity data is sealed; `phone_index`, `phone_tail`, `phone_second_index`, `id_index` and
    `search_words` find it.  The three axes of category are `kind`, `stage` and `standing`.
    """

    VIEW_RIGHT = "parties.view_customer"
    SCOPE = ScopeFields(owner="owner", department="department", store="store")

    number = models.CharField(_("客户编号"), max_length=30, unique=True)
    role = models.CharField(
        _("身份"), max_length=10, choices=CustomerRole, default=CustomerRole.CUSTOMER
    )
    kind = models.CharField(
        _("客户类型"), max_length=10, choices=CustomerKind, default=CustomerKind.PERSON
    )
    stage = models.CharField(
        _("客户阶段"), max_length=10, choices=CustomerStage, default=CustomerStage.POTENTIAL
    )
    standing = models.CharField(
        _("客户等级"), max_length=10, choices=CustomerStanding, default=CustomerStanding.ORDINARY
    )
    intention = models.CharField(
        _("意向级别"), max_length=2, choices=IntentionClass, blank=True, default=""
    )
    name = models.CharField(_("客户名称"), max_length=60)
    name_pinyin = NameReadingField(max_length=400, blank=True, editable=False)
    name_initials = NameReadingField(max_length=120, blank=True, editable=False)
    search_words = SearchWordsField()
    phone = EncryptedCharField(_("手机"), max_length=20, blank=True)
    phone_second = EncryptedCharField(_("备用电话"), max_length=20, blank=True)
    phone_index = BlindIndexField(source="phone", purpose="phone")
    phone_tail = BlindIndexField(source="phone", purpose="tail", prepare=phone_tail)
    phone_second_index = BlindIndexField(source="phone_second", purpose="phone")
    id_type = models.CharField(_("证件类型"), max_length=20, choices=IdentityType, blank=True)
    id_number = EncryptedCharField(_("证件号码"), max_length=30, blank=True)
    id_index = BlindIndexField(source="id_number", purpose="identity")
    tax_id = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    born_on = models.DateField(_("生日"), null=True, blank=True)
    gender = models.CharField(_("性别"), max_length=6, choices=Gender, blank=True)
    wechat = EncryptedCharField(_("微信号"), max_length=40, blank=True)
    email = EncryptedCharField(_("邮箱"), max_length=100, blank=True)
    preferred_channel = models.CharField(
        _("偏好联系方式"), max_length=10, choices=ContactChannel, blank=True
    )
    preferred_time = models.CharField(
        _("偏好联系时间"), max_length=10, choices=ContactTime, blank=True
    )
    do_not_call = models.BooleanField(_("谢绝来电"), default=False)
    occupation = models.CharField(_("职业"), max_length=40, blank=True)
    hobbies = models.CharField(_("兴趣爱好"), max_length=100, blank=True)
    education = models.CharField(_("学历"), max_length=10, choices=Education, blank=True)
    marital_status = models.CharField(
        _("婚姻状况"), max_length=10, choices=MaritalStatus, blank=True
    )
    industry = models.CharField(_("行业"), max_length=40, blank=True)
    size = models.CharField(_("企业规模"), max_length=10, choices=EnterpriseSize, blank=True)
    legal_representative = models.CharField(_("法定代表人"), max_length=40, blank=True)
    division = models.CharField(_("所在地区"), max_length=6, blank=True)
    address = EncryptedTextField(_("详细地址"), max_length=200, blank=True)
    source = models.CharField(
        _("来源"), max_length=20, choices=CustomerSource, default=CustomerSource.WALK_IN
    )
    notes = models.TextField(_("备注"), max_length=2000, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
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
    owner_since = models.DateTimeField(_("归属开始"), null=True, blank=True, editable=False)
    protected_until = models.DateTimeField(_("保护期至"), null=True, blank=True, editable=False)
    pooled_at = models.DateTimeField(_("转入公海时间"), null=True, blank=True, editable=False)
    formal_on = models.DateField(_("成为正式客户"), null=True, blank=True, editable=False)
    first_delivered_on = models.DateField(_("首次交车"), null=True, blank=True, editable=False)
    last_delivered_on = models.DateField(_("最近交车"), null=True, blank=True, editable=False)
    last_visit_on = models.DateField(_("最近到店"), null=True, blank=True, editable=False)
    last_service_on = models.DateField(_("最近进厂"), null=True, blank=True, editable=False)
    purchases_count = models.PositiveIntegerField(_("购车次数"), default=0, editable=False)
    last_contact_on = models.DateField(_("最近联系"), null=True, blank=True, editable=False)
    pool_warned_on = models.DateField(null=True, blank=True, editable=False)
    customer_class = models.CharField(
        _("客户分类"),
        max_length=10,
        choices=CustomerClass,
        default=CustomerClass.POTENTIAL,
        editable=False,
    )
    lifecycle = models.CharField(
        _("生命周期"), max_length=10, choices=Lifecycle, default=Lifecycle.NEW, editable=False
    )
    lifecycle_on = models.DateField(_("进入阶段"), null=True, blank=True, editable=False)
    base_status = models.CharField(
        _("基盘状态"), max_length=10, choices=BaseStatus, blank=True, default="", editable=False
    )
    last_seen_on = models.DateField(_("最近往来"), null=True, blank=True, editable=False)
    bought_count = models.PositiveIntegerField(_("消费次数"), default=0, editable=False)
    amount_spent = models.DecimalField(
        _("累计消费"), max_digits=14, decimal_places=2, default=Decimal(0), editable=False
    )
    value_score = models.PositiveSmallIntegerField(_("价值分"), default=0, editable=False)
    care_due_on = models.DateField(_("应关怀日期"), null=True, blank=True, editable=False)
    care_asked_on = models.DateField(_("已派任务"), null=True, blank=True, editable=False)
    is_active = models.BooleanField(_("有效"), default=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name=_("已合并到"),
    )
    anonymised_at = models.DateTimeField(_("匿名化时间"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("建档时间"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("建档人"),
    )

    objects: ClassVar[Any] = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("客户")
        verbose_name_plural = _("客户")
        ordering = ("-created_at", "-pk")
        indexes = (
            custom_index("customer_custom"),
            models.Index(
                fields=("store", "created_at", "id"),
                include=("is_active", "kind"),
                name="customer_list_newest",
            ),
            models.Index(fields=("store", "is_active", "kind", "id"), name="customer_list_by_kind"),
            models.Index(fields=("store", "owner"), name="customer_by_store_owner"),
            models.Index(fields=("owner", "-created_at")),
            models.Index(fields=("phone_index",), name="customer_by_phone"),
            models.Index(fields=("phone_tail",), name="customer_by_phone_tail"),
            models.Index(
                fields=("phone_second_index",),
                name="customer_by_second_phone",
                condition=~Q(phone_second_index=""),
            ),
            models.Index(
                fields=("id_index",), name="customer_by_identity", condition=~Q(id_index="")
            ),
            models.Index(fields=("store", "stage", "-created_at"), name="customer_by_stage"),
            models.Index(
                fields=("store", "standing", "last_visit_on"), name="customer_by_standing"
            ),
            models.Index(
                fields=("store", "pooled_at"), name="customer_pool", condition=Q(owner=None)
            ),
            models.Index(
                fields=("store", "lifecycle", "last_seen_on"), name="customer_by_lifecycle"
            ),
            models.Index(fields=("store", "-value_score", "-id"), name="customer_by_value"),
            models.Index(F("name_pinyin"), F("id"), name="customer_by_name"),
            GinIndex(fields=("search_words",), name="customer_search"),
        )
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=("store", "phone_index"),
                condition=Q(is_active=True),
                name="customer_phone_is_unique_in_its_store",
            ),
            models.CheckConstraint(
                condition=Q(
                    phone__sealed=True,
                    phone_second__sealed=True,
                    id_number__sealed=True,
                    wechat__sealed=True,
                    email__sealed=True,
                    address__sealed=True,
                ),
                name="customer_identity_is_sealed",
            ),
            models.CheckConstraint(
                condition=(~Q(phone="") & ~Q(phone_index=""))
                | Q(phone="", phone_index="", is_active=False, anonymised_at__isnull=False),
                name="customer_has_a_phone",
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
            models.CheckConstraint(
                condition=Q(stage=CustomerStage.POTENTIAL, formal_on__isnull=True)
                | Q(stage=CustomerStage.FORMAL, formal_on__isnull=False),
                name="customer_formal_since_a_day",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(is_active=False),
                name="customer_merged_is_inactive",
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
    def is_agent(self) -> bool:
        """Whether it is an agent or partner rather than a customer."""
        return self.role == CustomerRole.AGENT

    @property
    def is_in_pool(self) -> bool:
        """Whether nobody looks after the customer (公海)."""
        return self.owner_id is None

    @property
    def owner_label(self) -> str:
        """Who looks after the customer, or 公海."""
        if self.owner is None:
            return str(_("公海"))
        return local_text(self.owner.name, self.owner.name_en)

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
