"""The operators of 高级查询: 等于, 包含, 介于, 本月 …, each as a condition of the database.

A negative operator finds what the positive one leaves, empty values included.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.db.models.lookups import (
    Exact,
    GreaterThan,
    GreaterThanOrEqual,
    IContains,
    IEndsWith,
    In,
    IsNull,
    IStartsWith,
    LessThan,
    LessThanOrEqual,
)
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marque.foundation.ui.fields import read_day
from marque.foundation.ui.filters import clean_text, read_number
from marque.foundation.ui.query_fields import Kind, QueryField

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

LOOKUPS: dict[str, Any] = {
    "exact": Exact,
    "gt": GreaterThan,
    "gte": GreaterThanOrEqual,
    "lt": LessThan,
    "lte": LessThanOrEqual,
    "icontains": IContains,
    "istartswith": IStartsWith,
    "iendswith": IEndsWith,
    "in": In,
    "isnull": IsNull,
}
ORDERED = frozenset({"gt", "gte", "lt", "lte"})
MOST_DAYS = 3_650


class BadValue(Exception):
    """The value cannot be asked for; `str(error)` says why."""


@dataclass(frozen=True)
class Operator:
    """``values``: how many values it takes; ``many`` for any number of choices."""

    key: str
    label: StrOrPromise
    values: int
    where: Callable[[QueryField, list[Any], date], Q]
    many: bool = False
    reads: str = ""


def compare(field: QueryField, lookup: str, value: Any) -> Q:
    """A plain comparison of the field; nothing is neither more nor less than something."""
    if isinstance(field.on, str):
        asked = Q(**{f"{field.on}__{lookup}": value})
        # Beyond the range of the column Django drops the condition, and with it the empty rows.
        return asked & Q(**{f"{field.on}__isnull": False}) if lookup in ORDERED else asked
    return Q(LOOKUPS[lookup](field.on, value))


def empty(field: QueryField) -> Q:
    """The field has no value."""
    nothing = compare(field, "isnull", True)  # noqa: FBT003 - the value of the lookup
    return nothing | compare(field, "exact", "") if field.may_be_blank else nothing


def unless(field: QueryField, positive: Q) -> Q:
    """What the positive condition leaves, empty values included."""
    return compare(field, "isnull", True) | ~positive  # noqa: FBT003 - the value of the lookup


def _plain(lookup: str) -> Callable[[QueryField, list[Any], date], Q]:
    return lambda field, values, _today: compare(field, lookup, field.convert(values[0]))


def _not(positive: Callable[[QueryField, list[Any], date], Q]) -> Any:
    return lambda field, values, today: unless(field, positive(field, values, today))


def _between(field: QueryField, values: list[Any], _today: date) -> Q:
    low, high = (field.convert(value) for value in values)
    return compare(field, "gte", low) & compare(field, "lte", high)


def _choice(field: QueryField, values: list[Any], _today: date) -> Q:
    if field.any_of is not None:
        return field.any_of(values)
    return compare(field, "in", values)


def _not_choice(field: QueryField, values: list[Any], today: date) -> Q:
    positive = _choice(field, values, today)
    return ~positive if field.any_of is not None else unless(field, positive)


def _flag(*, wanted: bool) -> Callable[[QueryField, list[Any], date], Q]:
    def where(field: QueryField, _values: list[Any], _today: date) -> Q:
        if field.any_of is not None:
            return field.any_of([str(wanted)])
        return compare(field, "exact", wanted)

    return where


# Days: every condition is a span of whole days ---------------------------------------------------


def span(field: QueryField, first: date | None, last: date | None) -> Q:
    """The field lies between two days, both included; moments count by their local day."""
    if field.kind != Kind.MOMENT:
        return reduce(
            lambda known, part: known & part,
            [
                compare(field, lookup, field.convert(day))
                for lookup, day in (("gte", first), ("lte", last))
                if day is not None
            ],
            Q(),
        )
    condition = Q()
    if first is not None:
        condition &= compare(field, "gte", _midnight(first))
    if last is not None and last < date.max:
        condition &= compare(field, "lt", _midnight(last + timedelta(days=1)))
    return condition


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


Days = Callable[[list[Any], date], tuple[date | None, date | None]]


def _span(days: Days) -> Callable[[QueryField, list[Any], date], Q]:
    return lambda field, values, today: span(field, *days(values, today))


def _month(today: date, back: int = 0) -> tuple[date, date]:
    count = today.year * 12 + today.month - 1 - back
    first = date(count // 12, count % 12 + 1, 1)
    return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _week(today: date) -> tuple[date, date]:
    monday = today - timedelta(days=today.weekday())
    return monday, monday + timedelta(days=6)


def _last(values: list[Any], today: date) -> tuple[date, date]:
    return today - timedelta(days=values[0] - 1), today


def _next(values: list[Any], today: date) -> tuple[date, date]:
    return today, today + timedelta(days=values[0] - 1)


_EMPTY = Operator("empty", gettext_lazy("为空"), 0, lambda f, _v, _t: empty(f))
_FILLED = Operator("filled", gettext_lazy("不为空"), 0, lambda f, _v, _t: ~empty(f))
_EQ, _HAS, _IN = _plain("exact"), _plain("icontains"), _choice

TEXT = (
    Operator("has", gettext_lazy("包含"), 1, _HAS),
    Operator("nhas", gettext_lazy("不包含"), 1, _not(_HAS)),
    Operator("eq", gettext_lazy("等于"), 1, _EQ),
    Operator("ne", gettext_lazy("不等于"), 1, _not(_EQ)),
    Operator("starts", gettext_lazy("开头是"), 1, _plain("istartswith")),
    Operator("ends", gettext_lazy("结尾是"), 1, _plain("iendswith")),
    _EMPTY,
    _FILLED,
)
NUMBER = (
    Operator("eq", gettext_lazy("等于"), 1, _EQ),
    Operator("ne", gettext_lazy("不等于"), 1, _not(_EQ)),
    Operator("gt", gettext_lazy("大于"), 1, _plain("gt")),
    Operator("gte", gettext_lazy("大于等于"), 1, _plain("gte")),
    Operator("lt", gettext_lazy("小于"), 1, _plain("lt")),
    Operator("lte", gettext_lazy("小于等于"), 1, _plain("lte")),
    Operator("between", gettext_lazy("介于"), 2, _between),
    _EMPTY,
    _FILLED,
)
_ON = _span(lambda v, _t: (v[0], v[0]))
DAY = (
    Operator("on", gettext_lazy("等于"), 1, _ON),
    Operator("noton", gettext_lazy("不等于"), 1, _not(_ON)),
    Operator("since", gettext_lazy("不早于"), 1, _span(lambda v, _t: (v[0], None))),
    Operator("until", gettext_lazy("不晚于"), 1, _span(lambda v, _t: (None, v[0]))),
    Operator("between", gettext_lazy("介于"), 2, _span(lambda v, _t: (v[0], v[1]))),
    Operator("last", gettext_lazy("最近 n 天"), 1, _span(_last), reads="days"),
    Operator("next", gettext_lazy("未来 n 天"), 1, _span(_next), reads="days"),
    Operator("today", gettext_lazy("今天"), 0, _span(lambda _v, t: (t, t))),
    Operator("week", gettext_lazy("本周"), 0, _span(lambda _v, t: _week(t))),
    Operator("month", gettext_lazy("本月"), 0, _span(lambda _v, t: _month(t))),
    Operator("lastmonth", gettext_lazy("上月"), 0, _span(lambda _v, t: _month(t, 1))),
    Operator(
        "year",
        gettext_lazy("今年"),
        0,
        _span(lambda _v, t: (t.replace(month=1, day=1), t.replace(month=12, day=31))),
    ),
    _EMPTY,
    _FILLED,
)
CHOICE = (
    Operator("in", gettext_lazy("属于"), 1, _choice, many=True),
    Operator("nin", gettext_lazy("不属于"), 1, _not_choice, many=True),
    _EMPTY,
    _FILLED,
)
FLAG = (
    Operator("yes", gettext_lazy("是"), 0, _flag(wanted=True)),
    Operator("no", gettext_lazy("否"), 0, _flag(wanted=False)),
)
OPERATORS: Mapping[Kind, tuple[Operator, ...]] = {
    Kind.TEXT: TEXT,
    Kind.NUMBER: NUMBER,
    Kind.DATE: DAY,
    Kind.MOMENT: DAY,
    Kind.CHOICE: CHOICE,
    Kind.FLAG: FLAG,
}


def operators_of(field: QueryField) -> tuple[Operator, ...]:
    """The operators a field has; choices by relation are never empty of themselves."""
    known = OPERATORS[field.kind]
    if field.any_of is not None and not field.on:
        return tuple(operator for operator in known if operator.key not in {"empty", "filled"})
    return known


def read_values(field: QueryField, operator: Operator, given: list[str], today: date) -> list[Any]:
    """The typed values of an operator.

    Raises:
        BadValue: one is missing or cannot be read.
    """
    if operator.values == 0:
        return []
    texts = [text for text in (clean_text(text) for text in given) if text]
    if len(texts) < operator.values:
        raise BadValue(_("请填写“%s”要比较的值") % field.label)
    if operator.many:
        return _read_choices(field, texts)
    return [_read(field, operator, text, today) for text in texts[: operator.values]]


def _read_choices(field: QueryField, texts: list[str]) -> list[str]:
    known = {code for code, _label in field.options}
    if not set(texts) <= known:
        raise BadValue(_("“%s”没有您选的选项，请重新选择") % field.label)
    return texts


def _read(field: QueryField, operator: Operator, text: str, today: date) -> Any:
    if operator.reads == "days":
        number = read_number(text)
        if number is None or number != int(number) or not 1 <= number <= MOST_DAYS:
            raise BadValue(_("“%s”的天数应为 1 到 3650 的整数") % field.label)
        return int(number)
    if field.kind == Kind.NUMBER:
        found: Decimal | None = read_number(text)
        if found is None:
            raise BadValue(
                _("“%(name)s”要比较数字，“%(text)s”不是") % {"name": field.label, "text": text}
            )
        return found
    if field.kind in {Kind.DATE, Kind.MOMENT}:
        day = read_day(text, today)
        if day is None:
            raise BadValue(
                _("“%(name)s”要比较日期，“%(text)s”不是") % {"name": field.label, "text": text}
            )
        return day
    return text


def one_of(conditions: list[Q]) -> Q:
    """At least one condition holds."""
    return reduce(or_, conditions, Q())
