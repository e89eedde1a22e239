"""The lists of accounting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marque.accounting.models import VoucherKind, VoucherWord
from marque.accounting.queries.vouchers import list_vouchers
from marque.accounting.workflow import VoucherStatus
from marque.foundation.ui import cells
from marque.foundation.ui.tables import (
    BoolFilter,
    Card,
    ChoiceFilter,
    Column,
    Create,
    DateColumn,
    DateRangeFilter,
    Empty,
    LinkColumn,
    MoneyColumn,
    NumberRangeFilter,
    PersonColumn,
    Table,
    TextColumn,
    View,
)


@dataclass
class VoucherStatusColumn(Column):
    """The state; a posted reversal is shown as 红字冲销."""

    def read(self, row: Any) -> str:
        return str(row.status_label)

    def inner(self, row: Any) -> str:
        return cells.status(row.status_label, row.status_colour)


class VoucherTable(Table):
    """凭证查询: every voucher with its number, source, amount and signatures."""

    key = "accounting.vouchers"
    title, unit = _("凭证"), _("张")
    select_related = ("period", "store", "prepared_by", "reviewed_by", "book__company")
    search = ("summary__icontains", "source_number__icontains", "number__iexact")
    search_hint = _("摘要、来源单据、凭证号")
    default_sort = ("-voucher_on",)
    number = LinkColumn(_("凭证字号"), "full_number", sort=("word", "number"))
    voucher_on = DateColumn(_("日期"), "voucher_on")
    summary = TextColumn(_("摘要"), "summary")
    status = VoucherStatusColumn(_("状态"), "status_label", sort="status")
    amount = MoneyColumn(_("金额 ¥"), "amount_total")
    origin = TextColumn(_("来源单据"), "source_number")
    shop = TextColumn(_("门店"), "store.name", show=False)
    company = TextColumn(_("公司"), "book.company.name", show=False)
    prepared = PersonColumn(_("制单"), "prepared_by")
    reviewed = PersonColumn(_("审核"), "reviewed_by", show=False)
    by_status = ChoiceFilter(_("状态"), "status", choices=VoucherStatus.choices)
    by_day = DateRangeFilter(_("日期"), "voucher_on")
    by_word = ChoiceFilter(_("凭证字"), "word", choices=VoucherWord.choices, primary=False)
    by_kind = ChoiceFilter(_("类别"), "kind", choices=VoucherKind.choices, primary=False)
    by_amount = NumberRangeFilter(_("金额"), "amount_total", unit=_("元"), primary=False)
    by_origin = BoolFilter(
        _("业务自动生成"), "is_automatic", yes=_("是"), no=_("否"), primary=False
    )
    views = (
        View("all", _("全部"), default=True),
        View("waiting", _("待审核"), f"by_status={VoucherStatus.SUBMITTED}", hot=True),
        View("reviewed", _("待记账"), f"by_status={VoucherStatus.REVIEWED}"),
        View("drafts", _("草稿"), f"by_status={VoucherStatus.DRAFT}"),
        View("red", _("红字冲销"), where=Q(reverses__isnull=False)),
    )
    card = Card(
        title=("number", "summary"),
        badge="status",
        lines=(("voucher_on", "amount"), ("origin", "prepared")),
    )
    empty = Empty(_("还没有凭证"), _("业务单据会自动生成凭证，也可以手工填制"), "file-text")
    create = Create(_("填制凭证"), "accounting:voucher_create", "accounting.create_voucher")

    @classmethod
    def source(cls, user: Any, store: Any) -> Any:
        return list_vouchers(user, store)

    def row_url(self, row: Any) -> str:
        return self.surl("accounting:voucher_detail", pk=row.pk)
