"""Register a customer (客户建档)."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.foundation.access.authority import acting_post
from marque.foundation.numbering.services import next_number
from marque.kernel.errors import Duplicate, InvalidInput
from marque.organisation.models import Store, User
from marque.parties.facts import CustomerDetails
from marque.parties.models import Customer
from marque.parties.services.customer_details import (
    fill,
    refuse_duplicate,
    tidy_details,
)


@transaction.atomic
def create_customer(
    *,
    details: CustomerDetails,
    store: Store,
    by: User,
    now: datetime,
    owner: User | None = None,
) -> Customer:
    """Register a customer of `store`, looked after by `owner` (else by whoever registers).

    Raises `InvalidInput` for wrong details and `Duplicate` when an active customer of the
    store has the same phone number.
    """
    tidy = tidy_details(details)
    keeper = owner or by
    if not keeper.is_active:
        raise InvalidInput(_("%(name)s 已停用，请选择其他归属人。") % {"name": keeper.name})
    refuse_duplicate(tidy.phone, store)
    post = acting_post(keeper)
    customer = Customer(
        number=next_number("parties.customer", store=store, on=timezone.localdate(now)),
        store=store,
        owner=keeper,
        department=post.department if post else None,
        owner_since=now,
        created_at=now,
        created_by=by,
    )
    fill(customer, tidy)
    try:
        with transaction.atomic():
            customer.save(force_insert=True)
    except IntegrityError as error:
        if "customer_phone_is_unique" not in str(error):
            raise
        raise Duplicate(_("客户已存在：刚刚有人用同一号码建档，请搜索该号码。")) from error
    return customer
