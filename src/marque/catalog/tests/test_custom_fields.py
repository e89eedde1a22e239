"""Definitions: what may be added, changed and taken away."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict

from marque.catalog.tables import TrimTable
from marque.catalog.testing import make_trim
from marque.foundation.custom_fields.models import FieldDefinition
from marque.foundation.custom_fields.queries import rows_of
from marque.foundation.custom_fields.services.clean_values import clean_values
from marque.foundation.custom_fields.services.save_field import delete_field
from marque.foundation.custom_fields.testing import make_field
from marque.foundation.ui.list_state import ListState
from marque.kernel.errors import Duplicate, InvalidInput

pytestmark = pytest.mark.django_db
TRIM = "catalog.trim"


def give(trim, **values):
    trim.custom = clean_values(TRIM, values, before=trim.custom)
    trim.save()
    return trim


def test_every_kind_is_read_kept_and_shown():
    make_field(TRIM, "nick", label="昵称")
    make_field(TRIM, "towing", "number", label="拖重")
    make_field(TRIM, "bonus", "money", label="返利")
    make_field(TRIM, "since", "date", label="上市日")
    make_field(TRIM, "grade", "choice", label="等级", choices=["甲=A", "乙=B"])
    make_field(TRIM, "use", "multi", label="用途", choices=["家用", "商务", "运营"])
    make_field(TRIM, "imported", "flag", label="进口")
    trim = give(
        make_trim(),
        nick=" 小绿 ",
        towing=Decimal("1500.50"),
        bonus="1.2万",
        since="2026/11/2",
        grade="a",
        use="家用、运营",
        imported="否",
    )
    trim.refresh_from_db()
    assert trim.custom == {
        "nick": "小绿",
        "towing": "1500.5",
        "bonus": "12000.00",
        "since": "2026-11-02",
        "grade": "甲",
        "use": ["家用", "运营"],
        "imported": False,
    }
    assert rows_of(trim) == [
        (
            "",
            [
                ("昵称", "小绿"),
                ("拖重", "1,500.5"),
                ("返利", "12,000.00"),
                ("上市日", "2026-11-02"),
                ("等级", "甲"),
                ("用途", "家用、运营"),
                ("进口", "否"),
            ],
        )
    ]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("number", "七"),
        ("number", "1e99"),
        ("money", "-1"),
        ("money", "1.001"),
        ("date", "2026-02-30"),
        ("choice", "丙"),
        ("multi", ["甲", "丙"]),
        ("flag", "也许"),
        ("text", "长" * 501),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_the_name_of_its_field(kind, value):
    make_field(TRIM, "field", kind, label="某项", choices=["甲", "乙"])
    with pytest.raises(InvalidInput, match="某项：") as refused:
        clean_values(TRIM, {"field": value})
    assert refused.value.field == "custom_field"


def test_required_and_unknown_fields_are_refused_and_what_is_not_mentioned_stays():
    make_field(TRIM, "must", label="必填项", is_required=True)
    make_field(TRIM, "may", label="可填项")
    with pytest.raises(InvalidInput, match="请填写必填项"):
        clean_values(TRIM, {"must": " "})
    with pytest.raises(InvalidInput, match="没有代码为“nobody”"):
        clean_values(TRIM, {"nobody": "1"})
    assert clean_values(TRIM, {"may": ""}, before={"must": "有", "may": "旧", "gone": "留"}) == {
        "must": "有",
        "gone": "留",
    }


def test_a_used_field_is_disabled_not_deleted_and_its_values_stay():
    field = make_field(TRIM, "nick", label="昵称")
    give(make_trim(), nick="小绿")
    with pytest.raises(InvalidInput, match="已有数据，不能删除"):
        delete_field(field=field)
    with pytest.raises(InvalidInput, match="不能改变类型"):
        make_field(TRIM, "nick", "number", field=field)
    make_field(TRIM, "nick", label="昵称", field=field, is_active=False)
    trim = make_trim()
    assert trim.custom == {"nick": "小绿"}
    assert rows_of(trim) == []
    unused = make_field(TRIM, "other")
    delete_field(field=unused)
    assert FieldDefinition.objects.count() == 1


def test_a_choice_in_use_is_kept_out_of_use_and_may_stay_where_it_is():
    field = make_field(TRIM, "grade", "choice", choices=["甲", "乙", "丙"])
    trim = give(make_trim(), grade="乙")
    make_field(TRIM, "grade", "choice", choices=["甲"], field=field)
    field.refresh_from_db()
    assert [(row["value"], row["is_active"]) for row in field.choices] == [
        ("甲", True),
        ("乙", False),
    ]
    assert clean_values(TRIM, {"grade": "乙"}, before=trim.custom) == {"grade": "乙"}
    with pytest.raises(InvalidInput, match="不在可选范围"):
        clean_values(TRIM, {"grade": "乙"})


def test_codes_are_plain_and_single():
    make_field(TRIM, "grade")
    with pytest.raises(Duplicate):
        make_field(TRIM, "grade")
    for code in ("1st", "Grade", "a__b", "a b", "级别"):
        with pytest.raises(InvalidInput):
            make_field(TRIM, code)
    with pytest.raises(InvalidInput, match="对象"):
        make_field("catalog.nothing", "grade")
    with pytest.raises(InvalidInput, match="选项"):
        make_field(TRIM, "empty", "choice")
    assert FieldDefinition.objects.count() == 1


def test_days_and_amounts_sort_as_such():
    make_field(TRIM, "bonus", "money")
    make_field(TRIM, "since", "date")
    for name, bonus, since in (("A", "900", "2026-02-01"), ("B", "1000", "2025-12-31")):
        give(make_trim(name), bonus=bonus, since=date.fromisoformat(since))
    make_trim("C")
    table = TrimTable(type("Anyone", (), {"has_perm": lambda *_: True})())

    def names(sort):
        state = ListState(table, QueryDict(f"view=&sort={sort}"), "/")
        rows = table.rows(TrimTable.source(None, None), table.columns.values())
        rows = rows.order_by(*state.ordering(FieldDefinition))
        return "".join(row.name for row in rows)

    assert names("custom_bonus") == "ABC"
    assert names("-custom_bonus") == "BAC"
    assert names("custom_since") == "BAC"
