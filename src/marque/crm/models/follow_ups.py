"""Follow-ups 跟进: a call, a message or a talk that really happened (LED-04, BEY-22)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marque.crm.models.belonging import OfStore
from marque.crm.models.leads import Lead, word
from marque.crm.words import LEVEL, RESULT, WAY
from marque.foundation.access.querysets import ScopedQuerySet, ScopeFields


class FollowUp(OfStore):
    """One contact with a customer about a lead.

    It cannot exist without a result and either the next contact or the end of the chase
    (`ends_chase`).  `due_at` is when it should have been done.
    """

    VIEW_RIGHT: ClassVar[str] = "crm.view_lead"
    SCOPE: ClassVar[ScopeFields] = ScopeFields("by", "department", "store")

    lead = models.ForeignKey(
        Lead, on_delete=models.PROTECT, related_name="follow_ups", verbose_name=_("线索")
    )
    customer = models.ForeignKey(
        "parties.Customer",
        on_delete=models.PROTECT,
        related_name="follow_ups",
        verbose_name=_("客户"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="follow_ups",
        verbose_name=_("跟进人"),
    )
    at = models.DateTimeField(_("跟进时间"))
    way = word(WAY, _("联系方式"), null=False)
    seconds = models.PositiveIntegerField(_("通话秒数"), null=True, blank=True)
    result = word(RESULT, _("结果"), null=False)
    words = models.CharField(_("说了什么"), max_length=500, blank=True)
    level = word(LEVEL, _("级别"))
    due_at = models.DateTimeField(_("应跟进时间"), null=True, blank=True)
    next_at = models.DateTimeField(_("下次跟进"), null=True, blank=True)
    next_act = models.CharField(_("下一步"), max_length=80, blank=True)
    ends_chase = models.BooleanField(_("结束跟进"), default=False)
    visit = models.ForeignKey(
        "crm.Visit", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[Any] = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("跟进记录")
        verbose_name_plural = _("跟进记录")
        ordering = ("-at", "-pk")
        default_permissions = ()
        indexes = (
            models.Index(fields=("store", "-at", "-id"), name="follow_up_by_store"),
            models.Index(fields=("by", "-at", "-id"), name="follow_up_by_person"),
            models.Index(fields=("department", "-at", "-id"), name="follow_up_by_department"),
            models.Index(fields=("lead", "-at"), name="follow_up_by_lead"),
            models.Index(fields=("customer", "-at"), name="follow_up_by_customer"),
        )
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_chase=True, next_at__isnull=True)
                | Q(ends_chase=False, next_at__isnull=False),
                name="follow_up_leads_on_or_ends",
            ),
            models.CheckConstraint(
                condition=Q(next_at__isnull=True) | Q(next_at__gt=models.F("at")),
                name="next_contact_is_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id} {self.at:%Y-%m-%d %H:%M}"

    @property
    def was_in_time(self) -> bool:
        """Whether it happened no later than it was due; true where nothing was due."""
        return self.due_at is None or self.at <= self.due_at
