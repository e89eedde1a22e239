"""What billing puts on the desk: money that waits for the cashier."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marque.billing.queries.documents import confirmed_on, receipts_to_confirm, refunds_to_pay
from marque.foundation.ui.desk_blocks import DeskBlock, DeskItem

SHOWN = 8


def blocks(user: Any, store: Any) -> list[DeskBlock]:
    """The cards of the cashier; none for others."""
    if not user.has_perm("billing.confirm_receipt"):
        return []
    return [_today(user, store), _to_confirm(user, store), _to_pay(user, store)]


def _url(store: Any, name: str, **kwargs: Any) -> str:
    return reverse(f"billing:{name}", kwargs={"store": store.code if store else "hq", **kwargs})


def _today(user: Any, store: Any) -> DeskBlock:
    sums = confirmed_on(user, store, day=timezone.localdate())
    return DeskBlock(
        key="billing.today",
        title=_("今天"),
        kind="kpi",
        order=10,
        items=(
            DeskItem(_("今日收款"), value=f"¥{sums['total'] or 0:,.2f}"),
            DeskItem(_("今日确认"), value=str(sums["n"]), unit=_("张")),
        ),
        refresh_on="receipt:changed",
    )


def _to_confirm(user: Any, store: Any) -> DeskBlock:
    receipts = receipts_to_confirm(user, store)
    return DeskBlock(
        key="billing.pending",
        title=_("待确认收款"),
        order=20,
        count=receipts.count(),
        more_url=_url(store, "cashier"),
        items=tuple(
            DeskItem(
                title=receipt.customer.name,
                when=date_format(receipt.paid_on, "m-d"),
                url=_url(store, "receipt_detail", number=receipt.number),
                why=f"{receipt.get_kind_display()} ¥{receipt.amount:,.2f} · "
                f"{receipt.get_method_display()} · {receipt.handler.name}",
                tag=receipt.payable_number,
                action_label=_("确认"),
                group=_("收款"),
            )
            for receipt in receipts[:SHOWN]
        ),
        empty=_("没有待确认的收款"),
        refresh_on="receipt:changed",
    )


def _to_pay(user: Any, store: Any) -> DeskBlock:
    refunds = refunds_to_pay(user, store)
    return DeskBlock(
        key="billing.refunds",
        title=_("待付退款"),
        order=30,
        count=refunds.count(),
        is_empty_hidden=True,
        items=tuple(
            DeskItem(
                title=refund.customer.name,
                url=_url(store, "refund_detail", number=refund.number),
                why=f"¥{refund.amount:,.2f} · {refund.reason}",
                tag=refund.payable_number,
                action_label=_("付款"),
                group=_("退款"),
            )
            for refund in refunds[:SHOWN]
        ),
    )
