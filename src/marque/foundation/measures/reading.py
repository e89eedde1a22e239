"""Read measures: the value, its parts, and its split by source, person or day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Avg, Count, Min
from django.db.models.functions import TruncDate

from marque.foundation.measures.models import MeasureTarget
from marque.foundation.measures.registry import Measure, Scope, Unit

TENTH = Decimal("0.1")
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a measure says.  `value` is None where there is nothing to divide by."""

    measure: Measure
    value: Decimal | None
    above: int
    below: int | None = None
    target: Decimal | None = None
    warning: Decimal | None = None

    @property
    def gap(self) -> Decimal | None:
        """Target less value; None without either."""
        if self.value is None or self.target is None:
            return None
        return self.target - self.value

    @property
    def is_bad(self) -> bool:
        """Whether the value is beyond the warning line."""
        if self.value is None or self.warning is None or self.measure.is_more_better is None:
            return False
        if self.measure.is_more_better:
            return self.value < self.warning
        return self.value > self.warning

    @property
    def share(self) -> int:
        """How much of the target is done, 0 to 100, for the meter."""
        if not self.target or self.value is None:
            return 0
        return max(0, min(100, int(self.value * 100 / self.target)))


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a split; `key` is None for rows that have no such thing."""

    key: Any
    label: str
    reading: Reading


def read(measure: Measure, scope: Scope) -> Reading:
    """The measure for this reader, store and period."""
    above, spent = _count(measure, scope)
    below = measure.denominator(scope).order_by().count() if measure.denominator else None
    target = _target(measure, scope)
    return Reading(
        measure,
        value_of(measure, above, below, spent),
        above,
        below,
        target.amount_target if target else None,
        target.amount_warning if target else None,
    )


def value_of(
    measure: Measure, above: int, below: int | None, spent: timedelta | None = None
) -> Decimal | None:
    """The value from its parts, to a tenth; None where there is nothing to divide by."""
    if measure.average is not None:
        if spent is None:
            return None
        unit = timedelta(minutes=1) if measure.unit == Unit.MINUTES else timedelta(days=1)
        return _tenth(Decimal(str(spent / unit)))
    if measure.denominator is None:
        return Decimal(above)
    return _tenth(HUNDRED * above / below) if below else None


def split(measure: Measure, scope: Scope, by: str) -> list[Part]:
    """The measure by one word of its `splits`, the largest first; the parts' rows add up."""
    field = measure.splits[by]
    above = _by(measure, measure.numerator(scope), field)
    below = _by(None, measure.denominator(scope), measure.lower(by)) if measure.denominator else {}
    keys = sorted({*above, *below}, key=lambda key: (-above.get(key, (0, None))[0], str(key)))
    return [
        Part(
            key,
            str(key) if key not in {None, ""} else "",
            Reading(
                measure,
                value_of(
                    measure,
                    above.get(key, (0, None))[0],
                    below.get(key, (0, None))[0] if measure.denominator else None,
                    above.get(key, (0, None))[1],
                ),
                above.get(key, (0, None))[0],
                below.get(key, (0, None))[0] if measure.denominator else None,
            ),
        )
        for key in keys
    ]


def by_day(measure: Measure, scope: Scope) -> list[tuple[Any, int]]:
    """How many rows of the numerator fall on each day of the period."""
    rows = measure.numerator(scope).order_by()
    counts = dict(
        rows.annotate(_day=TruncDate(measure.dates)).values_list("_day").annotate(n=Count("pk"))
    )
    days = (scope.span.first + timedelta(days=n) for n in range(scope.span.days))
    return [(day, counts.get(day, 0)) for day in days]


def rows_of(measure: Measure, scope: Scope, part: str) -> Any:
    """The very rows of the numerator ("above") or the denominator ("below")."""
    if part == "below" and measure.denominator is not None:
        return measure.denominator(scope)
    return measure.numerator(scope)


def readable_by(user: Any, measures: Sequence[Measure]) -> list[Measure]:
    """Those that the reader has the right to."""
    return [measure for measure in measures if not measure.right or user.has_perm(measure.right)]


def _count(measure: Measure, scope: Scope) -> tuple[int, timedelta | None]:
    rows = measure.numerator(scope).order_by()
    if measure.average is None:
        return rows.count(), None
    told = rows.aggregate(n=Count("pk"), spent=Avg(measure.average))
    return told["n"], told["spent"]


def _by(measure: Measure | None, rows: Any, field: str) -> dict[Any, tuple[int, Any]]:
    spent = Avg(measure.average) if measure is not None and measure.average is not None else None
    values = rows.order_by().values(field).annotate(n=Count("pk"), spent=spent or Min("pk"))
    return {row[field]: (row["n"], row["spent"] if spent else None) for row in values}


def _target(measure: Measure, scope: Scope) -> MeasureTarget | None:
    return MeasureTarget.objects.valid(measure.key, store=scope.store, on=scope.span.last)


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(TENTH, ROUND_HALF_UP)
