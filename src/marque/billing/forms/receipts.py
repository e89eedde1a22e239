"""What a person types about money."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marque.billing.facts import Payable
from marque.billing.models import PaymentMethod, ReceiptKind
from marque.billing.queries.accounts import PayableAccount
from marque.billing.services.register_receipt import Money
from marque.foundation.ui import forms

CURRENCIES = (("CNY", _("人民币 CNY")), ("USD", "USD"), ("EUR", "EUR"), ("HKD", "HKD"))


class ReceiptForm(forms.Form):
    """Money for one payable document."""

    kind = forms.ChoiceField(label=_("款项"), choices=ReceiptKind.choices, widget=forms.ChipSelect)
    amount = forms.MoneyField(label=_("收款金额"), min_value=Decimal("0.01"))
    method = forms.ChoiceField(
        label=_("收款方式"),
        choices=PaymentMethod.choices,
        initial=PaymentMethod.TRANSFER,
        widget=forms.ChipSelect,
    )
    paid_on = forms.DateField(label=_("收款日期"))
    bank_reference = forms.CharField(label=_("票据号 / 流水号"), max_length=60, required=False)
    currency = forms.ChoiceField(label=_("币种"), choices=CURRENCIES, initial="CNY")
    rate_exchange = forms.DecimalField(
        label=_("汇率"),
        max_digits=12,
        decimal_places=6,
        min_value=Decimal("0.000001"),
        initial=1,
    )
    remark = forms.CharField(label=_("备注"), max_length=200, required=False)

    def money(self) -> Money:
        """What was typed, for the service."""
        return Money(**self.cleaned_data)


def initial_receipt(payable: Payable, account: PayableAccount) -> dict[str, Any]:
    """What the cashier most probably takes now: the deposit first, then the rest."""
    deposit_missing = payable.amount_deposit_due - account.amount_confirmed - account.amount_pending
    is_deposit = deposit_missing > 0
    return {
        "kind": payable.deposit_kind if is_deposit else ReceiptKind.BALANCE,
        "amount": deposit_missing if is_deposit else account.amount_registrable,
        "method": PaymentMethod.TRANSFER,
        "paid_on": timezone.localdate(),
        "currency": "CNY",
        "rate_exchange": 1,
    }


class ReasonForm(forms.Form):
    """Why a paper is void or reversed."""

    reason = forms.CharField(label=_("原因"), max_length=200)


class RefundForm(forms.Form):
    """Money to be given back from one receipt."""

    amount = forms.MoneyField(label=_("退款金额"), min_value=Decimal("0.01"))
    reason = forms.CharField(label=_("退款原因"), max_length=200)


class ScanForm(forms.Form):
    """An order number, typed or scanned."""

    payable = forms.CharField(
        label=_("订单号"),
        max_length=30,
        widget=forms.TextInput(
            attrs={"class": "in mono", "autofocus": True, "autocomplete": "off"}
        ),
    )
