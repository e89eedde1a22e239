"""The panel of 高级查询: rows of field, operator, value; works by plain submits.

Inputs: ``aq_j`` and ``aq_j<group>`` say and/or; ``aq_f<group>_<row>``, ``aq_o…``, ``aq_v…`` (one or
several) are a condition; ``aq_do`` is the button: apply, add-<group>, drop-<group>-<row>, group.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from marque.foundation.ui.advanced_query import (
    MAX_CHOICES,
    MAX_CONDITIONS,
    MAX_GROUPS,
    PARAM,
    AdvancedQuery,
    Condition,
    Group,
    Query,
    find_operator,
    read_query,
)
from marque.foundation.ui.query_fields import Kind, QueryField
from marque.foundation.ui.query_operators import Operator, operators_of

if TYPE_CHECKING:
    from marque.foundation.ui.list_state import ListState

EDIT = "aq_edit"
OWN = "aq_"
ROW = re.compile(r"aq_f(\d{1,2})_(\d{1,2})")
FEW = 8


@dataclass(frozen=True)
class PanelRow:
    """A condition as the panel draws it."""

    name: str
    drop: str
    condition: Condition
    field: QueryField | None
    operators: tuple[Operator, ...]
    operator: Operator | None

    @property
    def control(self) -> str:
        """Which input stands for the values: none, text, number, days, date, checks, list."""
        if self.field is None or self.operator is None or not self.operator.values:
            return "none"
        if self.operator.many:
            return "checks" if len(self.field.options) <= FEW else "list"
        if self.operator.reads:
            return self.operator.reads
        kinds = {Kind.NUMBER: "number", Kind.DATE: "date", Kind.MOMENT: "date"}
        return kinds.get(self.field.kind, "text")

    @property
    def inputs(self) -> list[str]:
        """The values of the plain inputs, as many as the operator takes."""
        count = self.operator.values if self.operator else 0
        return [*self.condition.values, "", ""][:count]


class QueryPanel:
    """The panel for one request."""

    def __init__(self, state: ListState, params: QueryDict) -> None:
        self.state = state
        self.path = state.path
        self.params = params
        self.do = params.get("aq_do", "")
        self.query = self._edited(posted_query(params) or read_query(state.aq) or Query())
        self.asked = AdvancedQuery(state.table, self.query)

    def _edited(self, query: Query) -> Query:
        """The query after the button that was pressed; there is always a row to fill in."""
        act, _dash, where = self.do.partition("-")
        group, _dash, row = where.partition("-")
        at, place = (int(text) if text.isdigit() else -1 for text in (group, row))
        if act == "add" and 0 <= at < len(query.groups):
            query.groups[at].conditions.append(Condition())
        if act == "drop" and 0 <= at < len(query.groups):
            del query.groups[at].conditions[place : place + 1]
            query.groups = [one for one in query.groups if one.conditions]
        if act == "group" and len(query.groups) < MAX_GROUPS:
            query.groups.append(Group(conditions=[Condition()]))
        if not query.groups:
            query.groups.append(Group(conditions=[Condition()]))
        return query

    @property
    def is_applied(self) -> bool:
        """Whether the reader wants to see the rows, and the query can be understood."""
        return self.do == "apply" and not self.problems

    @property
    def problems(self) -> list[str]:
        """What is wrong with the query; asked only when it is to be applied."""
        filled = Query(
            self.query.join,
            [
                Group(group.join, [c for c in group.conditions if c.name])
                for group in self.query.groups
            ],
        )
        if self.do != "apply" or not filled.written():
            return []
        return AdvancedQuery(self.state.table, filled).problems

    @property
    def applied_url(self) -> str:
        """The list with the query."""
        written = self.query.written()
        return self.state.url(aq=written) if written else self.state.url(drop=(PARAM,))

    @property
    def cleared_url(self) -> str:
        """The list without the query."""
        return self.state.url(drop=(PARAM,))

    @property
    def kept(self) -> Iterator[tuple[str, str]]:
        """Hidden inputs: the rest of the list's address."""
        for name, values in QueryDict(self.state.query(drop=(PARAM,))).lists():
            for value in values:
                yield name, value

    @property
    def fields(self) -> list[QueryField]:
        """What may be asked."""
        return list(self.asked.fields.values())

    @property
    def groups(self) -> list[tuple[int, Group, list[PanelRow]]]:
        """Number, group and rows."""
        return [
            (at, group, [self._row(at, row, c) for row, c in enumerate(group.conditions)])
            for at, group in enumerate(self.query.groups)
        ]

    def _row(self, group: int, row: int, condition: Condition) -> PanelRow:
        known = self.asked.fields.get(condition.name)
        operators = operators_of(known) if known else ()
        chosen = find_operator(known, condition.operator) if known else None
        return PanelRow(
            name=f"{group}_{row}",
            drop=f"{group}-{row}",
            condition=condition,
            field=known,
            operators=operators,
            operator=chosen or (operators[0] if operators else None),
        )

    @property
    def may_grow(self) -> bool:
        """Whether another condition fits."""
        return sum(len(group.conditions) for group in self.query.groups) < MAX_CONDITIONS

    @property
    def may_group(self) -> bool:
        """Whether another group fits."""
        return self.may_grow and len(self.query.groups) < MAX_GROUPS


def posted_query(params: QueryDict) -> Query | None:
    """The query as the panel's inputs say; ``None`` when they are not there."""
    places = sorted(
        (int(found.group(1)), int(found.group(2)))
        for name in params
        if (found := ROW.fullmatch(name))
    )[: MAX_CONDITIONS + 1]
    if not places:
        return None
    query = Query(_join(params.get("aq_j")))
    numbers: dict[int, Group] = {}
    for group, row in places:
        if group not in numbers:
            numbers[group] = Group(_join(params.get(f"aq_j{group}")))
            query.groups.append(numbers[group])
        numbers[group].conditions.append(_posted(params, f"{group}_{row}"))
    return query


def _posted(params: QueryDict, name: str) -> Condition:
    values = [value[:100] for value in params.getlist(f"aq_v{name}")[:MAX_CHOICES] if value]
    return Condition(params.get(f"aq_f{name}", ""), params.get(f"aq_o{name}", ""), values)


def _join(text: Any) -> str:
    return "or" if text == "or" else "and"
