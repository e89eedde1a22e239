"""Tags on customers, by hand or by rule (标签)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marque.parties.models.customers import Customer


class TagColour(models.TextChoices):
    """Colour families of badges."""

    GREY = "grey", _("灰")
    BLUE = "blue", _("蓝")
    GREEN = "green", _("绿")
    AMBER = "amber", _("黄")
    RED = "red", _("红")
    PURPLE = "purple", _("紫")


class Tag(models.Model):
    """A tag; with a rule it is put on and taken off by the system.

    `rule` is a list of conditions `{"field", "op", "value"}`, all of which must hold.
    """

    name = models.CharField(_("标签"), max_length=20, unique=True)
    colour = models.CharField(_("颜色"), max_length=10, choices=TagColour, default=TagColour.GREY)
    rule: models.JSONField[Any, Any] = models.JSONField(_("规则"), default=list, blank=True)
    notes = models.CharField(_("说明"), max_length=100, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("创建时间"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("客户标签")
        verbose_name_plural = _("客户标签")
        ordering = ("name",)
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="tag_has_a_name"),)

    def __str__(self) -> str:
        return self.name

    @property
    def has_rule(self) -> bool:
        """Whether the system puts it on and takes it off."""
        return bool(self.rule)


class CustomerTag(models.Model):
    """A tag on a customer."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="customer_tags")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="customer_tags")
    is_by_rule = models.BooleanField(_("按规则"), default=False)
    added_at = models.DateTimeField(_("时间"), default=timezone.now, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    class Meta:
        verbose_name = _("客户的标签")
        verbose_name_plural = _("客户的标签")
        ordering = ("tag__name",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("customer", "tag"), name="one_tag_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.tag_id}"
