"""Customers of a store from a table: found again by phone or identity number, written in sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import fields
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.foundation.access.authority import acting_post
from marque.foundation.custom_fields.import_columns import custom_of
from marque.foundation.imports.copying import copy_rows
from marque.foundation.imports.kinds import ImportContext, Line, UndoneRow
from marque.foundation.imports.models import Duplicates, RowAction
from marque.foundation.numbering.services import next_numbers
from marque.foundation.secrets.sealing import blind_index
from marque.kernel.errors import InvalidInput
from marque.organisation.models import User
from marque.parties.facts import CustomerDetails
from marque.parties.models import Customer
from marque.parties.services.customer_details import fill, tidy_details
from marque.parties.services.undo_customers import take_back

CHUNK = 1_000
POOL = "公海"
TOLD = tuple(field.name for field in fields(CustomerDetails) if field.name != "custom")
PUT_BACK = frozenset({*TOLD, "custom"})
ALWAYS = frozenset({"kind", "role", "source", "do_not_call", "name", "phone"})
"""Never blank in a customer, so never filled in; overwritten only when the file says so."""


class CustomerImporter:
    """What the wizard asks of customers."""

    def check(self, lines: Sequence[Line], context: ImportContext) -> None:
        """Understand each line, and say which customers are there already."""
        if context.store is None:
            for line in lines:
                line.refuse(_("请先选择门店，再导入客户。"))
            return
        owners = _owners(lines, context)
        for line in lines:
            _understand(line, owners)
        sound = [line for line in lines if not line.is_refused]
        _refuse_repeats(sound)
        known = _Known([line for line in sound if not line.is_refused], context)
        for line in sound:
            if not line.is_refused:
                _decide(line, known, context)

    def apply(self, lines: Sequence[Line], context: ImportContext) -> None:
        """Write the lines: new customers and changed ones, a thousand at a time."""
        new = [line for line in lines if line.action == RowAction.CREATE]
        changed = [line for line in lines if line.action == RowAction.UPDATE]
        _create(new, context, total=len(lines))
        _update(changed)
        context.progress(len(lines), len(lines))

    def undo(
        self,
        rows: Sequence[UndoneRow],
        created_refs: Mapping[str, Sequence[int]],  # noqa: ARG002  customers bring nothing else
        context: ImportContext,
    ) -> None:
        """Remove those that the batch made and put back what it changed; all or nothing."""
        take_back(rows, put_back=PUT_BACK, report=context.progress)


# -- understanding --------------------------------------------------------------------------------
def _owners(lines: Iterable[Line], context: ImportContext) -> dict[str, User]:
    """Staff number and name to person, of those who have a post in the store today."""
    wanted = {str(line.values.get("owner") or "").strip() for line in lines} - {"", POOL}
    if not wanted:
        return {}
    people = User.objects.filter(
        Q(username__in=wanted) | Q(name__in=wanted),
        Q(employee__posts__ends_on__isnull=True) | Q(employee__posts__ends_on__gte=context.today),
        is_active=True,
        employee__posts__department__store=context.store,
    ).distinct()
    found: dict[str, User] = {}
    for person in people:
        found[person.username] = found[person.name] = person
    return found


def _understand(line: Line, owners: Mapping[str, User]) -> None:
    """Tidy the details and find the owner; what is wrong stands beside its cell."""
    told = {name: line.values[name] for name in TOLD if line.values.get(name) not in {None, ""}}
    line.label = str(told.get("name", ""))
    try:
        line.values["details"] = tidy_details(CustomerDetails(**told))
    except InvalidInput as error:
        line.refuse(str(error), column=error.field or "")
        return
    owner = str(line.values.get("owner") or "").strip()
    if owner and owner != POOL and owner not in owners:
        line.refuse(_("本店没有在职员工“%(who)s”。") % {"who": owner[:40]}, column="owner")
    line.values["keeper"] = owners.get(owner)
    line.object_type = "parties.customer"


def _refuse_repeats(lines: Iterable[Line]) -> None:
    seen: dict[str, int] = {}
    for line in lines:
        first = seen.setdefault(line.values["details"].phone, line.row_no)
        if first != line.row_no:
            line.refuse(_("与第 %(row)d 行的手机号码相同。") % {"row": first}, column="phone")


class _Known:
    """The store's customers that share a phone or an identity number with the lines."""

    def __init__(self, lines: Sequence[Line], context: ImportContext) -> None:
        for line in lines:
            details: CustomerDetails = line.values["details"]
            line.values["phone_mark"] = blind_index("phone", details.phone)
            line.values["id_mark"] = blind_index("identity", details.id_number)
        phones = [line.values["phone_mark"] for line in lines]
        marks = [line.values["id_mark"] for line in lines if line.values["id_mark"]]
        store = Customer.objects.active().filter(store=context.store).order_by()
        found = list(store.filter(phone_index__in=phones).select_related("owner"))
        found += store.filter(id_index__in=marks).select_related("owner") if marks else []
        self.by_phone = {row.phone_index: row for row in found}
        self.by_number = {row.id_index: row for row in found if row.id_index}
        mine = Customer.objects.visible_to(context.by).filter(pk__in={row.pk for row in found})
        self.reachable = set(mine.order_by().values_list("pk", flat=True))

    def match(self, line: Line) -> Customer | None:
        """Who is meant: the same phone, else the same identity number."""
        found = self.by_phone.get(line.values["phone_mark"])
        return found or self.by_number.get(line.values["id_mark"])


def _decide(line: Line, known: _Known, context: ImportContext) -> None:
    """New, changed, unchanged or left out."""
    there = known.match(line)
    if there is None:
        line.action = RowAction.CREATE
        return
    line.match = f"{there.name}（{there.owner_label}）"
    line.values["customer"] = there
    line.object_id = str(there.pk)
    wish = line.resolution or context.duplicates
    if wish == Duplicates.SKIP:
        line.action = RowAction.SKIP
        return
    if there.pk not in known.reachable:
        line.refuse(
            _("客户已存在：%(who)s，不在您的范围内；请跳过此行。") % {"who": line.match},
            column="phone",
        )
        return
    changes = _changes(there, line, overwrite=wish == Duplicates.OVERWRITE)
    line.values["changes"] = changes
    line.action = RowAction.UPDATE if changes else RowAction.UNCHANGED


def _changes(there: Customer, line: Line, *, overwrite: bool) -> dict[str, Any]:
    """The fields that the file would change.  A blank cell never empties a field; the kind of a
    customer, which decides what other fields mean, stays."""
    if line.values["details"].kind != there.kind:
        return {}
    changes = {
        name: value
        for name, value in differing(there, line).items()
        if overwrite or (getattr(there, name) in {None, ""} and name not in ALWAYS)
    }
    custom = custom_of(line.values)
    merged = {**there.custom, **custom} if overwrite else {**custom, **there.custom}
    return changes | ({"custom": merged} if merged != there.custom else {})


def differing(there: Customer, line: Line) -> dict[str, Any]:
    """The fields, without those of the dealer's own, that the file tells otherwise than the
    customer, and what it tells.  A blank cell tells nothing; the kind and the role are no part."""
    details: CustomerDetails = line.values["details"]
    found: dict[str, Any] = {}
    for name in TOLD:
        value = getattr(details, name)
        said = line.values.get(name) not in {None, ""} or name in {"born_on", "gender", "id_type"}
        if not said or value in {None, ""} or name in {"kind", "role"}:
            continue
        if value != getattr(there, name):
            found[name] = value
    return found


# -- writing --------------------------------------------------------------------------------------
def _create(lines: Sequence[Line], context: ImportContext, *, total: int) -> None:
    numbers = next_numbers(
        "parties.customer",
        len(lines),
        store=context.store,
        on=timezone.localdate(context.now),
    )
    patterns: dict[int | None, Customer] = {}
    for start in range(0, len(lines), CHUNK):
        chunk = lines[start : start + CHUNK]
        rows = [
            _customer(line, number, context, patterns)
            for line, number in zip(chunk, numbers[start : start + CHUNK], strict=True)
        ]
        copy_rows(rows)
        for line, row in zip(chunk, rows, strict=True):
            line.object_id = str(row.pk)
        context.progress(start + len(chunk), total)


def _customer(
    line: Line, number: str, context: ImportContext, patterns: dict[int | None, Customer]
) -> Customer:
    """A new customer as the line tells; those of one keeper are copies of one pattern."""
    is_pooled = str(line.values.get("owner") or "").strip() == POOL
    keeper = None if is_pooled else line.values["keeper"] or context.by
    key = keeper.pk if keeper else None
    if key not in patterns:
        patterns[key] = _pattern(keeper, context)
    customer = copy(patterns[key])
    customer.number = number
    fill(customer, line.values["details"])
    customer.custom = custom_of(line.values)
    return customer


def _pattern(keeper: User | None, context: ImportContext) -> Customer:
    post = acting_post(keeper) if keeper else None
    return Customer(
        store=context.store,
        owner=keeper,
        department=post.department if post else None,
        owner_since=context.now if keeper else None,
        pooled_at=context.now if keeper is None else None,
        created_at=context.now,
        created_by=context.by,
    )


def _update(lines: Sequence[Line]) -> None:
    by_key = {line.values["customer"].pk: line for line in lines}
    touched: set[str] = set()
    customers = []
    for pk, customer in Customer.objects.select_for_update().in_bulk(by_key).items():
        line = by_key[pk]
        changes: dict[str, Any] = line.values["changes"]
        line.before = {name: _plain(getattr(customer, name)) for name in changes}
        for name, value in changes.items():
            setattr(customer, name, value)
        customer.version += 1
        line.before["_version"] = customer.version
        touched |= set(changes)
        customers.append(customer)
    if customers:
        Customer.objects.bulk_update(customers, ["version", *sorted(touched)], batch_size=CHUNK)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
