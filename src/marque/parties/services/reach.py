"""Lock a customer for a change to what belongs to them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from marque.kernel.errors import NotAuthorised
from marque.organisation.models import User
from marque.parties.models import Customer


def locked_customer(customer: Customer, *, by: User) -> Customer:
    """The customer, locked.  Raises `NotAuthorised` when outside the reach of `by`."""
    found: Customer | None = (
        Customer.objects.visible_to(by)
        .select_for_update(of=("self",))
        .filter(pk=customer.pk, anonymised_at__isnull=True)
        .first()
    )
    if found is None:
        raise NotAuthorised(_("这位客户不在您的范围内。"))
    return found
