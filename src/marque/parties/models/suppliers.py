"""Suppliers: vehicle makers and others we buy from, shared by the whole group."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marque.foundation.access.querysets import ScopedModel, ScopedQuerySet, ScopeFields


class SupplierKind(models.TextChoices):
    """What the supplier is to us."""

    MAKER = "maker", _("主机厂")
    OTHER = "other", _("其他供应商")


class SupplierRating(models.TextChoices):
    """How content we are: deliveries, quality, price."""

    GOOD = "a", _("A 优选")
    FAIR = "b", _("B 合格")
    WEAK = "c", _("C 观察")
    BAD = "d", _("D 慎用")


class Supplier(ScopedModel):
    """A supplier (供应商); visible to everybody with the right, in every store."""

    VIEW_RIGHT = "parties.view_supplier"
    SCOPE = ScopeFields()

    code = models.CharField(_("供应商编码"), max_length=20, unique=True)
    kind = models.CharField(
        _("供应商类型"), max_length=10, choices=SupplierKind, default=SupplierKind.OTHER
    )
    name = models.CharField(_("供应商名称"), max_length=100, unique=True)
    tax_id = models.CharField(_("统一社会信用代码"), max_length=20, blank=True)
    contact = models.CharField(_("联系人"), max_length=40, blank=True)
    phone = models.CharField(_("联系电话"), max_length=20, blank=True)
    payment_days = models.PositiveSmallIntegerField(_("账期（天）"), default=0)
    payment_terms = models.CharField(_("付款条件"), max_length=200, blank=True)
    rating = models.CharField(_("评级"), max_length=1, choices=SupplierRating, blank=True)
    notes = models.TextField(_("备注"), max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    is_active = models.BooleanField(_("启用"), default=True)
    created_at = models.DateTimeField(_("创建时间"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("创建人"),
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("供应商")
        verbose_name_plural = _("供应商")
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(code=""), name="supplier_has_code_and_name"
            ),
        )

    def __str__(self) -> str:
        return self.name


class SupplierContact(models.Model):
    """Another person at the supplier, and what for (供应商联系人)."""

    supplier = models.ForeignKey(
        Supplier, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("供应商")
    )
    name = models.CharField(_("姓名"), max_length=40)
    duty = models.CharField(_("职务"), max_length=40, blank=True)
    phone = models.CharField(_("电话"), max_length=20, blank=True)
    email = models.EmailField(_("邮箱"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("供应商联系人")
        verbose_name_plural = _("供应商联系人")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="supplier_contact_has_a_name"),
        )

    def __str__(self) -> str:
        return self.name
