"""Register a supplier (供应商建档)."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.kernel.errors import Duplicate, InvalidInput, refusing
from marque.kernel.identity_numbers import normalise_number, tax_number_problem
from marque.kernel.phones import normalise_phone, phone_problem
from marque.kernel.text import translated
from marque.organisation.models import User
from marque.parties.models import Supplier, SupplierKind
from marque.parties.models.suppliers import SupplierRating


@dataclass(frozen=True, kw_only=True)
class SupplierDetails:
    """What is told about a supplier; `payment_days` counts from the invoice."""

    code: str
    name: str
    kind: str = "other"
    tax_id: str = ""
    contact: str = ""
    phone: str = ""
    payment_days: int = 0
    payment_terms: str = ""
    rating: str = ""
    notes: str = ""
    is_active: bool = True


@transaction.atomic
def create_supplier(*, details: SupplierDetails, by: User) -> Supplier:
    """Register a supplier for the whole group.

    Raises `InvalidInput` for wrong details, `Duplicate` when code or name exist.
    """
    values = values_of(details)
    with known_once(values):
        return Supplier.objects.create(**values, created_by=by)


def values_of(details: SupplierDetails) -> dict[str, Any]:
    """The details as they are kept; `InvalidInput` for wrong ones."""
    code, name = details.code.strip().upper(), " ".join(details.name.split())
    _check(details, code=code, name=name)
    return {
        "code": code,
        "name": name,
        "kind": details.kind,
        "tax_id": normalise_number(details.tax_id),
        "contact": details.contact.strip(),
        "phone": normalise_phone(details.phone),
        "payment_days": details.payment_days,
        "payment_terms": details.payment_terms.strip(),
        "rating": details.rating,
        "notes": details.notes.strip(),
        "is_active": details.is_active,
    }


def known_once(values: dict[str, Any]) -> AbstractContextManager[None]:
    """`Duplicate` when another supplier has the code or the name, also one of this moment."""
    known = Duplicate(_("供应商已存在：%(code)s %(name)s。") % values)
    return refusing({"parties_supplier_code_key": known, "parties_supplier_name_key": known})


def _check(details: SupplierDetails, *, code: str, name: str) -> None:
    if not code or not name:
        raise InvalidInput(_("请填写供应商编码和名称。"), field="name" if code else "code")
    if details.kind not in SupplierKind.values:
        raise InvalidInput(_("请选择供应商类型。"), field="kind")
    if details.rating and details.rating not in SupplierRating.values:
        raise InvalidInput(_("请选择评级。"), field="rating")
    if details.payment_days < 0:
        raise InvalidInput(_("账期不能为负数。"), field="payment_days")
    if details.tax_id and (problem := tax_number_problem(details.tax_id)):
        raise InvalidInput(translated(problem, _), field="tax_id")
    if details.phone and (problem := phone_problem(details.phone)):
        raise InvalidInput(translated(problem, _), field="phone")
