"""高级查询 against a filter written in Python, over random rows and random queries."""

from __future__ import annotations

import calendar
import json
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marque.catalog.models import Drivetrain, EnergyType, Trim
from marque.catalog.tables import TrimTable
from marque.catalog.testing import make_series, make_trim
from marque.foundation.custom_fields.testing import make_field
from marque.foundation.custom_fields.values import value_of
from marque.foundation.ui.list_state import ListState

pytestmark = [pytest.mark.django_db, pytest.mark.feature("PLT-35")]

TODAY = date(2026, 11, 20)
TEXTS = ["", "X", "x7", "智", "50%_\\", "'; --"]
NUMBERS = [None, 0, 4, 5, 7, -1]
DAYS = [None, *(TODAY + timedelta(days=n) for n in (-400, -31, -20, -6, -1, 0, 1, 10, 40))]
CUSTOM = {
    "nick": "text",
    "towing": "number",
    "since": "date",
    "grade": "choice",
    "use": "multi",
    "imported": "flag",
}
CHOICES = ["甲", "乙", "丙"]


class Anyone:
    def has_perm(self, _right):
        return True


@pytest.fixture
def rows(seeded):
    random = Random(7)
    fields = {
        code: make_field("catalog.trim", code, kind, choices=CHOICES)
        for code, kind in CUSTOM.items()
    }
    for at in range(40):
        kept = {
            "nick": random.choice([None, *TEXTS[1:]]),
            "towing": random.choice([None, "0", "1500.5", "-3", "900"]),
            "since": (day := random.choice(DAYS)) and day.isoformat(),
            "grade": random.choice([None, *CHOICES]),
            "use": random.choice([None, ["甲"], ["甲", "乙"]]),
            "imported": random.choice([None, True, False]),
        }
        trim = make_trim(f"版本{at}", series=make_series(random.choice(["X7", "x7 Plus"])))
        trim.name_en = random.choice(TEXTS)
        trim.seats = random.choice([None, 0, 4, 5, 7])
        trim.energy = random.choice(EnergyType.values)
        trim.drivetrain = random.choice(Drivetrain.values)
        trim.is_sold = random.choice([True, False])
        trim.source = random.choice(TEXTS)
        trim.custom = {key: value for key, value in kept.items() if value is not None}
        trim.save()
    return fields


# The same in Python ------------------------------------------------------------------------------


def week(today):
    monday = today - timedelta(days=today.weekday())
    return monday, monday + timedelta(days=6)


def month(day):
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def in_span(value, first, last):
    return value is not None and (not first or value >= first) and (not last or value <= last)


TEXT_OPS = {
    "eq": lambda v, w: v == w[0],
    "has": lambda v, w: v is not None and w[0].lower() in v.lower(),
    "starts": lambda v, w: v is not None and v.lower().startswith(w[0].lower()),
    "ends": lambda v, w: v is not None and v.lower().endswith(w[0].lower()),
    "empty": lambda v, _w: v in (None, ""),
}
NUMBER_OPS = {
    "eq": lambda v, w: v is not None and v == Decimal(w[0]),
    "gt": lambda v, w: v is not None and v > Decimal(w[0]),
    "gte": lambda v, w: v is not None and v >= Decimal(w[0]),
    "lt": lambda v, w: v is not None and v < Decimal(w[0]),
    "lte": lambda v, w: v is not None and v <= Decimal(w[0]),
    "between": lambda v, w: v is not None and Decimal(w[0]) <= v <= Decimal(w[1]),
    "empty": lambda v, _w: v is None,
}
DAY_OPS = {
    "on": lambda v, w: in_span(v, *[date.fromisoformat(w[0])] * 2),
    "since": lambda v, w: in_span(v, date.fromisoformat(w[0]), None),
    "until": lambda v, w: in_span(v, None, date.fromisoformat(w[0])),
    "between": lambda v, w: in_span(v, *(date.fromisoformat(x) for x in w[:2])),
    "last": lambda v, w: in_span(v, TODAY - timedelta(days=int(w[0]) - 1), TODAY),
    "next": lambda v, w: in_span(v, TODAY, TODAY + timedelta(days=int(w[0]) - 1)),
    "today": lambda v, _w: v == TODAY,
    "week": lambda v, _w: in_span(v, *week(TODAY)),
    "month": lambda v, _w: in_span(v, *month(TODAY)),
    "lastmonth": lambda v, _w: in_span(v, *month(date(2026, 10, 1))),
    "year": lambda v, _w: in_span(v, date(2026, 1, 1), date(2026, 12, 31)),
    "empty": lambda v, _w: v is None,
}
CHOICE_OPS = {
    "in": lambda v, w: v is not None and bool({v} & set(w)),
    "empty": lambda v, _w: v is None,
}
MULTI_OPS = {
    "in": lambda v, w: bool(set(v or ()) & set(w)),
    "empty": lambda v, _w: v is None,
}
FLAG_OPS = {"yes": lambda v, _w: v is True, "no": lambda v, _w: v is False}
NEGATED = {"ne": "eq", "nhas": "has", "noton": "on", "nin": "in", "filled": "empty"}


def custom(code):
    return lambda trim, fields: value_of(fields[code], trim.custom.get(code))


def plain(name):
    return lambda trim, _fields: getattr(trim, name)


FIELDS = {
    "seats": (NUMBER_OPS, plain("seats"), NUMBERS[1:]),
    "energy": (CHOICE_OPS, plain("energy"), EnergyType.values),
    "drivetrain": (CHOICE_OPS, plain("drivetrain"), Drivetrain.values),
    "is_sold": (FLAG_OPS, plain("is_sold"), [""]),
    "custom_nick": (TEXT_OPS, custom("nick"), TEXTS[1:]),
    "custom_towing": (NUMBER_OPS, custom("towing"), ["0", "1500.5", "-3", "1000"]),
    "custom_since": (DAY_OPS, custom("since"), [day.isoformat() for day in DAYS[1:]]),
    "custom_grade": (CHOICE_OPS, custom("grade"), CHOICES),
    "custom_use": (MULTI_OPS, custom("use"), CHOICES),
    "custom_imported": (FLAG_OPS, custom("imported"), [""]),
}


@st.composite
def conditions(draw):
    name = draw(st.sampled_from(sorted(FIELDS)))
    known, _read, values = FIELDS[name]
    negative = [key for key, positive in NEGATED.items() if positive in known]
    operator = draw(st.sampled_from([*known, *negative]))
    if operator in {"last", "next"}:
        return [name, operator, str(draw(st.integers(1, 60)))]
    return [name, operator, *(str(draw(st.sampled_from(values))) for _ in range(2))]


groups = st.tuples(
    st.sampled_from(["and", "or"]), st.lists(conditions(), min_size=1, max_size=4)
).map(lambda pair: [pair[0], *pair[1]])
queries = st.tuples(st.sampled_from(["and", "or"]), st.lists(groups, min_size=1, max_size=3)).map(
    lambda pair: [pair[0], *pair[1]]
)


def holds(trim, condition, fields):
    name, operator, *values = condition
    known, read, _values = FIELDS[name]
    found = known[NEGATED.get(operator, operator)](read(trim, fields), values)
    return not found if operator in NEGATED else found


def expected(query, fields):
    join = {"and": all, "or": any}

    def in_group(trim, group):
        return join[group[0]](holds(trim, c, fields) for c in group[1:])

    return {
        trim.name
        for trim in Trim.objects.all()
        if join[query[0]](in_group(trim, group) for group in query[1:])
    }


def asked(query):
    params = QueryDict(mutable=True)
    params["aq"] = query if isinstance(query, str) else json.dumps(query)
    table = TrimTable(Anyone(), today=TODAY)
    return ListState(table, params, "/"), table


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(query=queries)
def test_the_right_rows_whatever_is_asked(rows, query):
    state, table = asked(query)
    assert state.advanced.problems == [], query
    found = table.source(None, None).filter(state.condition()).values_list("name", flat=True)
    assert set(found) == expected(query, rows)
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("nonsense", "无法识别"),
        ('["and"]', "无法识别"),
        ('["xor",["and",["seats","eq","1"]]]', "无法识别"),
        ('{"a":1}', "无法识别"),
        ("[" * 5_000, "无法识别"),
        ('["and",["and",["seats","eq",{"x":1}]]]', "无法识别"),
        (["and", ["and", *[["seats", "eq", "1"]] * 21]], "无法识别"),
        (["and", ["and", ["password", "eq", "1"]]], "没有这个字段"),
        (["and", ["and", ["model__series__brand", "eq", "1"]]], "没有这个字段"),
        (["and", ["and", ["seats", "has", "1"]]], "不能这样比较"),
        (["and", ["and", ["seats", "eq", "七"]]], "要比较数字"),
        (["and", ["and", ["seats", "between", "7"]]], "请填写"),
        (["and", ["and", ["energy", "in", "steam"]]], "没有您选的选项"),
        (["and", ["and", ["custom_since", "on", "2026-02-30"]]], "要比较日期"),
        (["and", ["and", ["custom_since", "last", "0"]]], "1 到 3650"),
    ],
)
def test_what_cannot_be_asked_finds_nothing_and_says_why(rows, query, words):
    state, table = asked(query)
    assert words in state.advanced.problems[0]
    assert not table.source(None, None).filter(state.condition()).exists()
