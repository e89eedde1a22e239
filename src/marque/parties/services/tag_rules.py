"""What a tag's rule may ask, and which customers it finds (CUS-15).

A rule is a list of conditions, all of which must hold: `{"test": "kind:enterprise"}` or
`{"test": "purchases_count:at_least", "number": 2}`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marque.kernel.errors import InvalidInput
from marque.kernel.periods import add_months
from marque.parties.models import (
    CustomerKind,
    CustomerSource,
    CustomerStage,
    CustomerStanding,
    Gender,
    IntentionClass,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

Rule = list[dict[str, Any]]
MOST_CONDITIONS = 4
LARGEST = 10_000

CHOICES: dict[str, tuple[StrOrPromise, list[tuple[Any, Any]]]] = {
    "kind": (gettext_lazy("客户类型"), CustomerKind.choices),
    "stage": (gettext_lazy("客户阶段"), CustomerStage.choices),
    "standing": (gettext_lazy("客户等级"), CustomerStanding.choices),
    "intention": (gettext_lazy("意向级别"), [c for c in IntentionClass.choices if c[0]]),
    "source": (gettext_lazy("来源"), CustomerSource.choices),
    "gender": (gettext_lazy("性别"), Gender.choices),
}
"""Fields with fixed values: the condition is that value."""


@dataclass(frozen=True)
class NumberTest:
    """A condition with a number; `condition` gets it and the day."""

    label: StrOrPromise
    condition: Callable[[int, date], Q]


def _days_since(field: str) -> Callable[[int, date], Q]:
    return lambda number, today: Q(**{f"{field}__lte": today - timedelta(days=number)})


def _not_here_since(number: int, today: date) -> Q:
    last = today - timedelta(days=number)
    once = Q(last_visit_on__isnull=False) | Q(last_service_on__isnull=False)
    return once & ~Q(last_visit_on__gt=last) & ~Q(last_service_on__gt=last)


def _created_within(number: int, today: date) -> Q:
    first = datetime.combine(today - timedelta(days=number), time.min)
    return Q(created_at__gte=timezone.make_aware(first))


NUMBERS: dict[str, NumberTest] = {
    "purchases_count:at_least": NumberTest(
        gettext_lazy("购车次数不少于"), lambda number, _today: Q(purchases_count__gte=number)
    ),
    "age:at_least": NumberTest(
        gettext_lazy("年龄不小于（岁）"),
        lambda number, today: Q(born_on__lte=add_months(today, -12 * number)),
    ),
    "age:at_most": NumberTest(
        gettext_lazy("年龄不大于（岁）"),
        lambda number, today: Q(born_on__gt=add_months(today, -12 * (number + 1))),
    ),
    "last_visit_on:days": NumberTest(gettext_lazy("距最近到店不少于（天）"), _not_here_since),
    "last_delivered_on:days": NumberTest(
        gettext_lazy("距最近交车不少于（天）"), _days_since("last_delivered_on")
    ),
    "created_at:within": NumberTest(gettext_lazy("建档不超过（天）"), _created_within),
}


def tests() -> list[tuple[str, str]]:
    """Every condition that the rule editor offers."""
    fixed = [
        (f"{field}:{value}", _("%(what)s是%(value)s") % {"what": label, "value": name})
        for field, (label, values) in CHOICES.items()
        for value, name in values
    ]
    return fixed + [(key, str(test.label)) for key, test in NUMBERS.items()]


def tidy_rule(rule: Rule) -> Rule:
    """The rule as it is stored.  Raises `InvalidInput` for a condition that makes no sense."""
    known = dict(tests())
    found: Rule = []
    for part in rule:
        test = part.get("test", "")
        if not test:
            continue
        if test not in known:
            raise InvalidInput(_("没有这个条件，请重新选择。"))
        number = part.get("number")
        if test in NUMBERS and not (isinstance(number, int) and 0 <= number <= LARGEST):
            raise InvalidInput(_("请给“%s”填写一个数。") % known[test])
        found.append({"test": test} | ({"number": number} if test in NUMBERS else {}))
    return found[:MOST_CONDITIONS]


def condition_of(rule: Rule, *, today: date) -> Q:
    """The customers that a stored rule finds."""
    condition = Q()
    for part in rule:
        test = part["test"]
        if test in NUMBERS:
            condition &= NUMBERS[test].condition(part["number"], today)
        else:
            field, _colon, value = test.partition(":")
            condition &= Q(**{field: value})
    return condition


def rule_in_words(rule: Rule) -> str:
    """The rule as people read it."""
    known = dict(tests())
    words = [f"{known.get(part['test'], '')} {part.get('number', '')}".strip() for part in rule]
    return "，".join(words)
