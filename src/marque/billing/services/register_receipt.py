"""Register money that a customer gave or transferred (登记收款)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.billing.events import PaymentReceived
from marque.billing.facts import Payable, get_payable
from marque.billing.models import PaymentMethod, Receipt, ReceiptKind
from marque.billing.queries.accounts import account_of
from marque.foundation.numbering.services import next_number
from marque.kernel.errors import GuardRefused, InvalidInput, NotAuthorised
from marque.kernel.events import bus
from marque.kernel.money import cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """What was given: `amount` in `currency`, `rate_exchange` yuan for one of it."""

    kind: str
    method: str
    amount: Decimal
    paid_on: date
    bank_reference: str = ""
    currency: str = "CNY"
    rate_exchange: Decimal = Decimal(1)
    remark: str = ""

    @property
    def amount_yuan(self) -> Decimal:
        """The amount in yuan, to the cent."""
        return cents(self.amount * self.rate_exchange)


@transaction.atomic
def register_receipt(
    *, payable_type: str, payable_id: int, money: Money, by: Any, now: datetime
) -> Receipt:
    """Write down money for a payable document; it counts once the cashier confirms it.

    Refuses money for a document that may not be paid now, more than is still open, an amount
    that is not positive, and a date in the future.
    """
    if not by.has_perm("billing.register_receipt"):
        raise NotAuthorised(_("您没有“登记收款”的权限"))
    today = timezone.localdate(now)
    payable = get_payable(payable_type, payable_id, lock=True)
    _check(payable, money, today)

    receipt = Receipt.objects.create(
        number=next_number("billing.receipt", store=payable.store, on=today),
        store=payable.store,
        department=payable.department,
        owner=payable.owner,
        created_at=now,
        created_by=by,
        payable_type=payable_type,
        payable_id=payable_id,
        payable_number=payable.number,
        customer=payable.customer,
        kind=money.kind,
        method=money.method,
        currency=money.currency,
        rate_exchange=money.rate_exchange,
        amount_original=cents(money.amount),
        amount=money.amount_yuan,
        paid_on=money.paid_on,
        bank_reference=money.bank_reference,
        handler=by,
        remark=money.remark,
    )
    bus.publish(
        PaymentReceived(
            payable_type=payable_type,
            payable_id=payable_id,
            payable_number=payable.number,
            receipt_number=receipt.number,
            store_id=payable.store.pk,
            kind=receipt.kind,
            amount=receipt.amount,
        )
    )
    return receipt


def _check(payable: Payable, money: Money, today: date) -> None:
    if payable.refusal:
        raise GuardRefused(payable.refusal)
    if money.kind not in ReceiptKind.values:
        raise InvalidInput(_("请选择款项：定金、订金或尾款"), field="kind")
    if money.method not in PaymentMethod.values:
        raise InvalidInput(_("请选择收款方式"), field="method")
    if money.rate_exchange <= 0 or (money.currency == "CNY" and money.rate_exchange != 1):
        raise InvalidInput(_("汇率不正确，人民币的汇率为 1"), field="rate_exchange")
    if money.amount_yuan <= 0:
        raise InvalidInput(_("收款金额必须大于零"), field="amount")
    if money.paid_on > today:
        raise InvalidInput(_("收款日期不能晚于今天"), field="paid_on")
    account = account_of(payable)
    if money.amount_yuan > account.amount_registrable:
        raise InvalidInput(
            _("本单还可登记 ¥%(open)s，不能多收") % {"open": f"{account.amount_registrable:,.2f}"},
            field="amount",
        )
