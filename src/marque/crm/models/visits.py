"""Visits 来店: who walked in, why, and what became of it (LED-05, LED-06)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marque.crm.models.belonging import OfStore
from marque.crm.models.leads import Lead, word
from marque.crm.models.ranges import one
from marque.crm.words import ERRAND
from marque.foundation.access.querysets import ScopedQuerySet, ScopeFields


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


class Visit(OfStore):
    """A group of people who walked in together (来店一批)."""

    VIEW_RIGHT: ClassVar[str] = "crm.view_visit"
    SCOPE: ClassVar[ScopeFields] = ScopeFields("owner", "department", "store")

    number = models.CharField(_("编号"), max_length=30, unique=True)
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
    is_again = models.BooleanField(_("再次到店"), default=False)
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
            models.Index(fields=("plate",), name="visit_by_plate", condition=~Q(plate="")),
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
            # At commit, because a merge of customers and the recount of their visits are two steps.
            ExclusionConstraint(
                name="customer_comes_first_once",
                expressions=[
                    (one("store_id"), RangeOperators.OVERLAPS),
                    (one("customer_id"), RangeOperators.OVERLAPS),
                ],
                condition=Q(result__in=["first_carded", "carded_first"]),
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(result="incomplete", completed_at__isnull=True)
                | (~Q(result="incomplete") & Q(completed_at__isnull=False)),
                name="completed_visit_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The page of the visit in its own store."""
        return reverse("crm:visit_detail", kwargs={"store": self.store.code, "number": self.number})

    @property
    def is_open(self) -> bool:
        """Whether the visitors are still in the house."""
        return self.left_at is None

    @property
    def visitor(self) -> str:
        """Who came: how they are called, or the customer, or the plate, else a new customer."""
        known = self.customer.name if self.customer else ""
        return self.called or known or self.plate or gettext("新客户")

    @property
    def is_complete(self) -> bool:
        """Whether somebody has said what the visit counts as."""
        return self.result != VisitResult.INCOMPLETE


class VisitChange(models.Model):
    """What a visit counted as before and after, who said so and why."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="changes")
    from_result = models.CharField(_("原类别"), max_length=20, choices=VisitResult, blank=True)
    to_result = models.CharField(_("新类别"), max_length=20, choices=VisitResult)
    reason = models.CharField(_("依据"), max_length=200)
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("客流类别变更")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.visit_id}: {self.from_result} → {self.to_result}"


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
    since = models.DateTimeField(_("起始时间"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("接待排班")
        ordering = ("on", "rank", "pk")
        constraints = (
            models.UniqueConstraint(fields=("store", "on", "user"), name="one_turn_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.user_id} {self.rank}"


class TurnChange(models.Model):
    """Something happened to the order of a day: who was passed over, away or back, and why."""

    class Kind(models.TextChoices):
        """What happened."""

        RECEIVE = "receive", _("接待")
        FREE = "free", _("接待结束")
        SKIP = "skip", _("跳过")
        AWAY = "away", _("暂离")
        BACK = "back", _("归队")
        PLACE = "place", _("调整次序")
        JOIN = "join", _("加入排班")
        LEAVE = "leave", _("退出排班")

    store = models.ForeignKey("organisation.Store", on_delete=models.CASCADE, related_name="+")
    on = models.DateField(_("日期"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("动作"), max_length=10, choices=Kind)
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("接待排班记录")
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=("store", "-at"), name="turn_change_by_store"),)

    def __str__(self) -> str:
        return f"{self.on} {self.user_id} {self.kind}"
