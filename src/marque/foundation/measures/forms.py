"""Forms of measures: the period read, and a target."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marque.foundation.measures.registry import Span
from marque.foundation.ui import forms

MONTHS_A_QUARTER = 3
LONGEST = timedelta(days=731)


def presets(today: date) -> tuple[tuple[Any, Span], ...]:
    """The periods people ask for most, up to today."""
    quarter = today.replace(
        month=(today.month - 1) // MONTHS_A_QUARTER * MONTHS_A_QUARTER + 1, day=1
    )
    last = today.replace(day=1) - timedelta(days=1)
    return (
        (_("今日"), Span(today, today)),
        (_("本周"), Span(today - timedelta(days=today.weekday()), today)),
        (_("本月"), Span(today.replace(day=1), today)),
        (_("上月"), Span(last.replace(day=1), last)),
        (_("本季"), Span(quarter, today)),
    )


class SpanForm(forms.Form):
    """The first and the last day to read; this month where nothing is asked."""

    first = forms.DateField(label=_("从"), required=False)
    last = forms.DateField(label=_("到"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins, or of more than two years."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and not timedelta(0) <= last - first <= LONGEST:
            raise forms.ValidationError(gettext("请选择两年以内的期间，开始不晚于结束。"))
        return cleaned

    def span(self, today: date) -> Span:
        """The period asked for, or this month to today."""
        asked = self.cleaned_data if self.is_valid() else {}
        last = asked.get("last") or today
        first = asked.get("first") or min(today.replace(day=1), last.replace(day=1))
        return Span(first, last)


class TargetForm(forms.Form):
    """A target with its warning line, from a day on."""

    valid_from = forms.DateField(label=_("生效日期"))
    target = forms.DecimalField(label=_("目标值"), required=False, max_digits=12, decimal_places=2)
    warning = forms.DecimalField(label=_("预警值"), required=False, max_digits=12, decimal_places=2)
