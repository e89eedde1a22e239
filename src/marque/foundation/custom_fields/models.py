"""Fields that an administrator adds to records, and the column that holds their values."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

CODE_PATTERN = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"
PREFIX = "custom_"
"""What stands before the code of a field in forms, columns, filters and import files."""


class FieldKind(models.TextChoices):
    """What may be written into a field."""

    TEXT = "text", _("文字")
    NUMBER = "number", _("数字")
    MONEY = "money", _("金额")
    DATE = "date", _("日期")
    CHOICE = "choice", _("单选")
    MULTI = "multi", _("多选")
    FLAG = "flag", _("是否")


CHOSEN = frozenset({FieldKind.CHOICE, FieldKind.MULTI})
"""Kinds whose values are picked from a list."""


class FieldQuerySet(models.QuerySet["FieldDefinition"]):
    """Definitions by the words of the settings."""

    def of(self, target: str) -> Self:
        """The fields in use on records of this kind, in their order."""
        return self.filter(target=target, is_active=True).order_by("position", "pk")


class FieldDefinition(models.Model):
    """One field that this dealer added to a kind of record.

    `target` is the model ("parties.customer"); `choices` are rows of value, English text and
    whether the value may still be chosen.
    """

    target = models.CharField(_("对象"), max_length=60)
    code = models.CharField(_("字段代码"), max_length=30)
    label = models.CharField(_("名称"), max_length=30)
    label_en = models.CharField(_("英文名称"), max_length=60, blank=True)
    kind = models.CharField(_("类型"), max_length=10, choices=FieldKind)
    choices = models.JSONField(_("选项"), default=list, blank=True)
    group = models.CharField(_("分组"), max_length=30, blank=True)
    position = models.PositiveIntegerField(_("顺序"), default=100)
    is_required = models.BooleanField(_("必填"), default=False)
    in_list = models.BooleanField(_("列表默认显示"), default=False)
    is_active = models.BooleanField(_("启用"), default=True)

    objects: ClassVar[Any] = FieldQuerySet.as_manager()

    class Meta:
        verbose_name = _("自定义字段")
        verbose_name_plural = _("自定义字段")
        ordering = ("target", "position", "pk")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("target", "code"), name="one_custom_field_a_code"),
            models.CheckConstraint(
                condition=Q(code__regex=CODE_PATTERN), name="custom_field_code_is_plain"
            ),
            models.CheckConstraint(condition=~Q(label=""), name="custom_field_has_a_label"),
        )

    def __str__(self) -> str:
        return self.caption

    @property
    def caption(self) -> str:
        """The label in the reader's language."""
        english = (get_language() or "").startswith("en")
        return self.label_en if english and self.label_en else self.label

    @property
    def name(self) -> str:
        """The name of the field in forms, columns, filters and import files."""
        return f"{PREFIX}{self.code}"

    def options(self, *also: str) -> list[tuple[str, str]]:
        """Value and text of each choice that may be picked; `also` adds values already held."""
        english = (get_language() or "").startswith("en")
        return [
            (row["value"], row.get("en") or row["value"] if english else row["value"])
            for row in self.choices
            if row.get("is_active", True) or row["value"] in also
        ]


class CustomValues(models.Model):
    """Mixin of a model whose records may carry custom fields.

    The model adds `custom_index("app_model_custom")` to its own indexes.
    """

    custom = models.JSONField(_("自定义字段"), default=dict, blank=True, editable=False)

    class Meta:
        abstract = True


def custom_index(name: str) -> GinIndex:
    """The index that serves filters on custom values."""
    return GinIndex(fields=["custom"], name=name, opclasses=["jsonb_path_ops"])
