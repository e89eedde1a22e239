"""Keep the contacts of a customer (CUS-04)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.kernel.errors import InvalidInput
from marque.kernel.phones import normalise_phone, phone_problem
from marque.kernel.text import translated
from marque.organisation.models import User
from marque.parties.facts import ContactDetails
from marque.parties.models import Contact, ContactCategory, Customer, Gender, ImportantDate
from marque.parties.services.reach import locked_customer

BIRTHDAY_DAYS = 3


@transaction.atomic
def save_contact(
    customer: Customer,
    *,
    details: ContactDetails,
    by: User,
    contact: Contact | None = None,
    interests: Iterable[Any] = (),
) -> Contact:
    """Add a contact of the customer, or correct one; a birthday becomes a day to remember.

    Raises `InvalidInput` or `NotAuthorised`.
    """
    locked = locked_customer(customer, by=by)
    row = contact or Contact(customer=locked, created_by=by)
    if row.customer_id != locked.pk:
        raise InvalidInput(_("这位联系人不属于该客户。"))
    for name, value in _tidy(details).items():
        setattr(row, name, value)
    if row.is_primary:
        Contact.objects.filter(customer=locked, is_primary=True).exclude(pk=row.pk).update(
            is_primary=False
        )
    row.save()
    row.interests.set(interests)
    _remember_birthday(row, row.born_on)
    return row


def _tidy(details: ContactDetails) -> dict[str, Any]:
    name = " ".join(details.name.split())
    if not name:
        raise InvalidInput(_("请填写联系人姓名。"), field="name")
    if details.category not in ContactCategory.values:
        raise InvalidInput(_("请选择联系人类别。"), field="category")
    if details.gender and details.gender not in Gender.values:
        raise InvalidInput(_("请选择性别。"), field="gender")
    if details.phone and (problem := phone_problem(details.phone)):
        raise InvalidInput(translated(problem, _), field="phone")
    return vars(details) | {"name": name, "phone": normalise_phone(details.phone)}


def _remember_birthday(contact: Contact, born_on: date | None) -> None:
    label = _("生日")
    mine = ImportantDate.objects.filter(contact=contact, label=label)
    if born_on is None:
        mine.delete()
        return
    ImportantDate.objects.update_or_create(
        contact=contact,
        label=label,
        defaults={
            "customer_id": contact.customer_id,
            "happens_on": born_on,
            "is_yearly": True,
            "remind_days": BIRTHDAY_DAYS,
        },
    )
