"""高级查询: conditions joined by and/or with one level of groups, kept in one parameter.

``aq=["or",["and",["amount","gt","100000"],["customer","has","陈"]],["and",["owner","in","7"]]]``

Only the fields of ``query_fields`` can be named.  A query that cannot be understood finds no row
and says why; it never falls back to all rows.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from marque.foundation.ui.query_fields import QueryField, query_fields
from marque.foundation.ui.query_operators import (
    BadValue,
    Operator,
    one_of,
    operators_of,
    read_values,
)

if TYPE_CHECKING:
    from marque.foundation.ui.tables import Table

PARAM = "aq"
MAX_LENGTH = 4_000
MAX_GROUPS = 6
MAX_CONDITIONS = 20
MAX_CHOICES = 50
NOTHING = Q(pk__in=[])


@dataclass
class Condition:
    """A field, an operator and its values, all as written."""

    name: str = ""
    operator: str = ""
    values: list[str] = field(default_factory=list)


@dataclass
class Group:
    """Conditions joined by ``and`` or ``or``."""

    join: str = "and"
    conditions: list[Condition] = field(default_factory=list)


@dataclass
class Query:
    """Groups joined by ``and`` or ``or``."""

    join: str = "and"
    groups: list[Group] = field(default_factory=list)

    def written(self) -> str:
        """The value of the parameter; empty when nothing is asked."""
        groups = [
            [group.join, *([c.name, c.operator, *c.values] for c in group.conditions if c.name)]
            for group in self.groups
        ]
        kept = [group for group in groups if len(group) > 1]
        if not kept:
            return ""
        return json.dumps([self.join, *kept], ensure_ascii=False, separators=(",", ":"))


def read_query(text: str) -> Query | None:
    """The query of a parameter; ``None`` when it is none."""
    if len(text) > MAX_LENGTH:
        return None
    try:
        written = json.loads(text)
        join, *groups = written
        query = Query(_join(join), [_group(group) for group in groups])
    except (ValueError, TypeError, RecursionError):
        return None
    count = sum(len(group.conditions) for group in query.groups)
    if not 0 < count <= MAX_CONDITIONS or len(query.groups) > MAX_GROUPS:
        return None
    return query


def _join(text: Any) -> str:
    if text not in {"and", "or"}:
        raise ValueError(text)
    return str(text)


def _group(written: Any) -> Group:
    join, *conditions = written
    return Group(_join(join), [_condition(condition) for condition in conditions])


def _condition(written: Any) -> Condition:
    if not isinstance(written, list) or not all(isinstance(part, str) for part in written):
        raise TypeError(written)
    name, operator, *values = written
    return Condition(name, operator, values[:MAX_CHOICES])


class AdvancedQuery:
    """A query asked of a table by one reader."""

    def __init__(self, table: Table, query: Query | None) -> None:
        self.table = table
        self.query = query

    @classmethod
    def parse(cls, table: Table, text: str) -> AdvancedQuery | None:
        """The query of a parameter; ``None`` when the parameter is empty."""
        return cls(table, read_query(text)) if text else None

    @cached_property
    def fields(self) -> dict[str, QueryField]:
        """What this reader may ask of the table."""
        return query_fields(self.table)

    @cached_property
    def _read(self) -> tuple[Q, list[str], str]:
        """The condition, what is wrong, and the query in words."""
        if self.query is None:
            return NOTHING, [_("高级查询的内容无法识别，请重新设置")], ""
        problems: list[str] = []
        groups = [self._group(group, problems) for group in self.query.groups]
        groups = [group for group in groups if group is not None]
        if problems:
            return NOTHING, problems, self._words([text for _q, text in groups], self.query.join)
        condition = _joined([q for q, _text in groups], self.query.join)
        return condition, [], self._words([text for _q, text in groups], self.query.join)

    def _group(self, group: Group, problems: list[str]) -> tuple[Q, str]:
        found: list[Q] = []
        texts: list[str] = []
        for number, condition in enumerate(group.conditions, 1):
            try:
                where, text = self._condition(condition)
            except BadValue as error:
                problems.append(_("第 %(n)d 个条件：%(why)s") % {"n": number, "why": error})
            else:
                found.append(where)
                texts.append(text)
        words = self._words(texts, group.join)
        return _joined(found, group.join), f"（{words}）" if len(texts) > 1 else words

    def _condition(self, condition: Condition) -> tuple[Q, str]:
        known = self.fields.get(condition.name)
        if known is None:
            raise BadValue(_("没有这个字段，或您没有查看它的权限"))
        operator = find_operator(known, condition.operator)
        if operator is None:
            raise BadValue(_("“%s”不能这样比较，请重新选择") % known.label)
        values = read_values(known, operator, condition.values, self.table.today)
        return operator.where(known, values, self.table.today), in_words(known, operator, values)

    def _words(self, texts: list[str], join: str) -> str:
        return (_(" 且 ") if join == "and" else _(" 或 ")).join(texts)

    @property
    def condition(self) -> Q:
        """The rows it finds; none when something is wrong."""
        return self._read[0]

    @property
    def problems(self) -> list[str]:
        """What is wrong, one sentence each."""
        return self._read[1]

    @property
    def text(self) -> str:
        """The query in words."""
        return self._read[2] or _("高级查询")


def find_operator(known: QueryField, key: str) -> Operator | None:
    """The operator of a field by its key."""
    return next((operator for operator in operators_of(known) if operator.key == key), None)


def in_words(known: QueryField, operator: Operator, values: list[Any]) -> str:
    """``成交 大于 100000``."""
    if operator.reads == "days":
        return f"{known.label} {str(operator.label).replace('n', str(values[0]))}"
    labels = dict(known.options)
    shown = [labels.get(str(value), str(value)) for value in values]
    join = " – " if operator.key == "between" else _("、")
    return f"{known.label} {operator.label} {join.join(shown)}".strip()


def _joined(conditions: list[Q], join: str) -> Q:
    if join == "or":
        return one_of(conditions)
    condition = Q()
    for part in conditions:
        condition &= part
    return condition
