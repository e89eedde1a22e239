"""Visits 来店: who walked in, why, and what became of it (LED-05, LED-06)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marque.crm.models.leads import Lead, word
from marque.crm.words import ERRAND
from marque.foundation.access.querysets import ScopedModel, ScopedQuerySet, ScopeFields


class VisitResult(models.TextChoices):
    """What a visit counts as; each visit counts once, so the flow identity always holds.

    Flow = first + again + non-intent + incomplete;
    first = first carded + carded before + looked only.
    """

    INCOMPLETE = "incomplete", _("未完善")
    FIRST_CARDED = "first_carded", _("首次并留档")
    CARDED_FIRST = "carded_first", _("已建卡首次")
    LOOKED = "looked", _("看车未留档")
    AGAIN = "again", _("再次到店")
    NON_INTENT = "non_intent", _("非意向")


FIRST = (VisitResult.FIRST_CARDED, VisitResult.CARDED_FIRST, VisitResult.LOOKED)
"""First visits (首次到店)."""


class Visit(ScopedModel):
    """A group of people who walked in together (来店一批)."""

    VIEW_RIGHT: ClassVar[str] = "crm.view_visit"
    SCOPE: ClassVar[ScopeFields] = ScopeFields("owner", "department", "store")

    number = models.CharField(_("编号"), max_length=30, unique=True)
    store = models.ForeignKey(
        "organisation.Store", on_delete=models.PROTECT, related_name="+", verbose_name=_("门店")
    )
    department = models.ForeignKey(
        "organisation.Department",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("部门"),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("接待人"),
    )
    customer = models.ForeignKey(
        "parties.Customer",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("客户"),
    )
    lead = models.ForeignKey(
        Lead,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("线索"),
    )
    errand = word(ERRAND, _("来店事由"), null=False)
    result = models.CharField(
        _("客流类别"), max_length=20, choices=VisitResult, default=VisitResult.INCOMPLETE
    )
    party_size = models.PositiveSmallIntegerField(_("人数"), default=1)
    was_invited = models.BooleanField(_("邀约到店"), default=False)
    plate = models.CharField(_("来车车牌"), max_length=10, blank=True)
    called = models.CharField(_("称呼"), max_length=30, blank=True)
    note = models.CharField(_("经过情形"), max_length=500, blank=True)
    arrived_at = models.DateTimeField(_("到店时间"))
    received_at = models.DateTimeField(_("接待时间"), null=True, blank=True)
    left_at = models.DateTimeField(_("离店时间"), null=True, blank=True)
    completed_at = models.DateTimeField(_("完善时间"), null=True, blank=True)
    owner_reason = models.CharField(_("派接待依据"), max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("登记人"),
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[Any] = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("来店记录")
        verbose_name_plural = _("来店记录")
        ordering = ("-arrived_at", "-pk")
        default_permissions = ()
        indexes = (
            models.Index(fields=("store", "-arrived_at", "-id"), name="visit_by_store"),
            models.Index(fields=("owner", "-arrived_at", "-id"), name="visit_by_owner"),
            models.Index(fields=("customer", "-arrived_at"), name="visit_by_customer"),
        )
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(party_size__gte=1, party_size__lte=99), name="visit_party_is_1_to_99"
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=models.F("arrived_at")),
                name="visit_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=~Q(result__in=["first_carded", "carded_first", "again"])
                | Q(customer__isnull=False),
                name="carded_visit_has_a_customer",
            ),
            models.CheckConstraint(
                condition=~Q(result="looked") | Q(lead__isnull=True),
                name="uncarded_visit_has_no_lead",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Turn(models.Model):
    """A consultant in the reception order of the day (接待排班): the lowest rank is next."""

    class State(models.TextChoices):
        """Whether the consultant can take the next visitor."""

        WAITING = "waiting", _("待接待")
        BUSY = "busy", _("接待中")
        AWAY = "away", _("暂离")

    store = models.ForeignKey("organisation.Store", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    on = models.DateField(_("日期"))
    rank = models.PositiveIntegerField(_("次序"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.WAITING)
    received_count = models.PositiveIntegerField(_("今日接待"), default=0)

    class Meta:
        verbose_name = _("接待排班")
        ordering = ("on", "rank", "pk")
        constraints = (
            models.UniqueConstraint(fields=("store", "on", "user"), name="one_turn_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.user_id} {self.rank}"
