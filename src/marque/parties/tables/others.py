"""Lists of contacts, competitors, tags, and of customers whose data is due to be forgotten."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marque.foundation.ui.choices import names_of
from marque.foundation.ui.tables import (
    BadgeColumn,
    BoolColumn,
    Card,
    ChoiceFilter,
    Create,
    DateColumn,
    Empty,
    LinkColumn,
    NumberColumn,
    PhoneColumn,
    RelatedFilter,
    Table,
    TextColumn,
    View,
)
from marque.parties.models import (
    Competitor,
    CompetitorModel,
    Contact,
    ContactCategory,
    Customer,
    Tag,
)
from marque.parties.queries import matching_contact
from marque.parties.services.anonymise import expired_customers
from marque.parties.services.tag_rules import rule_in_words


def _series(table: Table) -> Any:  # noqa: ARG001 (the signature of choices)
    series: Any = Contact._meta.get_field("interests").related_model
    return names_of(series.objects.filter(is_active=True))


def _interests(row: Contact) -> str:
    return "、".join(series.label for series in row.interests.all())


class ContactTable(Table):
    """The contacts of the customers that the user may see."""

    key = "parties.contacts"
    title, unit = pgettext_lazy("列表", "联系人"), _("位")
    select_related = ("customer",)
    prefetch = ("interests",)
    search = (matching_contact,)
    search_hint = _("姓名、拼音、手机号、客户名称")
    default_sort = ("name",)

    name = LinkColumn(_("姓名"), sort="name_pinyin")
    category = BadgeColumn(_("类别"), "get_category_display", sort="category")
    relation = TextColumn(_("关系/职务"))
    phone = PhoneColumn(_("电话"))
    customer = TextColumn(_("客户"), "customer.name", sort="customer__name_pinyin")
    interests = TextColumn(_("关注车系"), _interests, sort=False)
    born = DateColumn(_("生日"), "born_on", show=False)

    by_category = ChoiceFilter(_("类别"), "category", choices=ContactCategory.choices)
    by_series = RelatedFilter(_("关注车系"), "interests", choices=_series)

    views = (
        View("active", _("有效"), where=Q(is_active=True), default=True),
        View("all", _("全部")),
    )
    card = Card(title=("name",), badge="category", lines=(("customer", "phone"), ("interests",)))
    empty = Empty(_("还没有联系人"), _("在客户页登记企业联系人和家人。"), icon="address-book")

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """The contacts of the customers that the user may see."""
        found: QuerySet[Any] = Contact.objects.visible_to(user).in_store(store)
        return found

    def row_url(self, row: Any) -> str:
        """The page of the customer."""
        return self.surl("parties:customer_detail", number=row.customer.number)


def _sells(text: str) -> Q:
    cars = CompetitorModel.objects.filter(name__icontains=text.strip())
    return Q(pk__in=cars.values("competitor"))


class CompetitorTable(Table):
    """Competitors and how often we won against them."""

    key = "parties.competitors"
    title, unit = _("竞争对手"), _("家")
    search = ("name__icontains", "brand__icontains", _sells)
    search_hint = _("名称、品牌、竞品车型")
    default_sort = ("name",)

    name = LinkColumn(_("竞争对手"))
    brand = TextColumn(_("经营品牌"))
    address = TextColumn(_("地址"), show=False)
    models = NumberColumn(_("竞品车型"), "models_count", sort=False)
    won = NumberColumn(_("我方赢"), "won_count", sort=False)
    lost = NumberColumn(_("我方输"), "lost_count", sort=False)

    views = (
        View("active", _("启用"), where=Q(is_active=True), default=True),
        View("all", _("全部")),
    )
    card = Card(title=("name",), lines=(("brand", "models"), ("won", "lost")))
    empty = Empty(
        _("还没有竞争对手"), _("登记后可以在销售任务里选择，输赢自动累计。"), icon="swords"
    )
    create = Create(_("新建竞争对手"), "parties:competitor_create", "parties.edit_competitor")

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """Competitors are known to the whole group."""
        found: QuerySet[Any] = Competitor.objects.visible_to(user).in_store(store)
        return found

    def annotate(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Counts of models, wins and losses."""
        found: QuerySet[Any] = queryset.annotate(
            models_count=Count("cars", distinct=True),
            won_count=Count("results", filter=Q(results__is_won=True), distinct=True),
            lost_count=Count("results", filter=Q(results__is_won=False), distinct=True),
        )
        return found

    def row_url(self, row: Any) -> str:
        """The page of the competitor."""
        return self.surl("parties:competitor_detail", pk=row.pk)


class TagTable(Table):
    """Tags, their rules, and how many customers have them."""

    key = "parties.tags"
    title, unit = _("客户标签"), _("个")
    search = ("name__icontains",)
    default_sort = ("name",)

    name = LinkColumn(_("标签"))
    rule = TextColumn(_("规则"), lambda row: rule_in_words(row.rule), sort=False, css="cl w")
    customers = NumberColumn(_("客户数"), "customers_count", sort=False)
    notes = TextColumn(_("说明"))
    is_active = BoolColumn(_("启用"))

    card = Card(title=("name",), lines=(("rule",), ("customers", "notes")))
    empty = Empty(_("还没有标签"), _("标签可以手工打，也可以按规则自动打。"), icon="tag")
    create = Create(_("新建标签"), "parties:tag_create", "parties.edit_tag")

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """Tags belong to the whole group."""
        del user, store
        return Tag.objects.all()

    def annotate(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """How many customers have the tag."""
        found: QuerySet[Any] = queryset.annotate(customers_count=Count("customer_tags"))
        return found

    def row_url(self, row: Any) -> str:
        """The form of the tag."""
        return self.surl("parties:tag_edit", pk=row.pk)


class ExpiredTable(Table):
    """Potential customers whose data the next monthly run forgets."""

    key = "parties.expired"
    title, unit = _("到期待匿名化"), _("位")
    select_related = ("owner", "store")
    search = ("number__istartswith",)
    default_sort = ("created",)

    number = LinkColumn(_("客户编号"))
    name = TextColumn(_("客户名称"))
    source_label = TextColumn(_("来源"), "get_source_display", sort=False)
    created = DateColumn(_("建档"), "created_at")
    visited = DateColumn(_("最近到店"), "last_visit_on")

    card = Card(title=("name",), lines=(("number", "created"),))
    empty = Empty(_("没有到期的资料"), _("到期的潜在客户在每月 1 日匿名化。"), icon="shield-check")

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """Expired customers that the user may see."""
        reach = Customer.objects.visible_to(user).in_store(store).values("pk")
        found: QuerySet[Any] = expired_customers(today=timezone.localdate()).filter(pk__in=reach)
        return found

    def row_url(self, row: Any) -> str:
        """The page of the customer."""
        return self.surl("parties:customer_detail", number=row.number)
