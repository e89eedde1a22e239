"""What a consultant puts down after a talk: chips, a few words, the next date."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marque.crm.facts import Contact, Loss
from marque.crm.forms.fields import offer_rivals, rival_field
from marque.crm.forms.leads import word_choices
from marque.crm.words import LEVEL, LOST_REASON, RESULT, WAY
from marque.foundation.ui import forms

PICK = "pick"
DISCARD = "N"
"""The chip of a new lead that is no wish to buy."""


class FollowUpForm(forms.Form):
    """One contact.  `next` is a time in local form, or `pick` with the time in `next_pick`."""

    result = forms.ChoiceField(label=_("结果"))
    way = forms.ChoiceField(label=_("联系方式"), required=False)
    words = forms.CharField(
        label=_("说了什么"), max_length=500, required=False, widget=forms.Textarea
    )
    next = forms.CharField(label=_("下次跟进"), max_length=20, required=False)
    next_pick = forms.CharField(label=_("选时间"), max_length=20, required=False)
    next_act = forms.CharField(label=_("下一步"), max_length=80, required=False)
    level = forms.ChoiceField(label=_("级别"), required=False)
    reason = forms.ChoiceField(label=_("战败原因"), required=False)
    rival = rival_field()
    rival_model = forms.CharField(label=_("竞品车型"), max_length=60, required=False)
    amount_rival = forms.MoneyField(label=_("竞品成交价"), required=False)
    seconds = forms.IntegerField(required=False, min_value=0, max_value=36_000)
    version = forms.IntegerField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["result"].choices = word_choices(RESULT)
        fields["way"].choices = word_choices(WAY)
        fields["level"].choices = [("", ""), *word_choices(LEVEL), (DISCARD, DISCARD)]
        fields["reason"].choices = word_choices(LOST_REASON, blank="—")
        offer_rivals(fields["rival"])

    def clean(self) -> dict[str, Any]:
        """The time of the next contact, in whichever way it was chosen."""
        data: dict[str, Any] = super().clean() or {}
        chosen = data.get("next", "")
        data["next_at"] = self._time(data.get("next_pick", "") if chosen == PICK else chosen)
        return data

    def _time(self, text: str) -> datetime | None:
        if not text:
            return None
        try:
            return timezone.make_aware(datetime.strptime(text, "%Y-%m-%dT%H:%M"))  # noqa: DTZ007
        except ValueError:
            self.add_error("next", _("请写成日期和时间，例如 2026-11-22 10:00。"))
            return None

    @property
    def is_discarded(self) -> bool:
        """Whether the lead was judged as no wish to buy."""
        return bool(self.cleaned_data.get("level") == DISCARD)

    def contact(self) -> Contact:
        """The contact as the services take it."""
        data = self.cleaned_data
        loss = None
        if data["reason"]:
            told = {name: data[name] for name in ("rival", "rival_model", "amount_rival")}
            loss = Loss(data["reason"], data["words"], **told)
        return Contact(
            result=data["result"],
            way=data["way"] or "call",
            words=data["words"],
            seconds=data["seconds"],
            level=data["level"],
            next_at=data["next_at"],
            next_act=data["next_act"],
            loss=loss,
        )
