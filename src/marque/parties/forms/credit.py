"""Forms of credit limits."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from marque.foundation.ui import forms
from marque.parties.forms.belongings import BelongingForm
from marque.parties.models import Customer
from marque.parties.queries import CUSTOMER_LOOKUP
from marque.parties.services.credit import LimitDetails, LoanDetails


class LimitForm(BelongingForm):
    """A limit and its term."""

    amount = forms.MoneyField(label=_("信用额度"))
    starts_on = forms.DateField(label=_("生效日期"))
    ends_on = forms.DateField(label=_("截止日期"))
    reason = forms.CharField(label=_("依据"), max_length=200)

    @classmethod
    def initial_on(cls, today: date) -> dict[str, Any]:
        """From today to the end of the year."""
        return {"starts_on": today, "ends_on": date(today.year, 12, 31)}

    def details(self) -> LimitDetails:
        """What was typed, for the service."""
        return LimitDetails(**self.cleaned_data)


class LoanForm(BelongingForm):
    """From whom, how much and until when."""

    lender = forms.LookupField(
        label=_("借出方"), queryset=Customer.objects.none(), search=CUSTOMER_LOOKUP
    )
    amount = forms.MoneyField(label=_("借用额度"))
    until_on = forms.DateField(label=_("归还日期"), help_text=_("到期后自动归还"))
    reason = forms.CharField(label=_("事由"), max_length=200)

    def __init__(self, *args: Any, rows: Any, lookup_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["lender"]
        assert isinstance(field, forms.LookupField)
        field.offer(rows, lookup_url)

    def details(self) -> LoanDetails:
        """What was typed, for the service."""
        data = self.cleaned_data
        return LoanDetails(amount=data["amount"], until_on=data["until_on"], reason=data["reason"])
