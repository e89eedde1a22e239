"""Lists of customers and agents."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marque.foundation.custom_fields.list_columns import CustomColumns
from marque.foundation.ui.choices import names_of, with_rows
from marque.foundation.ui.tables import (
    BadgeColumn,
    BulkAction,
    Card,
    ChoiceFilter,
    Create,
    DateColumn,
    DateRangeFilter,
    Empty,
    LinkColumn,
    MoneyColumn,
    NumberColumn,
    PersonColumn,
    PhoneColumn,
    RelatedFilter,
    Table,
    TextColumn,
    View,
)
from marque.organisation.models import User
from marque.parties.models import (
    BaseStatus,
    Customer,
    CustomerClass,
    CustomerKind,
    CustomerSource,
    CustomerStage,
    CustomerStanding,
    IntentionClass,
    Lifecycle,
    Tag,
)
from marque.parties.queries import CUSTOMER_LOOKUP


def _life_family(row: Customer) -> str:
    families = {"new": "cyan", "active": "green", "at_risk": "amber", "lost": "red"}
    return families.get(row.lifecycle, "purple")


def _owners(table: Table) -> Any:
    """The members of staff whose customers the user may see here."""
    customers = table.source(table.user, table.store)
    return names_of(with_rows(User.objects.all(), customers, "owner"))


def _tags(table: Table) -> Any:  # noqa: ARG001 (the signature of choices)
    return Tag.objects.filter(is_active=True).values_list("pk", "name")


def _kind_family(row: Customer) -> str:
    return "purple" if row.is_enterprise else "blue"


STAGE_FAMILIES = {CustomerStage.POTENTIAL: "cyan", CustomerStage.FORMAL: "green"}
STANDING_FAMILIES = {CustomerStanding.BASE: "blue", CustomerStanding.VIP: "amber"}


def _stage_family(row: Customer) -> str:
    return STAGE_FAMILIES.get(CustomerStage(row.stage), "gray")


def _standing_family(row: Customer) -> str:
    return STANDING_FAMILIES.get(CustomerStanding(row.standing), "gray")


def _tag_names(row: Customer) -> str:
    return "、".join(mark.tag.name for mark in row.customer_tags.all())


class CustomerTable(CustomColumns, Table):
    """Customers of a store, or of the group."""

    custom_target = "parties.customer"
    key = "parties.customers"
    title, unit = pgettext_lazy("列表", "客户"), _("位")
    select_related = ("owner",)
    only = (
        "number",
        "name",
        "name_pinyin",
        "kind",
        "stage",
        "standing",
        "intention",
        "do_not_call",
        "last_visit_on",
        "customer_class",
        "lifecycle",
        "value_score",
        "amount_spent",
        "phone",
        "source",
        "division",
        "created_at",
        "custom",
        "owner__name",
        "owner__name_en",
        "store__name",
    )
    search = CUSTOMER_LOOKUP
    search_hint = _("姓名、拼音首字母、手机号、客户编号")
    default_sort = ("-created",)
    export_right = "parties.export_customer"

    number = LinkColumn(_("客户编号"))
    name = LinkColumn(_("客户名称"), sort="name_pinyin")
    kind = BadgeColumn(_("类型"), "get_kind_display", family=_kind_family, sort="kind")
    stage = BadgeColumn(_("阶段"), "get_stage_display", family=_stage_family, sort="stage")
    standing = BadgeColumn(
        _("等级"), "get_standing_display", family=_standing_family, sort="standing"
    )
    phone = PhoneColumn(_("手机"))
    intention = TextColumn(_("意向级别"), "get_intention_display", show=False)
    tags = TextColumn(
        _("标签"), _tag_names, sort=False, show=False, prefetch=("customer_tags__tag",)
    )
    origin = TextColumn(_("来源"), "get_source_display", sort="source")
    place = TextColumn(_("所在地区"), "division_name", sort="division")
    owner = PersonColumn(_("归属人"))
    store = TextColumn(_("门店"), "store.name", show=False, joins=("store",))
    visited = DateColumn(_("最近到店"), "last_visit_on", show=False)
    created = DateColumn(_("建档"), "created_at")
    category = TextColumn(
        _("客户分类"), "get_customer_class_display", sort="customer_class", show=False
    )
    life = BadgeColumn(
        _("生命周期"),
        "get_lifecycle_display",
        family=_life_family,
        sort="lifecycle",
        show=False,
    )
    value = NumberColumn(_("价值分"), "value_score", show=False)
    spent = MoneyColumn(_("累计消费 ¥"), "amount_spent", show=False)

    by_kind = ChoiceFilter(_("类型"), "kind", choices=CustomerKind.choices)
    by_stage = ChoiceFilter(_("阶段"), "stage", choices=CustomerStage.choices)
    by_standing = ChoiceFilter(_("等级"), "standing", choices=CustomerStanding.choices)
    by_intention = ChoiceFilter(
        _("意向级别"),
        "intention",
        choices=[choice for choice in IntentionClass.choices if choice[0]],
        primary=False,
    )
    by_class = ChoiceFilter(
        _("客户分类"), "customer_class", choices=CustomerClass.choices, primary=False
    )
    by_life = ChoiceFilter(_("生命周期"), "lifecycle", choices=Lifecycle.choices, primary=False)
    by_base = ChoiceFilter(
        _("基盘状态"),
        "base_status",
        choices=[choice for choice in BaseStatus.choices if choice[0]],
        primary=False,
    )
    by_care = DateRangeFilter(_("应关怀日期"), "care_due_on", primary=False)
    by_tag = RelatedFilter(_("标签"), "customer_tags__tag", choices=_tags, primary=False)
    by_source = ChoiceFilter(_("来源"), "source", choices=CustomerSource.choices)
    by_owner = RelatedFilter(_("归属人"), "owner", choices=_owners)
    by_day = DateRangeFilter(_("建档日期"), "created_at", is_datetime=True)

    views: ClassVar[tuple[View, ...]] = (
        View("active", _("在跟客户"), where=Q(is_active=True), default=True),
        View("potential", _("潜在客户"), where=Q(is_active=True, stage="potential")),
        View("formal", _("正式客户"), where=Q(is_active=True, stage="formal")),
        View("base", _("基盘客户"), where=Q(is_active=True, standing="base")),
        View("vip", _("VIP 客户"), where=Q(is_active=True, standing="vip")),
        View("enterprise", _("企业客户"), where=Q(is_active=True, kind="enterprise")),
        View("inactive", _("已停用"), where=Q(is_active=False)),
        View("all", _("全部")),
    )
    card = Card(title=("name",), badge="kind", lines=(("phone", "owner"), ("origin", "created")))
    empty = Empty(_("还没有客户"), _("到店、来电或线索里的人建档后会出现在这里。"), icon="users")
    actions = (
        BulkAction(
            _("分配"), "parties:customer_assign", "arrows-exchange", "parties.transfer_customer"
        ),
    )
    create = Create(
        _("新建客户"), "parties:customer_create", "parties.create_customer", "user-plus"
    )

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """The customers the user may see; agents have a list of their own."""
        return Customer.objects.visible_to(user).in_store(store).customers()

    def row_url(self, row: Any) -> str:
        """The page of the customer."""
        return self.surl("parties:customer_detail", number=row.number)


class AgentTable(CustomerTable):
    """Agents and partners, at the same depth as customers."""

    key = "parties.agents"
    title, unit = _("代理与合作伙伴"), _("家")
    views: ClassVar[tuple[View, ...]] = (
        View("active", _("合作中"), where=Q(is_active=True), default=True),
        View("inactive", _("已停用"), where=Q(is_active=False)),
        View("all", _("全部")),
    )
    empty = Empty(
        _("还没有代理"),
        _("代理与合作伙伴和客户一样，可以有任务、报价和订单。"),
        icon="heart-handshake",
    )
    create = Create(_("新建代理"), "parties:agent_create", "parties.create_customer", "user-plus")

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """The agents the user may see."""
        return Customer.objects.visible_to(user).in_store(store).agents()
