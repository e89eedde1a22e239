"""People around a customer: contacts, days to remember, relations between customers."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marque.foundation.access.querysets import ScopedModel, ScopedQuerySet, ScopeFields
from marque.foundation.secrets.derived import DerivingModel, DerivingQuerySet
from marque.foundation.secrets.fields import BlindIndexField, EncryptedCharField
from marque.parties.models.choices import Gender
from marque.parties.models.customers import Customer
from marque.parties.models.searching import NameReadingField, SearchWordsField, phone_tail


class ContactCategory(models.TextChoices):
    """What the person is to the purchase."""

    DECIDER = "decider", _("决策人")
    USER = "user", _("使用人")
    FINANCE = "finance", _("财务")
    FLEET = "fleet", _("车队管理")
    FAMILY = "family", _("家人")
    DRIVER = "driver", _("司机")
    OTHER = "other", _("其他")


class ContactQuerySet(DerivingQuerySet, ScopedQuerySet):
    """Contacts, seen by whoever sees their customer."""


class Contact(DerivingModel, ScopedModel):
    """A person of an enterprise or of a customer's family (联系人)."""

    VIEW_RIGHT = "parties.view_customer"
    SCOPE = ScopeFields(
        owner="customer__owner", department="customer__department", store="customer__store"
    )

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("客户")
    )
    category = models.CharField(
        _("类别"), max_length=10, choices=ContactCategory, default=ContactCategory.OTHER
    )
    name = models.CharField(_("姓名"), max_length=60)
    name_pinyin = NameReadingField(max_length=400, blank=True, editable=False)
    search_words = SearchWordsField()
    relation = models.CharField(_("关系/职务"), max_length=40, blank=True)
    phone = EncryptedCharField(_("电话"), max_length=20, blank=True)
    phone_index = BlindIndexField(source="phone", purpose="phone")
    phone_tail = BlindIndexField(source="phone", purpose="tail", prepare=phone_tail)
    wechat = EncryptedCharField(_("微信号"), max_length=40, blank=True)
    gender = models.CharField(_("性别"), max_length=6, choices=Gender, blank=True)
    born_on = models.DateField(_("生日"), null=True, blank=True)
    interests: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "catalog.Series", blank=True, related_name="+", verbose_name=_("关注车系")
    )
    notes = models.CharField(_("备注"), max_length=200, blank=True)
    is_primary = models.BooleanField(_("首选联系人"), default=False)
    is_active = models.BooleanField(_("有效"), default=True)
    created_at = models.DateTimeField(_("创建时间"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("创建人"),
    )

    objects: ClassVar[Any] = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("联系人")
        verbose_name_plural = _("联系人")
        ordering = ("-is_primary", "name_pinyin", "pk")
        indexes = (
            models.Index(fields=("phone_index",), name="contact_by_phone"),
            GinIndex(fields=("search_words",), name="contact_search"),
        )
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(name=""), name="contact_has_a_name"),
            models.CheckConstraint(
                condition=Q(phone__sealed=True, wechat__sealed=True), name="contact_is_sealed"
            ),
            models.UniqueConstraint(
                fields=("customer",),
                condition=Q(is_primary=True, is_active=True),
                name="one_primary_contact_a_customer",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ImportantDate(models.Model):
    """A day to remember of a customer or one of its contacts (重要日期)."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="important_dates", verbose_name=_("客户")
    )
    contact = models.ForeignKey(
        Contact,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="important_dates",
        verbose_name=_("联系人"),
    )
    label = models.CharField(_("名目"), max_length=40)
    happens_on = models.DateField(_("日期"))
    is_yearly = models.BooleanField(_("每年"), default=True)
    remind_days = models.PositiveSmallIntegerField(_("提前提醒（天）"), default=3)
    reminded_for = models.DateField(_("已提醒到"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("重要日期")
        verbose_name_plural = _("重要日期")
        ordering = ("happens_on", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(label=""), name="important_date_has_a_label"),
        )

    def __str__(self) -> str:
        return self.label

    def next_on(self, today: date) -> date | None:
        """The next time it comes round, today included; None when it is past.

        29 February is kept on 28 February in other years.
        """
        if not self.is_yearly:
            return self.happens_on if self.happens_on >= today else None
        here = _in_year(self.happens_on, today.year)
        return here if here >= today else _in_year(self.happens_on, today.year + 1)


def _in_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


class RelationKind(models.TextChoices):
    """What the second customer is to the first."""

    SPOUSE = "spouse", _("配偶")
    PARENT = "parent", _("父母")
    CHILD = "child", _("子女")
    RELATIVE = "relative", _("亲属")
    FRIEND = "friend", _("朋友")
    LEGAL = "legal", _("法定代表人")
    EMPLOYER = "employer", _("任职单位")
    REFERRER = "referrer", _("介绍人")
    PARTNER = "partner", _("合作方")
    OTHER = "other", _("其他")


class Relation(models.Model):
    """Two customers that belong together (客户关系)."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="relations", verbose_name=_("客户")
    )
    other = models.ForeignKey(
        Customer,
        on_delete=models.CASCADE,
        related_name="relations_back",
        verbose_name=_("关联客户"),
    )
    kind = models.CharField(_("关系"), max_length=10, choices=RelationKind)
    notes = models.CharField(_("备注"), max_length=100, blank=True)
    created_at = models.DateTimeField(_("创建时间"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("客户关系")
        verbose_name_plural = _("客户关系")
        ordering = ("kind", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("customer", "other", "kind"), name="one_relation_of_a_kind"
            ),
            models.CheckConstraint(
                condition=~Q(customer=F("other")), name="relation_joins_two_customers"
            ),
        )

    def __str__(self) -> str:
        return f"{self.customer_id} {self.kind} {self.other_id}"
