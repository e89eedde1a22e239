"""How near to buying a customer is; told by those who keep the leads."""

from __future__ import annotations

from django.utils.translation import gettext as _

from marque.kernel.errors import InvalidInput
from marque.parties.models import Customer, IntentionClass


def set_intention(customer: Customer, *, level: str) -> None:
    """Keep the present class.  Raises `InvalidInput` for one that does not exist."""
    if level not in IntentionClass.values:
        raise InvalidInput(_("没有这个意向级别。"), field="intention")
    Customer.objects.filter(pk=customer.pk).exclude(intention=level).update(intention=level)
    customer.intention = level
