"""Reads by keys whose statement is written once.

To write the statement of a page's rows, with a dozen joins and sixty columns, costs as much as to
draw half of the rows, and it is the same for every page of a list: only the keys differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.backends.postgresql.compiler import SQLCompiler
from django.db.models import QuerySet
from django.db.models.sql import Query


@dataclass(frozen=True)
class Statement:
    """A statement with one value, and what its columns mean."""

    sql: str
    select: Any
    klass_info: Any
    annotation_col_map: Any


class Written:
    """Rows like those of a queryset that asks for nothing but keys, given as one list.

    Raises ValueError for a queryset that has another value in it.
    """

    def __init__(self, rows: QuerySet[Any], keys: list[int]) -> None:
        compiler: Any = rows.query.get_compiler(rows.db)
        sql, params = compiler.as_sql()
        if list(params) != [keys] or compiler.has_extra_select:
            raise ValueError(sql)
        self.rows: Any = rows._chain()  # type: ignore[attr-defined]  # noqa: SLF001 - as Django's own
        self.rows.query = rows.query.chain(klass=_WrittenQuery)
        self.rows.query.statement = Statement(
            sql, compiler.select, compiler.klass_info, compiler.annotation_col_map
        )

    def of(self, keys: list[int]) -> QuerySet[Any]:
        """The rows with these keys."""
        found: Any = self.rows._chain()  # noqa: SLF001
        found.query.keys = keys
        return found  # type: ignore[no-any-return]


class _WrittenQuery(Query):
    statement: Statement
    keys: list[int]

    def get_compiler(
        self,
        using: str | None = None,
        connection: Any = None,
        elide_empty: bool = True,  # noqa: FBT001, FBT002 - Django's own signature
    ) -> SQLCompiler:
        return _Writer(self, connection or connections[using or "default"], using, elide_empty)


class _Writer(SQLCompiler):
    def as_sql(self, *_args: Any, **_options: Any) -> Any:
        query: Any = self.query
        known: Statement = query.statement
        self.select, self.klass_info = known.select, known.klass_info
        self.annotation_col_map = known.annotation_col_map
        self.col_count, self.has_extra_select = len(known.select), False
        return known.sql, (query.keys,)
