"""Check and tidy what was typed about a customer; used by creating and editing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from marque.foundation.custom_fields.services.clean_values import clean_values
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
from marque.parties.facts import ENTERPRISE_ONLY, PERSON_ONLY, CustomerDetails
from marque.parties.models import (
    ContactChannel,
    ContactTime,
    Customer,
    CustomerKind,
    CustomerRole,
    CustomerSource,
    Education,
    EnterpriseSize,
    MaritalStatus,
)
from marque.parties.queries import find_by_phone

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

CUSTOM = "parties.customer"
NAME_LENGTH = 60
FREE_TEXTS = (
    "wechat",
    "email",
    "occupation",
    "hobbies",
    "industry",
    "legal_representative",
    "address",
    "notes",
)
CODED: dict[str, tuple[list[str], StrOrPromise]] = {
    "preferred_channel": (ContactChannel.values, _l("请选择偏好的联系方式。")),
    "preferred_time": (ContactTime.values, _l("请选择偏好的联系时间。")),
    "education": (Education.values, _l("请选择学历。")),
    "marital_status": (MaritalStatus.values, _l("请选择婚姻状况。")),
    "size": (EnterpriseSize.values, _l("请选择企业规模。")),
}
"""Optional codes: what may be in them, and what to say otherwise."""
KINDS, SOURCES, ROLES = (
    frozenset(choices.values) for choices in (CustomerKind, CustomerSource, CustomerRole)
)


def tidy_details(details: CustomerDetails) -> CustomerDetails:
    """Return the details as they are stored.

    Raises `InvalidInput` with the field at fault.
    """
    tidy = replace(
        details,
        name=_name(details.name),
        phone=_phone(details.phone, field="phone"),
        phone_second=_phone(details.phone_second, field="phone_second", optional=True),
        **{name: getattr(details, name).strip() for name in FREE_TEXTS},
    )
    _check_codes(tidy)
    _check_email(tidy.email)
    return _enterprise(tidy) if tidy.kind == CustomerKind.ENTERPRISE else _person(tidy)


def name_problem(text: str) -> str:
    """What is wrong with the name of a customer, in a sentence; empty if nothing is."""
    try:
        _name(text)
    except InvalidInput as error:
        return str(error)
    return ""


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
    if details.kind not in KINDS:
        raise InvalidInput(_("请选择客户类型。"), field="kind")
    if details.source not in SOURCES:
        raise InvalidInput(_("请选择客户来源。"), field="source")
    if details.role not in ROLES:
        raise InvalidInput(_("请选择客户身份。"), field="role")
    for name, (values, problem) in CODED.items():
        value = getattr(details, name)
        if value and value not in values:
            raise InvalidInput(str(problem), field=name)
    if details.division and divisions.name_of(details.division) is None:
        raise InvalidInput(_("没有这个地区代码，请重新选择地区。"), field="division")


def _check_email(email: str) -> None:
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise InvalidInput(_("邮箱格式不对，请核对。"), field="email") from error


def _enterprise(details: CustomerDetails) -> CustomerDetails:
    if details.tax_id and (problem := uscc_problem(details.tax_id)):
        raise InvalidInput(translated(problem, _), field="tax_id")
    return replace(details, **PERSON_ONLY | {"tax_id": normalise_number(details.tax_id)})


def _person(details: CustomerDetails) -> CustomerDetails:
    number = normalise_number(details.id_number)
    if not number:
        return replace(details, **ENTERPRISE_ONLY | {"id_type": "", "id_number": ""})
    id_type = details.id_type or IdType.RESIDENT.value
    if id_type not in list(IdType):
        raise InvalidInput(_("请选择证件类型。"), field="id_type")
    if problem := identity_problem(id_type, number):
        raise InvalidInput(translated(problem, _), field="id_number")
    tidy = ENTERPRISE_ONLY | {"id_type": id_type, "id_number": number}
    if id_type in (IdType.RESIDENT, IdType.HMT_RESIDENCE):
        tidy |= {"born_on": birthday(number), "gender": gender(number)}
    return replace(details, **tidy)


def fill(customer: Customer, details: CustomerDetails) -> None:
    """Write tidy details to the customer, unsaved; custom fields that are not told stay."""
    for field, value in vars(details).items():
        if field != "custom":
            setattr(customer, field, value)
    customer.custom = clean_values(CUSTOM, details.custom, before=customer.custom)


def refuse_duplicate(phone: str, store: Store, *, besides: int | None = None) -> None:
    """Raise `Duplicate` when an active customer of the store has the number already."""
    known = find_by_phone(phone, store=store)
    if known is not None and known.pk != besides:
        raise Duplicate(known_as(known))


def known_as(customer: Customer) -> str:
    """The sentence that names a customer who is there already, and who looks after them."""
    if customer.owner is None:
        return _("客户已存在：%(name)s（在公海）。") % {"name": customer.name}
    return _("客户已存在：%(name)s（%(owner)s跟进中）。") % {
        "name": customer.name,
        "owner": customer.owner.name,
    }
