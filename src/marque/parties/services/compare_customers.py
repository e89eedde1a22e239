"""Hold customers of a file against those of the store, as the import recognises them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from marque.foundation.custom_fields.import_columns import custom_of
from marque.foundation.custom_fields.models import PREFIX
from marque.foundation.imports.kinds import Difference, Line
from marque.kernel import divisions
from marque.parties.facts import CustomerDetails
from marque.parties.models import Customer
from marque.parties.queries import masked
from marque.parties.services.import_customers import POOL, differing
from marque.parties.services.reveal_customer import REVEALABLE

MASKED = frozenset({*REVEALABLE, "tax_id"})


class CustomerComparer:
    """What a comparison asks of customers."""

    def differences(self, line: Line) -> list[Difference]:
        """The fields that the file tells otherwise; numbers masked on both sides."""
        there: Customer = line.values["customer"]
        details: CustomerDetails = line.values["details"]
        names = list(differing(there, line))
        if line.values.get("kind") and details.kind != there.kind:
            names.insert(0, "kind")
        found = [Difference(name, _shown(details, name), _shown(there, name)) for name in names]
        return [*found, *_owner(there, line), *_custom(there, line)]


def _shown(holder: Any, name: str) -> str:
    """A field of the details or of a customer as a person may read it."""
    if name in MASKED:
        return masked(holder, name)
    value = getattr(holder, name)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if name == "division":
        return divisions.name_of(value) or value
    labels = dict(getattr(Customer._meta.get_field(name), "flatchoices", ()))
    return str(labels.get(value, "" if value is None else value))


def _owner(there: Customer, line: Line) -> list[Difference]:
    said = str(line.values.get("owner") or "").strip()
    keeper = line.values["keeper"]
    if not said or keeper == there.owner:
        return []
    return [Difference("owner", POOL if said == POOL else keeper.name, there.owner_label)]


def _custom(there: Customer, line: Line) -> list[Difference]:
    return [
        Difference(PREFIX + code, _plain(value), _plain(there.custom.get(code)))
        for code, value in custom_of(line.values).items()
        if value != there.custom.get(code)
    ]


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return "" if value is None else str(value)
