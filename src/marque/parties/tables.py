"""Lists of parties."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marque.foundation.ui.choices import with_rows
from marque.foundation.ui.tables import (
    BadgeColumn,
    Card,
    ChoiceFilter,
    Create,
    DateColumn,
    DateRangeFilter,
    Empty,
    LinkColumn,
    PersonColumn,
    PhoneColumn,
    RelatedFilter,
    Table,
    TextColumn,
    View,
)
from marque.organisation.models import User
from marque.parties.models import Customer, CustomerKind, CustomerSource
from marque.parties.queries import CUSTOMER_LOOKUP


def _owners(table: Table) -> Any:
    """The members of staff whose customers the user may see here."""
    customers = table.source(table.user, table.store)
    owners = with_rows(User.objects.all(), customers, "owner")
    return owners.order_by("name").values_list("pk", "name")


def _kind_family(row: Customer) -> str:
    return "purple" if row.is_enterprise else "blue"


class CustomerTable(Table):
    """Customers of a store, or of the group."""

    key = "parties.customers"
    title, unit = _("客户"), _("位")
    select_related = ("owner", "store")
    only = (
        "number",
        "name",
        "name_pinyin",
        "kind",
        "phone",
        "source",
        "division",
        "created_at",
        "owner__name",
        "store__name",
    )
    search = CUSTOMER_LOOKUP
    search_hint = _("姓名、拼音首字母、手机号、客户编号")
    default_sort = ("-created",)
    export_right = "parties.export_customer"

    number = LinkColumn(_("客户编号"))
    name = LinkColumn(_("客户名称"), sort="name_pinyin")
    kind = BadgeColumn(_("类型"), "get_kind_display", family=_kind_family, sort="kind")
    phone = PhoneColumn(_("手机"))
    origin = TextColumn(_("来源"), "get_source_display", sort="source")
    place = TextColumn(_("所在地区"), "division_name", sort="division")
    owner = PersonColumn(_("归属人"))
    store = TextColumn(_("门店"), "store.name", show=False)
    created = DateColumn(_("建档"), "created_at")

    by_kind = ChoiceFilter(_("类型"), "kind", choices=CustomerKind.choices)
    by_source = ChoiceFilter(_("来源"), "source", choices=CustomerSource.choices)
    by_owner = RelatedFilter(_("归属人"), "owner", choices=_owners)
    by_day = DateRangeFilter(_("建档日期"), "created_at", is_datetime=True)

    views = (
        View("active", _("在跟客户"), where=Q(is_active=True), default=True),
        View("enterprise", _("企业客户"), where=Q(is_active=True, kind="enterprise")),
        View("inactive", _("已停用"), where=Q(is_active=False)),
        View("all", _("全部")),
    )
    card = Card(title=("name",), badge="kind", lines=(("phone", "owner"), ("origin", "created")))
    empty = Empty(_("还没有客户"), _("到店、来电或线索里的人建档后会出现在这里。"), icon="users")
    create = Create(
        _("新建客户"), "parties:customer_create", "parties.create_customer", "user-plus"
    )

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """The customers the user may see."""
        return Customer.objects.visible_to(user).in_store(store)

    def row_url(self, row: Any) -> str:
        """The page of the customer."""
        return self.surl("parties:customer_detail", number=row.number)
