"""How measures are written, and where their numbers lead."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from marque.foundation.measures.reading import Reading
from marque.foundation.measures.registry import NOBODY, Measure, Span, Unit

register = template.Library()


@register.filter
def measured(reading: Reading) -> str:
    """The value with its unit; a dash where it is unknown."""
    if reading.value is None:
        return "—"
    return written(reading.measure, reading.value)


def written(measure: Measure, value: Decimal) -> str:
    """A value as people write it: 47.5%, 12.0 分钟, 1,286."""
    if measure.unit == Unit.COUNT:
        return number_format(value, decimal_pos=0, force_grouping=True)
    number = number_format(value, decimal_pos=1, force_grouping=True)
    if measure.unit == Unit.RATE:
        return f"{number}%"
    unit = _("分钟") if measure.unit == Unit.MINUTES else _("天")
    return f"{number} {unit}"


@register.simple_tag(takes_context=True)
def rows_url(
    context: Context, measure: Measure, part: str, span: Span, by: str = "", key: Any = ""
) -> str:
    """Where a number opens its rows."""
    kwargs = {
        "store": context["store_code"],
        "key": measure.key,
        "part": part,
        "first": f"{span.first:%Y-%m-%d}",
        "last": f"{span.last:%Y-%m-%d}",
    }
    if not by:
        return reverse("measures:measure_rows", kwargs=kwargs)
    value = NOBODY if key is None else str(key)
    return reverse("measures:measure_rows_of", kwargs={**kwargs, "by": by, "value": value})


@register.simple_tag(takes_context=True)
def day_url(context: Context, measure: Measure, day: date) -> str:
    """Where a day's bar opens its rows."""
    return rows_url(context, measure, "above", Span(day, day))


@register.simple_tag
def share(count: int, most: int) -> int:
    """A bar's height in percent of the highest."""
    return round(100 * count / most) if most else 0
