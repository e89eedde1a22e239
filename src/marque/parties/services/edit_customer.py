"""Correct what is known about a customer."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from marque.kernel.errors import Duplicate, NotAuthorised, StaleDocument
from marque.organisation.models import User
from marque.parties.facts import CustomerDetails
from marque.parties.models import Customer
from marque.parties.services.customer_details import (
    fill,
    refuse_duplicate,
    tidy_details,
)


@transaction.atomic
def edit_customer(
    customer: Customer,
    *,
    details: CustomerDetails,
    by: User,
    version: int,
    is_active: bool = True,
) -> Customer:
    """Replace the details; `version` is the one the form was opened with.

    Raises `StaleDocument` when somebody saved in between, `InvalidInput`, `Duplicate`, or
    `NotAuthorised` when the customer is outside the reach of `by`.
    """
    locked: Customer | None = (
        Customer.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=customer.pk)
    ).first()
    if locked is None:
        raise NotAuthorised(_("这位客户不在您的范围内。"))
    if locked.version != version:
        raise StaleDocument(_("客户资料刚被他人修改过，请刷新页面后再改。"))
    tidy = tidy_details(details)
    if is_active:
        refuse_duplicate(tidy.phone, locked.store, besides=locked.pk)
    fill(locked, tidy)
    locked.is_active = is_active
    locked.version += 1
    try:
        with transaction.atomic():
            locked.save()
    except IntegrityError as error:
        if "customer_phone_is_unique" not in str(error):
            raise
        raise Duplicate(_("客户已存在：刚刚有人用同一号码建档，请搜索该号码。")) from error
    return locked
