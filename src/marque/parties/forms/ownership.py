"""Forms of ownership, merging and value."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from marque.foundation.ui import forms
from marque.organisation.models import User
from marque.parties.forms.belongings import BelongingForm
from marque.parties.models import (
    ClassOverride,
    CustomerClass,
    CustomerShare,
    CustomerStanding,
    Lifecycle,
    WorthRule,
)


class ReturnForm(BelongingForm):
    """Why a customer goes into the pool."""

    reason = forms.CharField(label=_("退回原因"), max_length=200)


class AssignForm(BelongingForm):
    """To whom customers go, and why."""

    to = forms.ModelChoiceField(label=_("交给谁"), queryset=User.objects.none())
    reason = forms.CharField(label=_("原因"), max_length=200, required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]


class ShareForm(BelongingForm):
    """Which colleague may do what, and how long."""

    user = forms.ModelChoiceField(label=_("同事"), queryset=User.objects.none())
    reach = forms.ChoiceField(
        label=_("权限"), choices=CustomerShare.Reach.choices, widget=forms.ChipSelect
    )
    until_on = forms.DateField(label=_("有效至"), required=False)
    note = forms.CharField(label=_("原因"), max_length=200, required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]


VALUES: dict[str, Any] = {
    "customer_class": CustomerClass,
    "lifecycle": Lifecycle,
    "standing": CustomerStanding,
}


class ClassifyForm(BelongingForm):
    """A class decided by hand; the axis comes with the address."""

    axis = forms.ChoiceField(label=_("项目"), choices=ClassOverride.Axis.choices)
    value = forms.ChoiceField(
        label=_("调整为"),
        choices=[(str(axis.label), VALUES[axis.value].choices) for axis in ClassOverride.Axis],
    )
    reason = forms.CharField(label=_("原因"), max_length=200)
    until_on = forms.DateField(
        label=_("有效至"), required=False, help_text=_("不填则一直有效，直到恢复按规则")
    )


class WorthRuleForm(forms.ModelForm):
    """The thresholds of lifecycle and value from a day on."""

    valid_from_on = forms.DateField(label=_("生效日期"))
    amount_step = forms.MoneyField(label=_("消费金额一档"))
    amount_vip = forms.MoneyField(label=_("累计消费达到多少成为 VIP"))

    class Meta:
        model = WorthRule
        fields: ClassVar[list[str]] = [
            "valid_from_on",
            "new_days",
            "risk_days",
            "lost_days",
            "back_days",
            "base_days",
            "care_days",
            "recency_step",
            "amount_step",
            "weight_recency",
            "weight_frequency",
            "weight_amount",
            "amount_vip",
        ]

    def validate_unique(self) -> None:
        """A rule of the same day is replaced."""

    def refuse(self, error: Exception) -> None:
        """Show a service's refusal above the form."""
        self.add_error(None, str(error))
