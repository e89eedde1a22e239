"""Fields of crm: words of a list, people of a store, moments."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marque.foundation.dictionaries.models import Entry
from marque.foundation.dictionaries.words import choices_of
from marque.foundation.ui import forms
from marque.foundation.ui.templatetags.ui import local_name
from marque.organisation.models import User
from marque.parties import api as parties

MOMENT = "%Y-%m-%dT%H:%M"


class WordField(forms.ModelChoiceField):
    """One word of a list; a disabled one only where the row has it already."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(queryset=Entry.objects.none(), **kwargs)

    def offer(self, current: Entry | None = None) -> None:
        """The usable words, and the one that the row has."""
        self.queryset = choices_of(self.kind, current)


class PersonField(forms.ModelChoiceField):
    """Somebody of the store."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=User.objects.none(), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return local_name(obj)


def rival_field() -> forms.ModelChoiceField:
    """Who won the customer, out of the competitors on file."""
    return forms.ModelChoiceField(
        label=_("竞争对手"), queryset=parties.Competitor.objects.none(), required=False
    )


def offer_rivals(field: Any) -> None:
    """The competitors that are still watched."""
    field.queryset = parties.Competitor.objects.filter(is_active=True)


class MomentInput(forms.TextInput):
    """A day and a time in the browser's own picker."""

    input_type = "datetime-local"

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, datetime):
            return timezone.localtime(value).strftime(MOMENT)
        shown: str | None = super().format_value(value)
        return shown


class MomentField(forms.CharField):
    """A day with a time, in local time."""

    widget = MomentInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or isinstance(value, datetime):
            return value or None
        try:
            naive = datetime.fromisoformat(str(value).strip().replace(" ", "T")[:16])
        except ValueError as error:
            raise forms.ValidationError(_("请填写日期和时间，例如 2026-11-20 14:30。")) from error
        if naive.tzinfo is not None or not 2000 <= naive.year <= 2100:  # noqa: PLR2004
            raise forms.ValidationError(_("日期应在 2000 年到 2100 年之间，请核对年份。"))
        return timezone.make_aware(naive)

    def run_validators(self, value: Any) -> None:
        """A moment has no length."""


def offer_words(form: Any, row: Any = None) -> None:
    """Fill the word fields of a form; `row` keeps its disabled words."""
    for name, field in form.fields.items():
        if isinstance(field, WordField):
            field.offer(getattr(row, name, None) if row is not None else None)
