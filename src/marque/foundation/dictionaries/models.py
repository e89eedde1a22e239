"""Values of business thresholds where they differ from the default, and the words of the trade."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marque.accountsets.reading import QuickRead
from marque.foundation.dictionaries.registry import all_word_lists
from marque.organisation.models import Store


class ParameterValue(models.Model):
    """A threshold as set for all stores, or for one."""

    key = models.CharField(_("参数"), max_length=60)
    store = models.ForeignKey(
        Store, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("门店")
    )
    value = models.DecimalField(_("取值"), max_digits=14, decimal_places=4)

    class Meta:
        verbose_name = _("业务参数")
        constraints = (
            models.UniqueConstraint(
                fields=("key", "store"), name="one_value_per_store", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"


class Given(models.Model):
    """What the account set was given once: an upgrade gives only what is new to it, and what its
    people changed or deleted since stays as they left it."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=100)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "key"), name="given_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class EntryQuerySet(models.QuerySet["Entry"]):
    """Words by what they are for."""

    def of(self, kind: str) -> Self:
        """The words of one list, in its order."""
        return self.filter(kind=kind)

    def usable(self) -> Self:
        """Those that may be chosen today."""
        return self.filter(is_active=True)


class Entry(QuickRead):
    """A word of a list (字典项): a level, a source, a reason, a result.

    Rows elsewhere point to it with PROTECT, so that a used word can be disabled and never
    deleted.  `extra` holds the values that the list declares, by their key.
    """

    kind = models.CharField(_("字典"), max_length=40, editable=False)
    code = models.SlugField(_("编码"), max_length=40)
    name = models.CharField(_("名称"), max_length=40)
    name_en = models.CharField(_("英文名称"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(_("顺序"), default=0)
    extra = models.JSONField(_("附加值"), default=dict, blank=True)
    is_fixed = models.BooleanField(_("系统使用"), default=False, editable=False)
    is_active = models.BooleanField(_("启用"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[Any] = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("字典项")
        verbose_name_plural = _("字典项")
        ordering = ("kind", "position", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("kind", "code"), name="entry_code_is_unique"),
            models.UniqueConstraint(fields=("kind", "name"), name="entry_name_is_unique"),
            models.CheckConstraint(condition=~models.Q(name=""), name="entry_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(is_fixed=False) | models.Q(is_active=True),
                name="fixed_entry_stays_active",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        english = (get_language() or "").startswith("en")
        return self.name_en if english and self.name_en else self.name

    def value(self, key: str) -> Any:
        """One extra value, or the default that the list declares."""
        if key in self.extra:
            return self.extra[key]
        extras = {extra.key: extra for extra in all_word_lists()[self.kind].extras}
        return extras[key].default
