"""Take imported customers back, as long as nothing was done with them since."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

from django.db import IntegrityError, connection
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from marque.foundation.imports.kinds import UndoneRow
from marque.foundation.imports.models import RowAction
from marque.kernel.errors import GuardRefused
from marque.parties.models import Customer, CustomerTag, DuplicatePair
from marque.parties.services.merge_book import Link, base_rows, links

CHUNK = 5_000
BY_ITSELF: Mapping[Any, Q] = {CustomerTag: Q(is_by_rule=True), DuplicatePair: Q(pk__isnull=False)}
"""Rows that the system writes about a customer unasked: they go with the customer."""


def take_back(
    rows: Iterable[UndoneRow],
    *,
    put_back: Collection[str],
    report: Callable[[int, int], None] = lambda _done, _total: None,
) -> None:
    """Remove the customers that were made and put back the `put_back` fields of those changed.

    Raises `GuardRefused` when one was changed or used since; nothing is taken back then.
    """
    told = list(rows)
    made = [row for row in told if row.action == RowAction.CREATE]
    changed = [row for row in told if row.action == RowAction.UPDATE]
    _refuse_changed([*made, *changed])
    _put_back(changed, put_back)
    done = len(changed)
    report(done, len(told))
    for some in _chunks([int(row.object_id) for row in made]):
        _remove(some)
        done += len(some)
        report(done, len(told))
    try:
        connection.check_constraints()
    except IntegrityError as error:
        raise GuardRefused(_("这批客户已有业务，不能整批撤销。")) from error


def _refuse_changed(rows: Sequence[UndoneRow]) -> None:
    """Hold the customers, and refuse if one is not as the import left it."""
    expected = {int(row.object_id): (row.before or {}).get("_version", 1) for row in rows}
    for some in _chunks(sorted(expected)):
        held = Customer.objects.select_for_update().filter(pk__in=some).order_by("pk")
        for pk, version, name in held.values_list("pk", "version", "name"):
            if version != expected[pk]:
                raise GuardRefused(
                    _("客户“%(name)s”在导入后已被修改，不能整批撤销。") % {"name": name}
                )


def _remove(made: Sequence[int]) -> None:
    keys = RawSQL("SELECT unnest(%s::bigint[])", [made])
    hanging = list(links())
    for link in hanging:
        for used in _rows(link, keys).exclude(_is_by_itself(link))[:1]:
            raise GuardRefused(
                _("这批客户已有业务（%(what)s），不能整批撤销。")
                % {"what": f"{used._meta.verbose_name} {used}"[:80]}
            )
    for link in hanging:
        if link.model in BY_ITSELF:
            _delete(_rows(link, keys))
    _delete(base_rows(Customer).filter(pk__in=keys))


def _rows(link: Link, keys: RawSQL) -> Any:
    return link.rows_of(keys).order_by()


def _is_by_itself(link: Link) -> Q:
    return BY_ITSELF.get(link.model, Q(pk__in=()))


def _delete(rows: Any) -> None:
    """In one statement: what hangs on the rows was looked at before."""
    rows._raw_delete(rows.db)  # noqa: SLF001  Django would read every row first


def _put_back(rows: Sequence[UndoneRow], names: Collection[str]) -> None:
    before = {int(row.object_id): row.before or {} for row in rows}
    for some in _chunks(list(before)):
        touched: set[str] = set()
        changed = []
        for pk, customer in Customer.objects.in_bulk(some).items():
            earlier = {name: value for name, value in before[pk].items() if name in names}
            for name, value in earlier.items():
                is_day = name == "born_on" and value
                setattr(customer, name, date.fromisoformat(value) if is_day else value)
            customer.version += 1
            touched |= set(earlier)
            changed.append(customer)
        if changed:
            Customer.objects.bulk_update(changed, ["version", *sorted(touched)], batch_size=1_000)


def _chunks(keys: Sequence[int]) -> Iterator[list[int]]:
    left = iter(keys)
    while some := list(islice(left, CHUNK)):
        yield some
