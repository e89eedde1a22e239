"""What a merge did, written down row by row so that undoing restores exactly (CUS-32).

Rows are kept as the database holds them (`row_to_json`), so that sealed data stays sealed.
Apps above register a resolver for their rows that cannot stand twice at one customer.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _
from psycopg import sql
from psycopg.types.json import Jsonb

from marque.kernel.errors import GuardRefused
from marque.parties.models import Customer, MergeLog

OWN_LABEL = "parties.customer"
LOGS = (MergeLog,)


def base_rows(model: Any) -> Any:
    """Every row of a model, whatever its own manager hides."""
    return model._base_manager  # noqa: SLF001


@dataclass(frozen=True, slots=True)
class Link:
    """A column by which rows hang on a customer; with `type_field` it holds any record."""

    model: Any
    field: str
    type_field: str = ""

    @property
    def key(self) -> str:
        """How the log names it."""
        return f"{self.model._meta.label_lower}:{self.field}"

    def rows(self, customer_id: int) -> Any:
        """The rows that hang on a customer."""
        return self.rows_of([customer_id])

    def rows_of(self, customer_ids: Sequence[int] | RawSQL) -> Any:
        """The rows that hang on one of the customers, or of those that a query names."""
        found = base_rows(self.model).filter(**{f"{self.field}__in": customer_ids})
        return found.filter(**{self.type_field: OWN_LABEL}) if self.type_field else found


def links() -> Iterator[Link]:
    """Every foreign key to a customer and every pair of record type and key, of all apps."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed or model in LOGS:
            continue
        yield from _links_of(model)


def _links_of(model: Any) -> Iterator[Link]:
    names = {f.name: f for f in model._meta.local_fields}
    for name, column in names.items():
        if column.related_model is Customer:
            yield Link(model, column.attname)
        stem = name.removesuffix("_type")
        key = names.get(f"{stem}_id")
        if stem != name and isinstance(column, models.CharField) and _is_plain_key(key):
            yield Link(model, f"{stem}_id", name)


def _is_plain_key(column: Any) -> bool:
    return isinstance(column, models.IntegerField) and not column.is_relation


def raw_row(model: Any, key: int) -> dict[str, Any]:
    """One row as the database holds it."""
    query = sql.SQL("SELECT to_jsonb(t) FROM {} t WHERE id = %s").format(_table(model))
    with connection.cursor() as cursor:
        cursor.execute(query, [key])
        row = cursor.fetchone()
    if row is None:
        return {}
    value: dict[str, Any] = json.loads(row[0]) if isinstance(row[0], str) else row[0]
    return value


def _table(model: Any) -> Any:
    return sql.Identifier(model._meta.db_table)


def put_row(model: Any, row: dict[str, Any], columns: Any) -> None:
    """Write columns of a row back as they were."""
    if not columns:
        return
    values: list[Any] = [Jsonb(row), row["id"]]
    names = sql.SQL(", ").join(sql.Identifier(name) for name in sorted(columns))
    query = sql.SQL(
        "UPDATE {t} SET ({names}) = (SELECT {names} FROM jsonb_populate_record(NULL::{t}, %s))"
        " WHERE id = %s"
    ).format(t=_table(model), names=names)
    if len(columns) == 1:
        query = sql.SQL(
            "UPDATE {t} SET {names} = (SELECT {names} FROM jsonb_populate_record(NULL::{t}, %s))"
            " WHERE id = %s"
        ).format(t=_table(model), names=names)
    with connection.cursor() as cursor:
        cursor.execute(query, values)


def insert_row(model: Any, row: dict[str, Any]) -> None:
    """Bring a removed row back with its key."""
    query = sql.SQL("INSERT INTO {t} SELECT * FROM jsonb_populate_record(NULL::{t}, %s)")
    values: list[Any] = [Jsonb(row)]
    with connection.cursor() as cursor:
        cursor.execute(query.format(t=_table(model)), values)


def differing(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """The columns in which two states of a row differ."""
    return {name for name in before if before[name] != after.get(name)}


@dataclass
class MergeBook:
    """A merge under way: resolvers change rows through it, so that every step is written down."""

    kept: Customer
    merged: Customer
    by: Any
    now: datetime
    moved: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)

    def change(self, row: Any, **values: Any) -> None:
        """Write fields of a row."""
        model = type(row)
        before = raw_row(model, row.pk)
        for name, value in values.items():
            setattr(row, name, value)
        base_rows(model).filter(pk=row.pk).update(**values)
        after = raw_row(model, row.pk)
        columns = differing(before, after)
        entry = {
            "model": model._meta.label_lower,
            "before": {name: before[name] for name in columns} | {"id": row.pk},
            "after": {name: after[name] for name in columns},
        }
        self.changed.append(entry)

    def remove(self, row: Any) -> None:
        """Take away a row that says nothing the other does not say as well."""
        model = type(row)
        entry = {"model": model._meta.label_lower, "removed": raw_row(model, row.pk)}
        base_rows(model).filter(pk=row.pk).delete()
        self.changed.append(entry)

    def created(self, row: Any) -> Any:
        """Note a row that exists because of the merge; undoing takes it away."""
        self.changed.append({"model": type(row)._meta.label_lower, "created": row.pk})
        return row

    def move(self) -> None:
        """Point everything that hangs on the merged customer to the kept one."""
        for link in links():
            keys = list(link.rows(self.merged.pk).order_by("pk").values_list("pk", flat=True))
            if keys:
                went = _repoint(link, keys, self.kept.pk)
                self.moved.append({"link": link.key, "keys": went})


def _repoint(link: Link, keys: list[int], to: int) -> list[int]:
    """Point rows to another customer; of rows by record type those that clash stay."""
    rows = base_rows(link.model)
    if not link.type_field:
        rows.filter(pk__in=keys).update(**{link.field: to})
        return keys
    went = []
    for key in keys:
        try:
            with transaction.atomic():
                rows.filter(pk=key).update(**{link.field: to})
        except IntegrityError:
            continue
        went.append(key)
    return went


def move_back(log: MergeLog) -> None:
    """Point everything that a merge moved to the other customer again; what is gone stays gone."""
    by_key = {link.key: link for link in links()}
    for entry in reversed(log.moved):
        link = by_key[entry["link"]]
        rows = link.rows(log.kept_key).filter(pk__in=entry["keys"])
        rows.update(**{link.field: log.merged_key})


def take_back(log: MergeLog) -> None:
    """Undo the other changes of a merge, the last first.

    Raises `GuardRefused` when something was changed since.
    """
    for entry in reversed(log.changed):
        _revert(entry)


def _revert(entry: dict[str, Any]) -> None:
    model = apps.get_model(entry["model"])
    if "created" in entry:
        base_rows(model).filter(pk=entry["created"]).delete()
    elif "removed" in entry:
        insert_row(model, entry["removed"])
    else:
        now = raw_row(model, entry["before"]["id"])
        if any(now.get(name) != value for name, value in entry["after"].items()):
            raise GuardRefused(
                _("%(kind)s在合并后又有变化，不能撤销合并。") % {"kind": model._meta.verbose_name}
            )
        put_row(model, entry["before"], entry["after"].keys())


Resolver = Callable[[MergeBook], None]
_resolvers: dict[str, Resolver] = {}


def register_resolver(key: str, resolver: Resolver) -> None:
    """Add what must be settled before two customers become one; apps register when they start."""
    _resolvers[key] = resolver


def resolve(book: MergeBook) -> None:
    """Settle everything that cannot stand twice at one customer."""
    for resolver in _resolvers.values():
        resolver(book)


def model_label(name: str) -> Any:
    """The name of the kind of record that a log speaks of."""
    return apps.get_model(name)._meta.verbose_name


@transaction.atomic
def move_stragglers(*, store: Any) -> int:
    """Point rows that were written while their customer was being merged to the kept one.

    A transaction that had waited for the merge may still write the old key.
    """
    merged = Customer.objects.filter(store=store).exclude(merged_into=None)
    found = 0
    for link in links():
        if link.type_field or link.model is Customer:
            continue
        rows = base_rows(link.model).filter(**{f"{link.field}__in": merged.values("pk")})
        for row in rows.values("pk", link.field):
            to = merged.values_list("merged_into", flat=True).get(pk=row[link.field])
            with contextlib.suppress(IntegrityError), transaction.atomic():
                base_rows(link.model).filter(pk=row["pk"]).update(**{link.field: to})
                found += 1
    return found
