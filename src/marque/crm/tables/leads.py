"""The lists of leads: those in the chase, those that ended, and all that ever came in."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marque.catalog import api as catalog
from marque.crm.models import Lead, LostApplication
from marque.crm.queries.due import FAMILIES, due_of
from marque.crm.queries.leads import IS_CHASED, list_leads, may_see_pool
from marque.crm.queries.times import day_bounds
from marque.crm.tables.choices import WordFilter
from marque.crm.words import LEVEL, LOST_REASON, PURPOSE, SOURCE
from marque.crm.workflow import ENDED, LeadStatus
from marque.foundation.access.authority import authority_of, stores_of
from marque.foundation.access.models import Scope
from marque.foundation.ui.choices import names_of, with_rows
from marque.foundation.ui.tables import (
    BadgeColumn,
    BoolFilter,
    BulkAction,
    Card,
    ChoiceFilter,
    Column,
    Create,
    DateColumn,
    DateRangeFilter,
    DateTimeColumn,
    Empty,
    LinkColumn,
    MoneyColumn,
    NumberColumn,
    NumberRangeFilter,
    PersonColumn,
    RelatedFilter,
    Table,
    TextColumn,
    TextFilter,
    View,
)
from marque.foundation.ui.templatetags.ui import lv
from marque.kernel.text import half_width
from marque.organisation.models import User
from marque.parties import api as parties

LEAD_NUMBER = re.compile(r"L\d{4}-?\d*", re.IGNORECASE | re.ASCII)


def lead_search(text: str, *, prefix: str = "") -> Q:
    """Leads by their number, or by the customer: name, pinyin, phone, its last four digits."""
    typed = half_width(text).strip()
    if LEAD_NUMBER.fullmatch(typed):
        return Q(**{f"{prefix}number__istartswith": typed})
    return parties.matching_customer(typed, path=f"{prefix}customer")


class LevelColumn(Column):
    """The badge of a level."""

    def inner(self, row: Any) -> str:
        """H, A, B, C in its colour."""
        level = self.read(row)
        return lv(level.code) if level else ""

    def exported(self, row: Any) -> str:
        """The code alone."""
        level = self.read(row)
        return level.code if level else ""


class DueColumn(Column):
    """When the next contact is due, red when late and amber when today."""

    def inner(self, row: Any) -> str:
        """``逾期 17 小时``."""
        due = due_of(row, now=timezone.now())
        css = {"red": "c-red b", "amber": "c-amber"}.get(due.family, "")
        return format_html('<span class="{}">{}</span>', css, due.text)

    def exported(self, row: Any) -> Any:
        """The time itself."""
        value = row.next_at
        return timezone.localtime(value).replace(tzinfo=None) if value else None


def _tail(row: Any) -> str:
    phone = row.customer.phone
    return f"****{phone[-4:]}" if phone else ""


def _series(table: Table) -> Any:
    """The series that somebody asked for in the store."""
    leads = Lead.objects.filter(store__in=_stores(table))
    found = with_rows(catalog.Series.objects.all(), leads, "series")
    return names_of(found)


def _owners(table: Table) -> Any:
    """Whoever works or worked in the store."""
    people = User.objects.filter(employee__posts__department__store__in=_stores(table))
    return names_of(people.distinct())


def _stores(table: Table) -> Any:
    return [table.store] if table.store is not None else stores_of(table.user)


def _family(row: Any) -> str:
    return FAMILIES[row.status]


UNREAD = frozenset({
    "version", "created_at", "created_by", "department", "external_key", "was_on_file", "wish",
    "trade_in_note", "assigned_at", "accepted_at", "carded_at", "followed_at",
    "escalated_at", "ordered_at", "merged_into",
})  # fmt: skip
OWN_FIELDS = tuple(f.name for f in Lead._meta.concrete_fields if f.name not in UNREAD)
"""What the columns read of a lead."""


class BaseLeadTable(Table):
    """What every list of leads shows and filters by (CUS-03)."""

    unit = _("条")
    select_related: ClassVar[tuple[str, ...]] = (
        "customer", "owner", "level", "source", "series", "trim",
    )  # fmt: skip
    only = (
        *OWN_FIELDS,
        "customer__name", "customer__phone", "owner__name", "owner__name_en",
        "level__code", "source__name", "source__name_en",
        "series__name", "series__name_en", "trim__name", "trim__name_en",
    )  # fmt: skip
    search = ("customer__name__icontains",)
    search_hint = _("姓名、手机尾号")
    export_right = "crm.export_lead"

    level = LevelColumn(_("级别"), sort="level__position", of="level_id")
    name = LinkColumn(_("客户"), "customer.name", sort="customer__name_pinyin")
    phone = TextColumn(_("手机"), _tail, sort=False)
    wanted = TextColumn(_("意向车型"), "wanted", sort=False)
    words = TextColumn(_("上次说了什么"), "last_words", sort=False, css="cl w")
    due = DueColumn(_("下次跟进"), sort="next_at")
    status = BadgeColumn(_("状态"), "get_status_display", family=_family, sort="status")
    came_by = TextColumn(_("来源"), "source.label", sort="source__position", of="source_id")
    owner = PersonColumn(_("归属人"))
    arrived = DateTimeColumn(_("线索到达"), "arrived_at")
    colour = TextColumn(_("颜色"), "colour", show=False)
    budget_from = MoneyColumn(_("预算从 ¥"), "amount_budget_from", places=0, show=False)
    budget = MoneyColumn(_("预算到 ¥"), "amount_budget_to", places=0, show=False)
    purpose = TextColumn(_("用途"), "purpose.label", sort=False, show=False, joins=("purpose",))
    buys_by = DateColumn(_("预计购车"), "buys_by", show=False)
    rival = TextColumn(_("对比竞品"), "rival_note", show=False)
    talks = NumberColumn(_("跟进次数"), "follow_ups_count", show=False)
    number = TextColumn(_("线索号"), "number", sort="id", show=False)
    store = TextColumn(_("门店"), "store.name", show=False, joins=("store",))

    by_level = WordFilter(_("级别"), "level", words=LEVEL)
    by_series = RelatedFilter(_("意向车型"), "series", choices=_series)
    by_source = WordFilter(_("来源"), "source", words=SOURCE)
    by_next = DateRangeFilter(_("下次跟进"), "next_at", is_datetime=True)
    by_owner = RelatedFilter(_("归属人"), "owner", choices=_owners, primary=False)
    by_colour = TextFilter(_("颜色"), "colour", primary=False)
    by_budget = NumberRangeFilter(_("预算"), "amount_budget_to", unit=_("元"), primary=False)
    by_purpose = WordFilter(_("用途"), "purpose", words=PURPOSE, primary=False)
    by_time = DateRangeFilter(_("预计购车"), "buys_by", primary=False)
    by_arrival = DateRangeFilter(_("线索到达"), "arrived_at", is_datetime=True, primary=False)
    by_loan = BoolFilter(_("贷款"), "needs_loan", primary=False)
    by_trade_in = BoolFilter(_("置换"), "has_trade_in", primary=False)
    by_customer = TextFilter(_("客户"), where=parties.of_customer("customer"), primary=False)

    card = Card(
        title=("name", "phone"), badge="level", lines=(("wanted", "due"), ("words", "came_by"))
    )

    def row_url(self, row: Any) -> str:
        """The page of the lead."""
        return self.surl("crm:lead_detail", number=row.number)

    def search_q(self, text: str) -> Q:
        """By name, initials, phone tail, whole phone or number."""
        return lead_search(text)


class LeadTable(BaseLeadTable):
    """Leads in the chase: mine, due today, in the pool, all within reach."""

    key = "crm.leads"
    title = pgettext_lazy("列表", "线索")
    default_sort = ("due",)
    empty = Empty(_("还没有线索"), _("网站、平台、电话和展厅来的线索会出现在这里。"), icon="target")
    create = Create(_("新建线索"), "crm:lead_create", "crm.create_lead")
    actions = (
        BulkAction(_("分配"), "crm:lead_assign", "arrows-split-2", "crm.assign_lead"),
        BulkAction(_("领取"), "crm:lead_claim_many", "user-plus", "crm.claim_lead"),
    )

    def __init__(self, user: Any, **kwargs: Any) -> None:
        super().__init__(user, **kwargs)
        self.views = self.own_views()  # type: ignore[misc]  # they depend on the reader

    @cached_property
    def is_wide(self) -> bool:
        """Whether the reader sees more than their own leads."""
        scope = authority_of(self.user).scope(Lead.VIEW_RIGHT)
        return scope is not None and scope > Scope.OWN

    def own_views(self, now: datetime | None = None) -> tuple[View, ...]:
        """The tabs for this reader."""
        now = now or timezone.now()
        _start, end = day_bounds(now)
        mine = Q(owner=self.user.pk)
        due = Q(next_at__lt=end) & ~Q(status=LeadStatus.LOSING)
        views = [
            View("mine", _("我的跟进"), where=mine, default=not self.is_wide),
            View("today", _("今日到期"), where=mine & due, hot=True),
        ]
        if may_see_pool(self.user):
            views.append(View("pool", _("待分配"), where=Q(owner=None), hot=self.is_wide))
        if self.is_wide:
            late = Q(next_at__lt=now.replace(second=0, microsecond=0))
            views.append(View("overdue", _("逾期"), where=late, hot=True))
            views.append(View("all", _("全店"), default=True))
        return tuple(views)

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """The chased leads the reader sees, the pool among them.

        The condition stands once, here: said again by a tab, the planner would count it twice.
        """
        leads: QuerySet[Any] = list_leads(user=user, store=store).filter(IS_CHASED)
        return leads


class ArchiveTable(BaseLeadTable):
    """All leads that ever came in, whatever became of them."""

    key = "crm.lead_archive"
    title = _("线索档案")
    default_sort = ("-number",)
    count_views = False
    by_status = ChoiceFilter(_("状态"), "status", choices=LeadStatus.choices)
    views = (
        View("all", _("全部"), default=True),
        View("won", _("已成交"), "by_status=ordered&by_status=delivered"),
        View("ended", _("未成交"), "by_status=lost&by_status=frozen&by_status=invalid"),
        View("on_file", _("已有档案"), "by_status=on_file"),
    )
    empty = Empty(_("还没有线索"), icon="target")

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """Every lead the reader sees."""
        leads: QuerySet[Any] = list_leads(user=user, store=store)
        return leads


def _reason(row: Any) -> str:
    return row.lost_reason.label if row.lost_reason else ""


class LostTable(BaseLeadTable):
    """Leads that were given up or sleep (战败与休眠)."""

    key = "crm.lost"
    title = _("战败与休眠")
    default_sort = ("-closed",)
    count_views = False
    select_related = (*BaseLeadTable.select_related, "lost_reason")
    reason = TextColumn(_("战败原因"), _reason, sort="lost_reason__position")
    note = TextColumn(_("说明"), "lost_note", sort=False, css="cl w")
    closed = DateColumn(_("结束"), "closed_at")
    due = None  # type: ignore[assignment]  # a part taken away
    words = None  # type: ignore[assignment]
    by_next = None  # type: ignore[assignment]
    by_reason = WordFilter(_("战败原因"), "lost_reason", words=LOST_REASON)
    by_status = ChoiceFilter(_("状态"), "status", choices=LeadStatus.choices)
    by_closed = DateRangeFilter(_("结束"), "closed_at", is_datetime=True)
    card = Card(
        title=("name", "phone"), badge="status", lines=(("wanted", "closed"), ("reason", "owner"))
    )
    views: ClassVar[tuple[View, ...]] = (
        View("lost", _("战败"), "by_status=lost", default=True),
        View("frozen", _("休眠"), "by_status=frozen"),
        View("invalid", _("非意向"), "by_status=invalid"),
        View("again", _("可再激活"), where=Q(status="lost")),
        View("all", _("全部")),
    )
    empty = Empty(_("没有战败或休眠的线索"), icon="zzz")

    def __init__(self, user: Any, *, again_before: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(user, **kwargs)
        if again_before is not None:
            where = Q(status=LeadStatus.LOST, closed_at__lt=again_before)
            self.views = tuple(  # type: ignore[misc]
                View(v.key, v.label, where=where) if v.key == "again" else v for v in self.views
            )

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """The ended leads the reader sees."""
        leads: QuerySet[Any] = list_leads(user=user, store=store).filter(
            status__in=sorted(ENDED - {LeadStatus.ON_FILE}), closed_at__isnull=False
        )
        return leads


def _judged(row: LostApplication) -> str:
    labels = {None: _("待审核"), True: _("已同意"), False: _("已驳回")}
    return str(labels[row.is_approved])


def _judged_family(row: LostApplication) -> str:
    return {None: "amber", True: "green", False: "red"}[row.is_approved]


class ApplicationTable(Table):
    """Applications to give a lead up, for whoever judges them."""

    key = "crm.lost_applications"
    title = _("战败申请")
    unit = _("条")
    select_related = (
        "lead__customer", "lead__series", "lead__trim", "reason", "rival", "applied_by",
        "judged_by", "lead__store",
    )  # fmt: skip
    search = ("lead__customer__name__icontains",)
    search_hint = _("姓名、手机尾号")
    default_sort = ("-applied",)
    can_export = False

    name = LinkColumn(_("客户"), "lead.customer.name", sort="lead__customer__name_pinyin")
    wanted = TextColumn(_("意向车型"), "lead.wanted", sort=False)
    reason = TextColumn(_("战败原因"), "reason.label", sort="reason__position")
    seller = TextColumn(_("竞争对手"), "rival.name", show=False)
    rival = TextColumn(_("竞品车型"), "rival_model")
    price = MoneyColumn(_("竞品成交价 ¥"), "amount_rival", places=0)
    note = TextColumn(_("说明"), "note", sort=False, css="cl w")
    who = PersonColumn(_("申请人"), "applied_by")
    applied = DateTimeColumn(_("申请时间"), "applied_at")
    result = BadgeColumn(_("审核"), _judged, family=_judged_family, sort="is_approved")
    judge = PersonColumn(_("审核人"), "judged_by", show=False)
    judgement = TextColumn(_("审核意见"), "judgement", sort=False, css="cl w")
    by_reason = WordFilter(_("战败原因"), "reason", words=LOST_REASON)
    by_day = DateRangeFilter(_("申请时间"), "applied_at", is_datetime=True)
    views = (
        View("pending", _("待审核"), where=Q(is_approved=None), hot=True, default=True),
        View("refused", _("已驳回"), where=Q(is_approved=False)),
        View("approved", _("已同意"), where=Q(is_approved=True)),
        View("all", _("全部")),
    )
    card = Card(title=("name",), badge="result", lines=(("reason", "who"), ("note", "applied")))
    empty = Empty(_("没有待审核的战败申请"), icon="zzz")

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """Applications about leads that the reader sees."""
        leads = list_leads(user=user, store=store).order_by()
        found: QuerySet[Any] = LostApplication.objects.filter(lead__in=leads.values("pk"))
        return found

    def row_url(self, row: Any) -> str:
        """Where it is judged, or the lead once it was."""
        if row.is_approved is None and self.may("crm.judge_lost") and self.store is not None:
            return self.surl("crm:lost_judge", pk=row.pk)
        return self.surl("crm:lead_detail", number=row.lead.number)

    def search_q(self, text: str) -> Q:
        """By the customer of the lead."""
        return lead_search(text, prefix="lead__")
