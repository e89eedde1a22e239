"""Opening a book, and setting a tax rate."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from marque.accounting.models import Standard
from marque.foundation.ui import forms
from marque.organisation.models import Company, User

HUNDRED = Decimal(100)


class OpenBookForm(forms.Form):
    """Which company, under which standard, from which day, in whose hands."""

    company = forms.ModelChoiceField(label=_("公司"), queryset=Company.objects.none())
    standard = forms.ChoiceField(
        label=_("会计准则"),
        choices=Standard.choices,
        help_text=_("集团内的母子公司和中型以上企业不得采用小企业会计准则"),
    )
    opened_on = forms.DateField(label=_("启用日期"))
    administrator = forms.ModelChoiceField(
        label=_("账务管理员"), queryset=User.objects.none(), required=False
    )

    def __init__(self, *args: Any, companies: Any, users: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["company"].queryset = companies  # type: ignore[attr-defined]
        self.fields["administrator"].queryset = users  # type: ignore[attr-defined]


class TaxRateForm(forms.Form):
    """A rate in per cent from a day on."""

    code = forms.ChoiceField(label=_("税种"))
    rate = forms.DecimalField(
        label=_("税率 %"), min_value=0, max_value=99, max_digits=5, decimal_places=3
    )
    valid_from = forms.DateField(label=_("生效日期"))
    source = forms.CharField(label=_("依据"), max_length=200)

    def __init__(self, *args: Any, codes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = codes  # type: ignore[attr-defined]

    @property
    def fraction(self) -> Decimal:
        """13 → 0.13."""
        return Decimal(self.cleaned_data["rate"]) / HUNDRED
