"""Leads 线索: one customer's wish to buy, chased until it is won or given up."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marque.crm.words import LEVEL, LOST_REASON, PURPOSE, SOURCE
from marque.crm.workflow import CHASED, LEAD_WORKFLOW, WON, LeadStatus
from marque.foundation.dictionaries.models import Entry
from marque.foundation.documents.models import Document, DocumentQuerySet
from marque.kernel.workflow import Workflow

SEALED_ASIDE = tuple(
    f"customer__{name}"
    for name in ("phone_second", "id_number", "wechat", "email", "address", "notes", "search_words")
)
"""What no list of leads shows of a customer: left out, it need not be opened for every row."""


class LeadQuerySet(DocumentQuerySet):
    """Leads by the words of the showroom."""

    def chased(self) -> Self:
        """Those that somebody has to call."""
        return self.filter(status__in=CHASED)

    def overdue(self, *, now: datetime) -> Self:
        """Those whose next contact is late."""
        return self.chased().filter(next_at__lt=now)

    def unassigned(self) -> Self:
        """Those in the public pool."""
        return self.chased().filter(owner=None)

    def with_details(self) -> Self:
        """With all that a row or a card shows, so that rows cost no query."""
        return self.select_related(
            "customer", "owner", "store", "level", "source", "series__brand", "trim"
        ).defer(*SEALED_ASIDE)


def word(kind: str, label: Any, *, null: bool = True) -> Any:
    """A foreign key to a word of this list; a used word cannot be deleted."""
    return models.ForeignKey(
        Entry,
        on_delete=models.PROTECT,
        null=null,
        blank=null,
        related_name="+",
        limit_choices_to={"kind": kind},
        verbose_name=label,
    )


class Lead(Document):
    """A lead (线索).  Without an owner it lies in the public pool (公海).

    `arrived_at` is when it reached us, `responded_at` when somebody first tried to reach the
    customer, `carded_at` when surname, phone and wish were known (建卡).  `next_at` is when the
    next contact is due; only leads in the chase have one.
    """

    VIEW_RIGHT: ClassVar[str] = "crm.view_lead"
    WORKFLOW: ClassVar[Workflow] = LEAD_WORKFLOW

    owner = models.ForeignKey(  # type: ignore[assignment]  # the pool has no owner
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name=_("归属人"),
    )
    status = models.CharField(_("状态"), max_length=30, choices=LeadStatus, default=LeadStatus.NEW)
    customer = models.ForeignKey(
        "parties.Customer",
        on_delete=models.PROTECT,
        related_name="leads",
        verbose_name=_("客户"),
    )
    source = word(SOURCE, _("来源"), null=False)
    source_note = models.CharField(_("来源说明"), max_length=120, blank=True)
    external_key = models.CharField(_("平台线索号"), max_length=80, blank=True)
    was_on_file = models.BooleanField(_("来时已有档案"), default=False)

    level = word(LEVEL, _("意向级别"))
    series = models.ForeignKey(
        "catalog.Series",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("意向车系"),
    )
    trim = models.ForeignKey(
        "catalog.Trim",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("意向车型"),
    )
    colour = models.CharField(_("意向颜色"), max_length=40, blank=True)
    amount_budget_from = models.DecimalField(
        _("预算从"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    amount_budget_to = models.DecimalField(
        _("预算到"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    buys_by = models.DateField(_("预计购车日期"), null=True, blank=True)
    purpose = word(PURPOSE, _("购车用途"))
    needs_loan = models.BooleanField(_("需要贷款"), default=False)
    has_trade_in = models.BooleanField(_("有旧车置换"), default=False)
    trade_in_note = models.CharField(_("旧车"), max_length=80, blank=True)
    rival_note = models.CharField(_("对比竞品"), max_length=80, blank=True)
    wish = models.CharField(_("需求"), max_length=500, blank=True)

    arrived_at = models.DateTimeField(_("线索到达"))
    assigned_at = models.DateTimeField(_("分配时间"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("接收时间"), null=True, blank=True)
    responded_at = models.DateTimeField(_("首次响应"), null=True, blank=True)
    carded_at = models.DateTimeField(_("建卡时间"), null=True, blank=True)
    followed_at = models.DateTimeField(_("上次跟进"), null=True, blank=True)
    next_at = models.DateTimeField(_("下次跟进"), null=True, blank=True)
    next_act = models.CharField(_("下一步"), max_length=80, blank=True)
    last_words = models.CharField(_("上次说了什么"), max_length=200, blank=True)
    follow_ups_count = models.PositiveIntegerField(_("跟进次数"), default=0)
    escalated_at = models.DateTimeField(_("上报时间"), null=True, blank=True)
    ordered_at = models.DateTimeField(_("下订时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    lost_reason = word(LOST_REASON, _("战败原因"))
    lost_note = models.CharField(_("战败说明"), max_length=200, blank=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name=_("并入线索"),
    )

    objects: ClassVar[Any] = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("线索")
        verbose_name_plural = _("线索")
        ordering = ("-pk",)
        default_permissions = ()
        indexes = (
            models.Index(fields=("store", "-id"), name="lead_by_store"),
            models.Index(fields=("store", "status", "next_at"), name="lead_by_store_next"),
            models.Index(fields=("owner", "status", "next_at"), name="lead_by_owner_next"),
            models.Index(fields=("store", "arrived_at"), name="lead_by_store_arrival"),
            *(
                models.Index(
                    fields=(whose, "next_at", "id"),
                    name=f"lead_chase_by_{whose}",
                    condition=Q(status__in=sorted(CHASED)),
                )
                for whose in ("store", "owner", "department")
            ),
            models.Index(
                F("store"),
                F("status"),
                F("closed_at").desc(nulls_last=True),
                F("id").desc(),
                name="lead_ended_by_store",
                condition=Q(closed_at__isnull=False),
            ),
            models.Index(
                fields=("owner", "ordered_at"),
                name="lead_won_by_owner",
                condition=Q(ordered_at__isnull=False),
            ),
            models.Index(
                fields=("owner", "closed_at"),
                name="lead_lost_by_owner",
                condition=Q(status=LeadStatus.LOST),
            ),
            models.Index(fields=("customer", "-id"), name="lead_by_customer"),
            models.Index(
                fields=("store", "level", "next_at"),
                name="lead_open_by_level",
                condition=Q(status__in=sorted(CHASED)),
                include=("trim", "amount_budget_to", "amount_budget_from"),  # the board sums them
            ),
        )
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=("store", "customer"),
                condition=Q(status__in=sorted(CHASED)),
                name="one_chased_lead_a_customer",
            ),
            models.UniqueConstraint(
                fields=("source", "external_key"),
                condition=~Q(external_key=""),
                name="platform_lead_comes_once",
            ),
            models.CheckConstraint(
                condition=Q(status__in=sorted(CHASED)) | Q(next_at__isnull=True),
                name="only_chased_leads_have_a_next_contact",
            ),
            models.CheckConstraint(
                condition=~Q(status=LeadStatus.LOST) | Q(lost_reason__isnull=False),
                name="lost_lead_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(amount_budget_from__isnull=True)
                | Q(amount_budget_to__isnull=True)
                | Q(amount_budget_from__lte=F("amount_budget_to")),
                name="lead_budget_is_a_range",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=sorted({LeadStatus.OPEN, *WON})) | Q(level__isnull=False),
                name="lead_in_chase_has_a_level",
            ),
        ]

    def get_absolute_url(self) -> str:
        """The page of the lead in its own store."""
        return reverse("crm:lead_detail", kwargs={"store": self.store.code, "number": self.number})

    @property
    def is_chased(self) -> bool:
        """Whether somebody has to call."""
        return self.status in CHASED

    @property
    def wanted(self) -> str:
        """The car wished for, in words; empty if unknown."""
        if self.trim:
            return f"{self.series} {self.trim}" if self.series else str(self.trim)
        return str(self.series) if self.series else ""


class LevelChange(models.Model):
    """A lead became hotter or cooler (LED-08)."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="level_changes")
    from_level = word(LEVEL, _("原级别"))
    to_level = word(LEVEL, _("新级别"), null=False)
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("级别变更")
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(from_level__isnull=True) | ~Q(from_level=F("to_level")),
                name="level_change_changes_level",
            ),
        )

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.from_level_id} → {self.to_level_id}"


class IntentionChange(models.Model):
    """One field of the wish changed during the chase (LED-07)."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="intention_changes")
    field = models.CharField(_("字段"), max_length=40)
    before = models.CharField(_("原值"), max_length=200, blank=True)
    after = models.CharField(_("新值"), max_length=200, blank=True)
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("意向变更")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.lead_id}.{self.field}"


class LostApplication(models.Model):
    """A consultant asks to give a lead up; the manager agrees or refuses (战败申请)."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="lost_applications")
    reason = word(LOST_REASON, _("战败原因"), null=False)
    rival = models.ForeignKey(
        "parties.Competitor",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("竞争对手"),
    )
    rival_model = models.CharField(_("竞品车型"), max_length=60, blank=True)
    amount_rival = models.DecimalField(
        _("竞品成交价"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    note = models.CharField(_("说明"), max_length=200, blank=True)
    applied_at = models.DateTimeField(_("申请时间"))
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    is_approved = models.BooleanField(_("同意"), null=True)
    judged_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    judgement = models.CharField(_("审核意见"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("战败申请")
        ordering = ("-applied_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("lead",),
                condition=Q(is_approved__isnull=True),
                name="one_pending_lost_application",
            ),
            models.CheckConstraint(
                condition=Q(is_approved__isnull=True, judged_at__isnull=True, judged_by=None)
                | Q(is_approved__isnull=False, judged_at__isnull=False, judged_by__isnull=False),
                name="judged_application_has_a_judge",
            ),
        )

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.reason_id}"
