"""Positions and roles that every new account set starts with; all of it is editable."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from marque.foundation.access.models import Role, Scope
from marque.foundation.access.registry import all_rights
from marque.foundation.dictionaries.given import give
from marque.organisation.models import Position

POSITIONS = (
    ("administrator", "系统管理员", "Administrator"),
    ("hq", "集团管理", "Group HQ"),
    ("gm", "总经理", "General manager"),
    ("manager", "销售经理", "Sales manager"),
    ("consultant", "销售顾问", "Sales consultant"),
    ("reception", "前台", "Reception"),
    ("dcc", "网电销专员", "Internet sales"),
    ("cashier", "出纳", "Cashier"),
    ("accountant", "会计", "Accountant"),
    ("chief_accountant", "财务经理", "Chief accountant"),
    ("warehouse", "车辆库管", "Vehicle warehouse"),
)

_VIEW_SALES = ("sales.view_", "parties.view_", "inventory.view_vehicle", "catalog.view_")
_CONSULTANT = (
    *_VIEW_SALES,
    "parties.create_customer",
    "parties.edit_customer",
    "parties.claim_customer",
    "parties.reveal_customer",
    "parties.record_",
    "sales.create_",
    "sales.edit_",
    "sales.submit_",
    "sales.confirm_",
    "sales.print_",
    "sales.deliver_",
    "inventory.lock_",
    "billing.view_receipt",
    "billing.view_invoice",
    "billing.register_receipt",
    "messaging.view_message",
    "crm.view_",
    "crm.create_lead",
    "crm.follow_lead",
    "crm.claim_lead",
    "crm.discard_lead",
    "crm.register_visit",
    "crm.edit_visit",
    "crm.book_testdrive",
    "crm.drive_testdrive",
    "crm.edit_task",
)
_DESK = (
    "parties.view_",
    "parties.create_customer",
    "parties.record_",
    "catalog.view_",
    "inventory.view_vehicle",
    "crm.view_",
    "crm.create_lead",
    "crm.assign_lead",
    "crm.discard_lead",
    "crm.register_visit",
    "crm.edit_visit",
    "crm.order_turn",
    "crm.book_testdrive",
)
_MANAGER = (
    *_CONSULTANT,
    "sales.",
    "inventory.release_",
    "parties.",
    "crm.",
    "measures.",
    "accounting.view_sourcevoucher",
    "messaging.view_message",
    "messaging.send_message",
    "messaging.edit_template",
)
_WAREHOUSE = (
    "inventory.",
    "crm.view_testdrive",
    "crm.dispatch_testdrive",
    "catalog.view_",
    "sales.view_salesorder",
    "sales.issue_",
    "sales.outbound_",
)
_CASHIER = (
    "billing.",
    "sales.view_salesorder",
    "sales.invoice_",
    "sales.issue_invoice",
    "parties.view_customer",
    "accounting.view_",
)
_ACCOUNTANT = (*_CASHIER, "accounting.", "inventory.view_", "catalog.view_", "parties.")
_NOT_BUSINESS = (
    "organisation.",
    "access.",
    "audit.",
    "numbering.",
    "dictionaries.",
    "imports.",
    "catalog.",
    "custom_fields.",
    "messaging.edit_",
)

ROLES: tuple[tuple[str, str, Scope, str, tuple[str, ...], tuple[str, ...]], ...] = (
    # position, discount limit %, scope, landing, what the codes of its rights start with, not
    (
        "consultant",
        "2.00",
        Scope.OWN,
        "desk",
        _CONSULTANT,
        ("sales.view_margin", "inventory.view_vehiclecost", "catalog.view_accessory_cost"),
    ),
    (
        "reception",
        "0",
        Scope.STORE,
        "desk",
        _DESK,
        ("inventory.view_vehiclecost",),
    ),
    (
        "dcc",
        "0",
        Scope.STORE,
        "desk",
        (*_DESK, "crm.follow_lead", "crm.claim_lead", "parties.edit_customer"),
        ("inventory.view_vehiclecost",),
    ),
    (
        "manager",
        "5.00",
        Scope.TEAM,
        "desk",
        _MANAGER,
        (
            "inventory.view_vehiclecost",
            "sales.exceed_credit",
            "parties.set_credit",
            "parties.lend_credit",
        ),
    ),
    (
        "gm",
        "10.00",
        Scope.STORE,
        "desk",
        (
            "sales.",
            "crm.",
            "measures.",
            "parties.",
            "inventory.",
            "billing.view_",
            "accounting.view_",
            "catalog.view_",
        ),
        (),
    ),
    (
        "hq",
        "100.00",
        Scope.GROUP,
        "desk",
        (
            "sales.",
            "crm.",
            "measures.",
            "parties.",
            "inventory.view_",
            "billing.view_",
            "accounting.",
            "catalog.",
            "organisation.view_",
            "audit.",
            "imports.",
            "custom_fields.view_",
            "messaging.",
        ),
        (),
    ),
    ("cashier", "0", Scope.STORE, "desk", _CASHIER, ()),
    (
        "accountant",
        "0",
        Scope.COMPANY,
        "desk",
        _ACCOUNTANT,
        ("accounting.reopen_period", "accounting.close_period"),
    ),
    ("chief_accountant", "0", Scope.COMPANY, "desk", _ACCOUNTANT, ()),
    ("warehouse", "0", Scope.STORE, "desk", _WAREHOUSE, ()),
    ("administrator", "0", Scope.GROUP, "desk", _NOT_BUSINESS, ()),
)


def seed_roles(_books: Any = None) -> None:
    """Create the usual positions and one role for each; later, those that are new to the set.

    A role that is there gets the usual ones of the rights that are new to the set; what its
    people granted, took away or deleted stays as they left it.
    """
    roles = {role.code: role for role in Role.objects.all()}
    had = {right for role in roles.values() for right in role.rights}
    new_rights = give("right", all_rights(), had=had)
    places = {code: (name, name_en) for code, name, name_en in POSITIONS}
    known = Position.objects.values_list("code", flat=True)
    for code in give("position", places, had=known):
        name, name_en = places[code]
        Position.objects.get_or_create(code=code, defaults={"name": name, "name_en": name_en})
    new_roles = give("role", places, had=roles)
    for position in Position.objects.filter(code__in=places):
        if role := roles.get(position.code):
            _widen(role, new_rights)
        elif position.code in new_roles:
            _make_role(position)


def _spec(code: str) -> tuple[str, str, Scope, str, tuple[str, ...], tuple[str, ...]]:
    return next(row for row in ROLES if row[0] == code)


def _widen(role: Role, new_rights: set[str]) -> None:
    *_rest, starts, without = _spec(role.code)
    usual = rights_starting_with(starts, without)
    if brought := [right for right in usual if right in new_rights - set(role.rights)]:
        role.rights = [*role.rights, *brought]
        role.save(update_fields=["rights"])


def _make_role(position: Position) -> None:
    code, limit, scope, landing, starts, without = _spec(position.code)
    role = Role.objects.create(
        code=code,
        name=position.name,
        name_en=position.name_en,
        rights=rights_starting_with(starts, without),
        scope=scope,
        rate_discount_limit=Decimal(limit),
        landing=landing,
    )
    role.positions.add(position)


def rights_starting_with(starts: tuple[str, ...], without: tuple[str, ...] = ()) -> list[str]:
    """All known rights whose code begins with one of these."""
    return [code for code in all_rights() if code.startswith(starts) and code not in without]
