"""Correct, disable or remove a supplier, and its contacts (供应商维护)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from marque.kernel.errors import GuardRefused, InvalidInput, StaleDocument
from marque.kernel.phones import normalise_phone, phone_problem
from marque.kernel.text import translated
from marque.parties.models import Supplier
from marque.parties.models.suppliers import SupplierContact
from marque.parties.services.create_supplier import SupplierDetails, known_once, values_of


@dataclass(frozen=True, kw_only=True)
class SupplierPerson:
    """A contact at a supplier."""

    name: str
    duty: str = ""
    phone: str = ""
    email: str = ""


@transaction.atomic
def edit_supplier(*, supplier: Supplier, details: SupplierDetails, version: int | None) -> Supplier:
    """Correct a supplier that still has the version the form was opened with.

    Its code stays: vouchers and vehicles were written with it.  A disabled one is offered in no
    form any more; what was bought from it stays.
    """
    row: Supplier = Supplier.objects.select_for_update().get(pk=supplier.pk)
    if row.version != version:
        raise StaleDocument(_("资料刚被他人修改过，请刷新页面后再改。"))
    values = values_of(details) | {"code": row.code, "version": row.version + 1}
    for field, value in values.items():
        setattr(row, field, value)
    with known_once(values):
        row.save()
    return row


@transaction.atomic
def remove_supplier(*, supplier: Supplier) -> None:
    """Delete a supplier that was never used; `GuardRefused` for any other."""
    row = Supplier.objects.select_for_update().get(pk=supplier.pk)
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as error:
        raise GuardRefused(_("“%s”已有业务记录，不能删除，可以停用。") % row.name) from error


@transaction.atomic
def save_supplier_contact(
    *, supplier: Supplier, person: SupplierPerson, contact: SupplierContact | None = None
) -> SupplierContact:
    """Add a contact, or correct one."""
    name = " ".join(person.name.split())
    if not name:
        raise InvalidInput(_("请填写姓名。"), field="name")
    if person.phone and (problem := phone_problem(person.phone)):
        raise InvalidInput(translated(problem, _), field="phone")
    row = contact or SupplierContact(supplier=supplier)
    row.name, row.duty, row.email = name, person.duty.strip(), person.email.strip()
    row.phone = normalise_phone(person.phone)
    row.save()
    return row


@transaction.atomic
def remove_supplier_contact(*, contact: SupplierContact) -> None:
    """Delete a contact."""
    contact.delete()
