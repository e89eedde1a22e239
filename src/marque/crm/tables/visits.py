"""The list of visits (展厅客流)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marque.crm.models import FIRST, Visit, VisitResult
from marque.crm.queries.flow import list_visits
from marque.crm.tables.choices import WordFilter, people
from marque.crm.words import ERRAND
from marque.foundation.ui.status_families import register
from marque.foundation.ui.tables import (
    BoolColumn,
    BoolFilter,
    Card,
    ChoiceFilter,
    Create,
    DateRangeFilter,
    DateTimeColumn,
    Empty,
    LinkColumn,
    NumberColumn,
    PersonColumn,
    RelatedFilter,
    StatusColumn,
    Table,
    TextColumn,
    TextFilter,
    View,
)
from marque.parties import api as parties

FAMILIES = {
    VisitResult.INCOMPLETE: "amber",
    VisitResult.FIRST_CARDED: "green",
    VisitResult.CARDED_FIRST: "green",
    VisitResult.LOOKED: "gray",
    VisitResult.AGAIN: "blue",
    VisitResult.NON_INTENT: "gray",
}
register("crm.visit", {str(code): family for code, family in FAMILIES.items()})


class VisitTable(Table):
    """Everybody who walked in, what it counted as and who received them."""

    key = "crm.visits"
    title, unit = _("展厅客流"), pgettext_lazy("客流", "批")
    select_related = ("customer", "owner", "store", "errand")
    search = (
        "number__iexact",
        "customer__name__icontains",
        "called__icontains",
        "plate__icontains",
    )
    search_hint = _("编号、客户、称呼、车牌")
    default_sort = ("-arrived",)
    export_right = "crm.export_visit"

    number = LinkColumn(_("编号"))
    arrived = DateTimeColumn(_("到店"), "arrived_at")
    who = TextColumn(_("来客"), "visitor", sort="called")
    result = StatusColumn(_("客流类别"), kind="crm.visit", choices=VisitResult.choices)
    errand = TextColumn(_("来店事由"), "errand.label")
    party = NumberColumn(_("人数"), "party_size")
    owner = PersonColumn(_("接待人"), "owner")
    invited = BoolColumn(_("邀约"), "was_invited")
    plate = TextColumn(_("车牌"))
    left = DateTimeColumn(_("离店"), "left_at")
    reason = TextColumn(_("派接待依据"), "owner_reason", show=False)
    note = TextColumn(_("经过情形"), show=False)
    received = DateTimeColumn(_("接待时间"), "received_at", show=False)

    by_day = DateRangeFilter(_("到店日期"), "arrived_at", is_datetime=True)
    by_result = ChoiceFilter(_("客流类别"), "result", choices=VisitResult.choices)
    by_errand = WordFilter(_("来店事由"), "errand", words=ERRAND)
    by_owner = RelatedFilter(_("接待人"), "owner", choices=people("owner"))
    by_invited = BoolFilter(_("邀约到店"), "was_invited", primary=False)
    by_customer = TextFilter(_("客户"), where=parties.of_customer("customer"), primary=False)

    views = (
        View("inside", _("在店"), where=Q(left_at__isnull=True)),
        View("incomplete", _("未完善"), "by_result=incomplete", hot=True),
        View("first", _("首次"), where=Q(result__in=FIRST)),
        View("again", _("再次"), "by_result=again"),
        View("non_intent", _("非意向"), "by_result=non_intent"),
        View("all", _("全部"), default=True),
    )
    card = Card(
        title=("who", "errand"), badge="result", lines=(("arrived", "owner"), ("number", "left"))
    )
    empty = Empty(_("还没有来店记录"), _("前台登记的来店会出现在这里。"), icon="users")
    create = Create(_("登记来店"), "crm:reception", "crm.register_visit")

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """The visits the user may see in the store."""
        visits: QuerySet[Any] = list_visits(user=user, store=store)
        return visits

    def row_url(self, row: Visit) -> str:
        """The page of the visit."""
        return self.surl("crm:visit_detail", number=row.number)
