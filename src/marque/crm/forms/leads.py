"""What people type about leads."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marque.catalog import api as catalog
from marque.crm.facts import LeadDetails, Loss, Wish
from marque.crm.forms.fields import offer_rivals, rival_field
from marque.crm.words import LEVEL, LOST_REASON, PURPOSE, SOURCE
from marque.foundation.dictionaries.words import entries_of
from marque.foundation.ui import forms
from marque.foundation.ui.templatetags.ui import local_name
from marque.organisation.models import User

TRIM_SEARCH = (
    "name__icontains",
    "model__name__icontains",
    "model__series__name__icontains",
    "model__series__brand__name__icontains",
)
SERIES_SEARCH = ("name__icontains", "brand__name__icontains")


def word_choices(kind: str, *, blank: str = "") -> list[tuple[str, str]]:
    """Codes and labels of a word list."""
    first = [("", blank)] if blank else []
    return first + [(entry.code, entry.label) for entry in entries_of(kind)]


def trim_text(trim: Any) -> str:
    """A trim as a person picks it."""
    return f"{trim.model.label} {trim.label}"


class WishFields(forms.Form):
    """The wish of a customer (意向)."""

    series = forms.LookupField(
        label=_("意向车系"),
        queryset=catalog.Series.objects.none(),
        search=SERIES_SEARCH,
        text=lambda series: series.label,
        required=False,
    )
    trim = forms.LookupField(
        label=_("意向车型"),
        queryset=catalog.Trim.objects.none(),
        search=TRIM_SEARCH,
        text=trim_text,
        required=False,
    )
    colour = forms.CharField(label=_("意向颜色"), max_length=40, required=False)
    amount_budget_from = forms.MoneyField(label=_("预算从"), required=False)
    amount_budget_to = forms.MoneyField(label=_("预算到"), required=False)
    buys_by = forms.DateField(label=_("预计购车日期"), required=False)
    purpose = forms.ChoiceField(label=_("购车用途"), required=False, widget=forms.ChipSelect)
    rival_note = forms.CharField(label=_("对比竞品"), max_length=80, required=False)
    needs_loan = forms.BooleanField(label=_("需要贷款"), required=False)
    has_trade_in = forms.BooleanField(label=_("有旧车置换"), required=False)
    trade_in_note = forms.CharField(label=_("旧车"), max_length=80, required=False)
    wish = forms.CharField(
        label=_("需求"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["purpose"].choices = word_choices(PURPOSE, blank=str(_("未知")))
        fields["series"].offer(
            catalog.Series.objects.filter(is_active=True).select_related("brand"),
            reverse("crm:series_lookup", kwargs={"store": code}),
        )
        fields["trim"].offer(
            catalog.Trim.objects.filter(is_sold=True).select_related("model__series__brand"),
            reverse("crm:trim_lookup", kwargs={"store": code}),
        )

    def wish_told(self) -> Wish:
        """The wish as the services take it."""
        names = Wish.__dataclass_fields__
        return Wish(**{name: self.cleaned_data[name] for name in names})


class LeadForm(WishFields):
    """A new lead: phone, model and source are enough (LED-01)."""

    groups = (
        (_("客户"), ("phone", "name", "source", "source_note")),
        (_("意向"), ("trim", "series", "wish", "level", "owner")),
        (
            _("更多"),
            (
                "colour", "amount_budget_from", "amount_budget_to", "buys_by", "purpose",
                "rival_note", "trade_in_note", "needs_loan", "has_trade_in",
            ),
        ),
    )  # fmt: skip
    phone = forms.PhoneField(label=_("手机"))
    name = forms.CharField(label=_("称呼"), max_length=60)
    source = forms.ChoiceField(label=_("来源"), widget=forms.ChipSelect)
    source_note = forms.CharField(label=_("来源说明"), max_length=120, required=False)
    level = forms.ChoiceField(
        label=_("意向级别"), required=False, widget=forms.ChipSelect, help_text=_("不清楚就留空")
    )
    owner = forms.ChoiceField(label=_("归属人"), required=False)
    anyway = forms.BooleanField(required=False, widget=forms.HiddenInput)
    field_order = ("phone", "name", "source", "trim")

    def __init__(self, *args: Any, people: list[User], is_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["source"].choices = word_choices(SOURCE)
        fields["level"].choices = word_choices(LEVEL, blank=str(_("未定")))
        self.people = {str(person.pk): person for person in people}
        if is_own:
            del self.fields["owner"]
        else:
            rows = [(key, local_name(person)) for key, person in self.people.items()]
            fields["owner"].choices = [("", _("按分配规则")), *rows]

    def details(self) -> LeadDetails:
        """The lead as the intake takes it."""
        data = self.cleaned_data
        return LeadDetails(
            name=data["name"],
            phone=data["phone"],
            source=data["source"],
            source_note=data["source_note"],
            level=data["level"],
            wish=self.wish_told(),
        )

    def chosen_owner(self) -> User | None:
        """Whom the person chose, None for the rules."""
        return self.people.get(self.cleaned_data.get("owner") or "")


class WishForm(WishFields):
    """Correct the wish of a lead."""

    groups = (
        (_("想买什么"), ("trim", "series", "colour", "purpose", "wish")),
        (_("预算与时间"), ("amount_budget_from", "amount_budget_to", "buys_by", "needs_loan")),
        (_("旧车与竞品"), ("has_trade_in", "trade_in_note", "rival_note")),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=_("原因"), max_length=200)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class LevelForm(forms.Form):
    """Another level, with the reason when it cools."""

    level = forms.ChoiceField(label=_("意向级别"), widget=forms.ChipSelect)
    reason = forms.CharField(label=_("原因"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["level"].choices = word_choices(LEVEL)


class LossForm(forms.Form):
    """Why a lead is given up."""

    reason = forms.ChoiceField(label=_("战败原因"), widget=forms.ChipSelect)
    rival = rival_field()
    rival_model = forms.CharField(label=_("竞品车型"), max_length=60, required=False)
    amount_rival = forms.MoneyField(label=_("竞品成交价"), required=False)
    note = forms.CharField(label=_("说明"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["reason"].choices = word_choices(LOST_REASON)
        offer_rivals(fields["rival"])

    def loss(self) -> Loss:
        """The loss as the services take it."""
        return Loss(**self.cleaned_data)


class JudgeForm(forms.Form):
    """Agree or refuse."""

    approve = forms.ChoiceField(
        label=_("审核结果"),
        choices=(("1", _("同意战败")), ("0", _("驳回，继续跟进"))),
        widget=forms.ChipSelect,
    )
    judgement = forms.CharField(
        label=_("审核意见"), max_length=200, required=False, help_text=_("驳回时必填")
    )


class AssignForm(forms.Form):
    """To whom leads go, with a note for the hand-over."""

    to = forms.ChoiceField(label=_("交给谁"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("交接说明"),
        max_length=200,
        required=False,
        help_text=_("客户关心什么、约了什么时候；接收人会看到"),
    )

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        fields: Any = self.fields
        fields["to"].choices = [(key, local_name(person)) for key, person in self.people.items()]

    def receiver(self) -> User:
        """The person chosen."""
        return self.people[self.cleaned_data["to"]]


class ReopenForm(forms.Form):
    """Wake a lead: its level and the day of the next call."""

    level = forms.ChoiceField(label=_("意向级别"), widget=forms.ChipSelect)
    next_on = forms.DateField(label=_("下次跟进日期"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["level"].choices = word_choices(LEVEL)
