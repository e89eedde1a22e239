"""Agreements with enterprises that buy many cars (CUS-02)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from marque.kernel.errors import Duplicate, GuardRefused, InvalidInput
from marque.organisation.models import User
from marque.parties.models import Customer, FleetAgreement
from marque.parties.services.reach import locked_customer

ALL = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class FleetDetails:
    """What was agreed; the discount is a percentage of the list price."""

    number: str
    rate_discount: Decimal
    valid_from_on: date
    valid_to_on: date
    notes: str = ""


@transaction.atomic
def agree_fleet(customer: Customer, *, details: FleetDetails, by: User) -> FleetAgreement:
    """Note an agreement; two of one enterprise may not hold on the same day."""
    locked = locked_customer(customer, by=by)
    number = details.number.strip().upper()
    if not locked.is_enterprise:
        raise GuardRefused(_("只有企业客户可以签大客户协议。"))
    if not number:
        raise InvalidInput(_("请填写协议编号。"), field="number")
    if not 0 <= details.rate_discount <= ALL:
        raise InvalidInput(_("优惠率应在 0 至 100 之间。"), field="rate_discount")
    if details.valid_to_on < details.valid_from_on:
        raise InvalidInput(_("截止日期不能早于生效日期。"), field="valid_to_on")
    if FleetAgreement.objects.filter(number=number).exists():
        raise Duplicate(_("协议编号 %s 已存在。") % number)
    overlapping = FleetAgreement.objects.filter(
        customer=locked,
        valid_from_on__lte=details.valid_to_on,
        valid_to_on__gte=details.valid_from_on,
    ).first()
    if overlapping is not None:
        raise Duplicate(_("与协议 %s 的有效期重叠。") % overlapping.number)
    return FleetAgreement.objects.create(
        customer=locked, created_by=by, **vars(details) | {"number": number}
    )


def fleet_agreement_of(customer: Customer, *, on: date) -> FleetAgreement | None:
    """The agreement that holds on that day, or `None`."""
    return FleetAgreement.objects.filter(
        customer=customer, valid_from_on__lte=on, valid_to_on__gte=on
    ).first()
