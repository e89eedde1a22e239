"""Rules of assignment, the dry run, and intake channels."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marque.catalog import api as catalog
from marque.crm.forms.leads import SERIES_SEARCH, word_choices
from marque.crm.models import AssignmentRule, Channel
from marque.crm.queries.people import chasers
from marque.crm.services.edit_rule import RuleDraft
from marque.crm.words import SOURCE
from marque.foundation.dictionaries.words import entries_of
from marque.foundation.ui import forms


class RuleForm(forms.Form):
    """A rule; empty sources, series and people mean all."""

    groups = (
        (_("规则"), ("name", "position", "choose", "is_active")),
        (_("哪些线索"), ("sources", "series")),
        (_("分给谁"), ("people",)),
    )
    name = forms.CharField(label=_("规则名称"), max_length=60)
    position = forms.IntegerField(
        label=_("顺序"), min_value=1, max_value=999, initial=10, help_text=_("小的先判断")
    )
    choose = forms.ChoiceField(
        label=_("选人方式"),
        choices=AssignmentRule.Choose.choices,
        initial=AssignmentRule.Choose.TURN,
        widget=forms.ChipSelect,
    )
    is_active = forms.BooleanField(label=_("启用"), required=False, initial=True)
    sources = forms.MultipleChoiceField(
        label=_("来源（空为全部）"), required=False, widget=forms.ChipMultiple
    )
    series = forms.ModelMultipleChoiceField(
        label=_("车系（空为全部）"),
        queryset=catalog.Series.objects.none(),
        required=False,
        widget=forms.ChipMultiple,
    )
    people = forms.ModelMultipleChoiceField(
        label=_("人员（空为全部顾问）"),
        queryset=catalog.Series.objects.none(),
        required=False,
        widget=forms.ChipMultiple,
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, store: Any, series: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["sources"].choices = [(str(e.pk), e.label) for e in entries_of(SOURCE)]
        fields["series"].queryset = series
        fields["series"].label_from_instance = lambda row: row.label
        fields["people"].queryset = chasers(store).order_by("name")
        fields["people"].label_from_instance = lambda person: person.name

    def draft(self) -> RuleDraft:
        """The rule as the services take it."""
        data = self.cleaned_data
        chosen = {str(e.pk): e for e in entries_of(SOURCE)}
        return RuleDraft(
            name=data["name"],
            choose=data["choose"],
            position=data["position"],
            sources=[chosen[key] for key in data["sources"]],
            series=list(data["series"]),
            people=list(data["people"]),
            is_active=data["is_active"],
        )


class TryForm(forms.Form):
    """A lead that has not come yet: who would get it?"""

    source = forms.ChoiceField(label=_("来源"))
    series = forms.LookupField(
        label=_("意向车系"),
        queryset=catalog.Series.objects.none(),
        search=SERIES_SEARCH,
        text=lambda series: series.label,
        required=False,
    )
    phone = forms.PhoneField(label=_("手机"), required=False)

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["source"].choices = word_choices(SOURCE)
        fields["series"].offer(
            catalog.Series.objects.filter(is_active=True).select_related("brand"),
            reverse("crm:series_lookup", kwargs={"store": code}),
        )


class ChannelForm(forms.Form):
    """A new intake channel."""

    name = forms.CharField(label=_("名称"), max_length=60)
    kind = forms.ChoiceField(label=_("方式"), choices=Channel.Kind.choices, widget=forms.ChipSelect)
    source = forms.ChoiceField(label=_("线索来源"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["source"].choices = word_choices(SOURCE)
