"""Show a customer's full number, and write down who looked."""

from __future__ import annotations

from django.utils.translation import gettext as _

from marque.foundation.audit import actor
from marque.kernel.errors import InvalidInput
from marque.parties.models import Customer

REVEALABLE = ("phone", "phone_second", "id_number", "wechat", "email", "address")


def reveal_customer(customer: Customer, *, field: str) -> str:
    """Return the number in full and note it in the audit trail.

    The caller has checked the right `parties.reveal_customer` and the reach.
    Raises `InvalidInput` for any other field.
    """
    if field not in REVEALABLE:
        raise InvalidInput(_("这一项不能显示。"))
    actor.note("reveal", f"parties.customer:{customer.number}", {"field": field})
    value: str = getattr(customer, field)
    return value
