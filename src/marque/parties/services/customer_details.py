"""Check and tidy what was typed about a customer; used by creating and editing."""

from __future__ import annotations

import re
from dataclasses import replace

from django.utils.translation import gettext as _

from marque.kernel import divisions
from marque.kernel.errors import Duplicate, InvalidInput
from marque.kernel.identity_numbers import (
    IdType,
    birthday,
    gender,
    identity_problem,
    normalise_number,
    uscc_problem,
)
from marque.kernel.phones import normalise_phone, phone_problem
from marque.kernel.text import half_width, translated
from marque.organisation.models import Store
from marque.parties.facts import CustomerDetails
from marque.parties.models import Customer, CustomerKind, CustomerSource
from marque.parties.queries import find_by_phone
from marque.parties.services.name_readings import name_readings

NAME_LENGTH = 60


def tidy_details(details: CustomerDetails) -> CustomerDetails:
    """Return the details as they are stored.

    Raises `InvalidInput` with the field at fault.
    """
    tidy = replace(
        details,
        name=_name(details.name),
        phone=_phone(details.phone, field="phone"),
        phone_second=_phone(details.phone_second, field="phone_second", optional=True),
        address=details.address.strip(),
        notes=details.notes.strip(),
    )
    _check_codes(tidy)
    return _enterprise(tidy) if tidy.kind == CustomerKind.ENTERPRISE else _person(tidy)


def _name(text: str) -> str:
    name = re.sub(r"\s+", " ", half_width(text).replace("•", "·")).strip()
    if not name or len(name) > NAME_LENGTH or not name.isprintable():
        raise InvalidInput(_("客户名称应为 1 至 60 个字。"), field="name")
    return name


def _phone(text: str, *, field: str, optional: bool = False) -> str:
    if optional and not text.strip():
        return ""
    if problem := phone_problem(text):
        raise InvalidInput(translated(problem, _), field=field)
    return normalise_phone(text)


def _check_codes(details: CustomerDetails) -> None:
    if details.kind not in CustomerKind.values:
        raise InvalidInput(_("请选择客户类型。"), field="kind")
    if details.source not in CustomerSource.values:
        raise InvalidInput(_("请选择客户来源。"), field="source")
    if details.division and divisions.name_of(details.division) is None:
        raise InvalidInput(_("没有这个地区代码，请重新选择地区。"), field="division")


def _enterprise(details: CustomerDetails) -> CustomerDetails:
    if details.tax_id and (problem := uscc_problem(details.tax_id)):
        raise InvalidInput(translated(problem, _), field="tax_id")
    return replace(
        details,
        tax_id=normalise_number(details.tax_id),
        id_type="",
        id_number="",
        born_on=None,
        gender="",
    )


def _person(details: CustomerDetails) -> CustomerDetails:
    number = normalise_number(details.id_number)
    if not number:
        return replace(details, tax_id="", id_type="", id_number="")
    id_type = details.id_type or IdType.RESIDENT.value
    if id_type not in list(IdType):
        raise InvalidInput(_("请选择证件类型。"), field="id_type")
    if problem := identity_problem(id_type, number):
        raise InvalidInput(translated(problem, _), field="id_number")
    tidy = replace(details, tax_id="", id_type=id_type, id_number=number)
    if id_type in (IdType.RESIDENT, IdType.HMT_RESIDENCE):
        return replace(tidy, born_on=birthday(number), gender=gender(number))
    return tidy


def fill(customer: Customer, details: CustomerDetails) -> None:
    """Write tidy details and the readings of the name to the customer, unsaved."""
    for field, value in vars(details).items():
        setattr(customer, field, value)
    readings = name_readings(details.name, is_person=details.kind == CustomerKind.PERSON)
    customer.name_pinyin, customer.name_initials = readings


def refuse_duplicate(phone: str, store: Store, *, besides: int | None = None) -> None:
    """Raise `Duplicate` when an active customer of the store has the number already."""
    known = find_by_phone(phone, store=store)
    if known is not None and known.pk != besides:
        raise Duplicate(
            _("客户已存在：%(name)s（%(owner)s跟进中）。")
            % {"name": known.name, "owner": known.owner.name}
        )
