"""One customer registered twice: the suspects, and what a merge moved (CUS-32)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marque.foundation.access.querysets import ScopedModel, ScopedQuerySet, ScopeFields
from marque.organisation.models import Store
from marque.parties.models.customers import Customer


class PairQuerySet(ScopedQuerySet):
    """Pairs by whether somebody has to look at them."""

    def visible_to(self, user: Any) -> Self:
        """Those both of whose customers the reader may see."""
        customers = Customer.objects.visible_to(user).values("pk")
        return super().visible_to(user).filter(first__in=customers, second__in=customers)

    def open(self) -> Any:
        """Those nobody has judged yet, both records alive."""
        return self.filter(dismissed_at=None, first__is_active=True, second__is_active=True)


class DuplicatePair(ScopedModel):
    """Two active customers of a store who may be one; `reasons` are codes, the best first."""

    VIEW_RIGHT: ClassVar[str] = "parties.merge_customer"
    SCOPE: ClassVar[ScopeFields] = ScopeFields(store="store")

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="+")
    first = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="+", verbose_name=_("客户一")
    )
    second = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="+", verbose_name=_("客户二")
    )
    score = models.PositiveSmallIntegerField(_("相似度"))
    reasons = models.CharField(_("理由"), max_length=100)
    found_at = models.DateTimeField(_("发现时间"), default=timezone.now)
    dismissed_at = models.DateTimeField(_("判为不同人"), null=True, blank=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[Any] = PairQuerySet.as_manager()

    class Meta:
        verbose_name = _("疑似重复")
        verbose_name_plural = _("疑似重复")
        ordering = ("-score", "-found_at", "-pk")
        default_permissions = ()
        indexes = (models.Index(fields=("store", "-score"), name="pair_by_store"),)
        constraints = (
            models.UniqueConstraint(fields=("first", "second"), name="one_pair_of_two"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="pair_begins_with_the_older"
            ),
        )

    def __str__(self) -> str:
        return f"{self.first_id} ≈ {self.second_id}"


class MergeQuerySet(ScopedQuerySet):
    """Merges, seen by whoever sees both records."""

    def visible_to(self, user: Any) -> Self:
        """Those both of whose records the reader may see."""
        customers = Customer.objects.visible_to(user).values("pk")
        return super().visible_to(user).filter(kept_key__in=customers, merged_key__in=customers)


class MergeLog(ScopedModel):
    """A merge: what moved and what was changed, so that undoing restores exactly.

    The two records stand here by plain key, since every foreign key to the merged one moves.
    The texts are rows as the database holds them: identity data in them stays sealed.
    """

    VIEW_RIGHT: ClassVar[str] = "parties.merge_customer"
    SCOPE: ClassVar[ScopeFields] = ScopeFields(store="store")

    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="+")
    kept_key = models.BigIntegerField()
    kept_number = models.CharField(_("保留"), max_length=30)
    kept_name = models.CharField(_("保留的客户"), max_length=60)
    merged_key = models.BigIntegerField()
    merged_number = models.CharField(_("并入"), max_length=30)
    merged_name = models.CharField(_("并入的客户"), max_length=60)
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    rows_before: models.JSONField[Any, Any] = models.JSONField(default=dict)
    rows_after: models.JSONField[Any, Any] = models.JSONField(default=dict)
    moved: models.JSONField[Any, Any] = models.JSONField(default=list)
    changed: models.JSONField[Any, Any] = models.JSONField(default=list)
    marks: models.JSONField[Any, Any] = models.JSONField(default=dict)
    count_moved = models.PositiveIntegerField(_("移动记录"), default=0)
    at = models.DateTimeField(_("合并时间"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("合并人"),
    )
    undone_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("撤销人"),
    )

    objects: ClassVar[Any] = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("客户合并")
        verbose_name_plural = _("客户合并")
        ordering = ("-at", "-pk")
        default_permissions = ()
        indexes = (
            models.Index(fields=("store", "-at"), name="merge_by_store"),
            models.Index(fields=("kept_key",), name="merge_by_kept"),
            models.Index(fields=("merged_key",), name="merge_by_merged"),
        )

    def __str__(self) -> str:
        return f"{self.merged_number} → {self.kept_number}"
