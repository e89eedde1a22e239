"""The chart of accounts: a further account, and the balances it opens with."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from marque.accounting.facts import ZERO, LineDraft
from marque.accounting.models import Account, Side
from marque.foundation.ui import forms
from marque.foundation.ui.templatetags.ui import local_name


class AccountForm(forms.Form):
    """Below which account, and how it is called."""

    parent = forms.ChoiceField(label=_("上级科目"))
    number = forms.CharField(label=_("明细编号"), max_length=3, help_text=_("2 至 3 位数字，如 02"))
    name = forms.CharField(label=_("科目名称"), max_length=60)
    name_en = forms.CharField(label=_("英文名称"), max_length=80, required=False)

    def __init__(self, *args: Any, accounts: list[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = [(a.code, f"{a.code} {local_name(a)}") for a in accounts]  # type: ignore[attr-defined]


class OpeningForm(forms.Form):
    """One balance for each leaf of the chart, on the account's own side."""

    def __init__(self, *args: Any, accounts: list[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.accounts = accounts
        for account in accounts:
            self.fields[f"b{account.pk}"] = forms.DecimalField(
                label=str(account), required=False, max_digits=14, decimal_places=2
            )

    def rows(self) -> list[tuple[Account, Any]]:
        """The accounts with their inputs."""
        return [(account, self[f"b{account.pk}"]) for account in self.accounts]

    def drafts(self) -> list[LineDraft]:
        """The balances that were typed; a negative one stands on the other side."""
        typed = [(a, self.cleaned_data[f"b{a.pk}"]) for a in self.accounts]
        return [_draft(account, amount) for account, amount in typed if amount]


def _draft(account: Account, amount: Decimal) -> LineDraft:
    on_debit = (account.balance_side == Side.DEBIT) == (amount > 0)
    return LineDraft(
        account_code=account.code,
        summary="期初余额",
        amount_debit=abs(amount) if on_debit else ZERO,
        amount_credit=ZERO if on_debit else abs(amount),
    )
