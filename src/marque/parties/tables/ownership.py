"""Lists of the pool, of suspected duplicates, of merges, and of customers about to be lost."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marque.foundation.ui.tables import (
    BadgeColumn,
    BulkAction,
    Card,
    ChoiceFilter,
    DateColumn,
    DateTimeColumn,
    Empty,
    LinkColumn,
    MoneyColumn,
    NumberColumn,
    PersonColumn,
    PhoneColumn,
    Table,
    TextColumn,
    View,
)
from marque.parties.models import Customer, CustomerKind, DuplicatePair, Lifecycle, MergeLog
from marque.parties.queries import CUSTOMER_LOOKUP
from marque.parties.queries.pool import list_merges, list_pairs, list_pool
from marque.parties.queries.worth import churning, lifecycle_reason, rule_on

LIFE_FAMILIES = {
    Lifecycle.NEW: "cyan",
    Lifecycle.ACTIVE: "green",
    Lifecycle.AT_RISK: "amber",
    Lifecycle.LOST: "red",
    Lifecycle.WON_BACK: "purple",
}
REASONS = {
    "identity": _("证件号相同"),
    "tax": _("统一社会信用代码相同"),
    "phone": _("号码是对方的备用电话"),
    "second": _("备用电话相同"),
    "name": _("姓名同音且手机尾号相同"),
    "plate": _("姓名同音且车牌相同"),
}


def life_family(row: Customer) -> str:
    """The colour of a stage of life."""
    return LIFE_FAMILIES.get(Lifecycle(row.lifecycle), "gray")


def lifecycle_reason_today(row: Any) -> str:
    """Why the customer is in danger; the row carries the limits of the rule."""
    return lifecycle_reason(row, today=timezone.localdate(), rule=row)


def reasons_of(row: DuplicatePair) -> str:
    """Why two records look like one."""
    return "；".join(str(REASONS[code]) for code in row.reasons.split() if code in REASONS)


class PoolTable(Table):
    """The public pool of customers."""

    key = "parties.pool"
    title, unit = _("客户公海"), _("位")
    select_related = ("store",)
    search = CUSTOMER_LOOKUP
    search_hint = _("姓名、拼音首字母、手机号、客户编号")
    default_sort = ("-pooled",)
    can_export = False

    number = TextColumn(_("客户编号"))
    name = TextColumn(_("客户名称"), sort="name_pinyin")
    phone = PhoneColumn(_("手机"))
    category = TextColumn(_("客户分类"), "get_customer_class_display", sort="customer_class")
    life = BadgeColumn(_("生命周期"), "get_lifecycle_display", family=life_family, sort="lifecycle")
    value = NumberColumn(_("价值分"), "value_score")
    origin = TextColumn(_("来源"), "get_source_display", sort="source")
    seen = DateColumn(_("最近往来"), "last_seen_on")
    former = TextColumn(_("原归属人"), "former_owner", sort=False)
    reason = TextColumn(_("转入原因"), "pool_reason", sort=False)
    store = TextColumn(_("门店"), "store.name", show=False)
    pooled = DateTimeColumn(_("转入公海时间"), "pooled_at")

    by_kind = ChoiceFilter(_("类型"), "kind", choices=CustomerKind.choices)
    by_life = ChoiceFilter(_("生命周期"), "lifecycle", choices=Lifecycle.choices)

    actions = (
        BulkAction(_("领取"), "parties:pool_claim", "user-plus", "parties.claim_customer"),
        BulkAction(
            _("分配"), "parties:customer_assign", "arrows-exchange", "parties.transfer_customer"
        ),
    )
    card = Card(title=("name",), badge="life", lines=(("phone", "value"), ("reason",)))
    empty = Empty(_("公海里没有客户"), _("退回的和长期无跟进的客户会出现在这里。"), icon="inbox")

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """The pool the reader may claim from or assign."""
        found: QuerySet[Any] = list_pool(user=user, store=store)
        return found


class DuplicateTable(Table):
    """Suspected duplicates."""

    key = "parties.duplicates"
    title, unit = _("疑似重复"), _("对")
    select_related = ("first__owner", "second__owner", "store")
    default_sort = ("-score",)
    can_export = False

    score = NumberColumn(_("相似度"), "score")
    first = LinkColumn(_("客户一"), "first.name")
    first_number = TextColumn(_("编号"), "first.number")
    first_owner = TextColumn(_("归属人"), "first.owner_label", sort=False)
    second = LinkColumn(_("客户二"), "second.name")
    second_number = TextColumn(_("编号"), "second.number")
    second_owner = TextColumn(_("归属人"), "second.owner_label", sort=False)
    reason = TextColumn(_("理由"), reasons_of, sort=False)
    store = TextColumn(_("门店"), "store.name", show=False)
    found = DateTimeColumn(_("发现时间"), "found_at")

    card = Card(title=("first", "second"), lines=(("reason", "score"),))
    empty = Empty(
        _("没有疑似重复的客户"), _("每天夜里按电话、证件、姓名与车牌查重。"), icon="git-merge"
    )

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """Pairs within the reader's reach."""
        found: QuerySet[Any] = list_pairs(user=user, store=store)
        return found

    def row_url(self, row: DuplicatePair) -> str:
        """The preview of the merge; the older record stays unless somebody decides."""
        return self.surl("parties:customer_merge") + f"?a={row.first.number}&b={row.second.number}"


class MergeTable(Table):
    """What was merged."""

    key = "parties.merges"
    title, unit = _("合并记录"), _("次")
    select_related = ("by", "undone_by")
    defer = ("rows_before", "rows_after", "moved", "changed", "marks")
    search = ("kept_number__iexact", "merged_number__iexact", "kept_name__startswith")
    search_hint = _("客户编号、名称")
    default_sort = ("-at",)

    at = DateTimeColumn(_("合并时间"))
    kept_name = LinkColumn(_("保留的客户"))
    kept_number = TextColumn(_("保留"))
    merged_name = TextColumn(_("并入的客户"))
    merged_number = TextColumn(_("并入"))
    moved_count = NumberColumn(_("移动记录"), "count_moved")
    reason = TextColumn(_("原因"), sort=False)
    by = PersonColumn(_("合并人"))
    undone = DateTimeColumn(_("撤销时间"), "undone_at")

    views: ClassVar[tuple[View, ...]] = (
        View("all", _("全部"), default=True),
        View("undone", _("已撤销"), where=Q(undone_at__isnull=False)),
    )
    card = Card(title=("kept_name", "merged_name"), lines=(("at", "by"),))
    empty = Empty(_("还没有合并过客户"), icon="git-merge")

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """Merges within the reader's reach."""
        found: QuerySet[Any] = list_merges(user=user, store=store)
        return found

    def row_url(self, row: MergeLog) -> str:
        """What moved, and the way back."""
        return self.surl("parties:merge_detail", pk=row.pk)


class ChurnTable(Table):
    """Customers of the base who are overdue for a visit."""

    key = "parties.churn"
    title, unit = _("流失预警"), _("位")
    select_related = ("owner", "store")
    search = CUSTOMER_LOOKUP
    search_hint = _("姓名、拼音首字母、手机号、客户编号")
    default_sort = ("-value",)
    export_right = "parties.export_customer"

    name = LinkColumn(_("客户名称"), sort="name_pinyin")
    number = LinkColumn(_("客户编号"))
    phone = PhoneColumn(_("手机"))
    life = BadgeColumn(_("生命周期"), "get_lifecycle_display", family=life_family, sort="lifecycle")
    reason = TextColumn(_("理由"), lifecycle_reason_today, sort=False)
    value = NumberColumn(_("价值分"), "value_score")
    spent = MoneyColumn(_("累计消费 ¥"), "amount_spent")
    owner = PersonColumn(_("归属人"))
    asked = DateColumn(_("已派任务"), "care_asked_on")

    by_life = ChoiceFilter(_("生命周期"), "lifecycle", choices=Lifecycle.choices)
    views: ClassVar[tuple[View, ...]] = (
        View("open", _("待处理"), where=Q(care_asked_on__isnull=True), default=True),
        View("asked", _("已派任务"), where=Q(care_asked_on__isnull=False)),
        View("all", _("全部")),
    )
    actions = (BulkAction(_("派给归属人"), "parties:care_ask", "bell"),)
    card = Card(title=("name",), badge="life", lines=(("reason",), ("owner", "value")))
    empty = Empty(_("没有流失风险的基盘客户"), icon="users")

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """The reader's customers of the base in danger."""
        reach = Customer.objects.visible_to(user).in_store(store).active()
        found: QuerySet[Any] = reach.filter(churning())
        return found

    def annotate(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The limits of the rule of today, once for all rows."""
        rule = rule_on(self.today)
        names = ("new_days", "risk_days", "lost_days")
        found: QuerySet[Any] = queryset.annotate(
            **{name: Value(getattr(rule, name)) for name in names}
        )
        return found

    def row_url(self, row: Customer) -> str:
        """The page of the customer."""
        return self.surl("parties:customer_detail", number=row.number)
