"""Follow-ups as a list: what was said, when it was due, what comes next."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marque.crm.models import FollowUp
from marque.foundation.ui.tables import (
    Card,
    DateRangeFilter,
    DateTimeColumn,
    Empty,
    LinkColumn,
    PersonColumn,
    Table,
    TextColumn,
)


class FollowUpTable(Table):
    """Every call, message and talk the reader may see (跟进记录)."""

    key = "crm.follow_ups"
    title, unit = _("跟进记录"), _("次")
    select_related = ("lead__store", "customer", "by", "way", "result", "level")
    search = ("customer__name__icontains",)
    search_hint = _("姓名")
    default_sort = ("-at",)
    export_right = "crm.export_lead"

    at = DateTimeColumn(_("跟进时间"), "at")
    name = LinkColumn(_("客户"), "customer.name", sort=False)
    way = TextColumn(_("联系方式"), "way.label", sort=False)
    result = TextColumn(_("结果"), "result.label", sort=False)
    words = TextColumn(_("说了什么"), "words", sort=False, css="cl w")
    due = DateTimeColumn(_("应跟进时间"), "due_at", sort=False)
    next = DateTimeColumn(_("下次跟进"), "next_at", sort=False)
    by = PersonColumn(_("跟进人"), "by", sort=False)

    by_day = DateRangeFilter(_("跟进时间"), "at", is_datetime=True)
    card = Card(title=("name",), badge="result", lines=(("words",), ("at", "by")))
    empty = Empty(_("还没有跟进记录"), icon="phone")

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """The follow-ups the reader sees."""
        rows: QuerySet[Any] = FollowUp.objects.visible_to(user).in_store(store)
        return rows

    def row_url(self, row: Any) -> str:
        """The page of the lead."""
        return self.surl("crm:lead_detail", number=row.lead.number)
