"""Forms of what the whole group shares: tags, competitors, retention."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from marque.foundation.ui import forms
from marque.parties.forms.belongings import BelongingForm
from marque.parties.models import Competitor, RetentionCategory, Tag, TagColour
from marque.parties.services.tag_rules import LARGEST, MOST_CONDITIONS, Rule, tests


class TagForm(BelongingForm):
    """A tag and its rule: up to four conditions, all of which must hold."""

    name = forms.CharField(label=_("标签名称"), max_length=20)
    colour = forms.ChoiceField(label=_("颜色"), choices=TagColour.choices, widget=forms.ChipSelect)
    notes = forms.CharField(label=_("说明"), max_length=100, required=False)
    is_active = forms.BooleanField(label=_("启用"), required=False, initial=True)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, tag: Tag | None = None, **kwargs: Any) -> None:
        initial = self._initial_of(tag) if tag else {}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        for place in range(1, MOST_CONDITIONS + 1):
            self.fields[f"test_{place}"] = forms.ChoiceField(
                label=_("条件 %d") % place, choices=[("", "—"), *tests()], required=False
            )
            self.fields[f"number_{place}"] = forms.IntegerField(
                label=_("数值"), min_value=0, max_value=LARGEST, required=False
            )
            for name in (f"test_{place}", f"number_{place}"):
                self.fields[name].widget.attrs["class"] = "in"

    def all_groups(self) -> tuple[tuple[Any, tuple[str, ...]], ...]:
        """The tag, then its conditions."""
        conditions = tuple(
            name
            for place in range(1, MOST_CONDITIONS + 1)
            for name in (f"test_{place}", f"number_{place}")
        )
        return (
            ("", ("name", "colour", "notes", "is_active")),
            (_("规则（全部满足时自动打上；不填则手工打）"), conditions),
        )

    @staticmethod
    def _initial_of(tag: Tag) -> dict[str, Any]:
        values = {name: getattr(tag, name) for name in ("name", "colour", "notes", "is_active")}
        values["version"] = tag.version
        for place, part in enumerate(tag.rule, start=1):
            values |= {f"test_{place}": part["test"], f"number_{place}": part.get("number")}
        return values

    def values(self) -> dict[str, Any]:
        """The tag itself, for the service."""
        return {name: self.cleaned_data[name] for name in ("name", "colour", "notes", "is_active")}

    def rule(self) -> Rule:
        """The conditions that were chosen."""
        data = self.cleaned_data
        return [
            {"test": data[f"test_{place}"], "number": data[f"number_{place}"]}
            for place in range(1, MOST_CONDITIONS + 1)
            if data[f"test_{place}"]
        ]


class CompetitorForm(BelongingForm, forms.ModelForm):
    """A competitor."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Competitor
        fields = (
            "name", "brand", "address", "website", "strengths", "weaknesses", "notes", "is_active",
        )  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {
            name: forms.Textarea(attrs={"rows": 2}) for name in ("strengths", "weaknesses", "notes")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = self.instance.version

    def values(self) -> dict[str, Any]:
        """What was typed, for the service."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class CompetitorPriceForm(BelongingForm):
    """What a competitor asked for a car."""

    model = forms.CharField(
        label=_("竞品车型"),
        max_length=60,
        widget=forms.TextInput(attrs={"list": "rival-models", "autocomplete": "off"}),
    )
    amount_price = forms.MoneyField(label=_("成交参考价"))
    seen_on = forms.DateField(label=_("日期"))
    source = forms.CharField(
        label=_("信息来源"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("例如 客户转述、官网")}),
    )


class RetentionForm(BelongingForm):
    """How long data of a category is kept, from a day on."""

    category = forms.ChoiceField(label=_("类别"), choices=RetentionCategory.choices)
    months = forms.IntegerField(label=_("保留月数"), min_value=1, max_value=600)
    valid_from_on = forms.DateField(label=_("生效日期"))
    basis = forms.CharField(label=_("依据"), max_length=100, required=False)
