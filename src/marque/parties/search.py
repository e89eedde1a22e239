"""What the command palette finds in parties: name, initials, phone tail, number."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from marque.foundation.ui.search import Hit
from marque.kernel.phones import mask_phone
from marque.parties.queries import search_customers

MOST = 6


def search(user: Any, query: str, store: Any) -> list[Hit]:
    """Customers the user may see, the best six."""
    if not user.has_perm("parties.view_customer"):
        return []
    code = store.code if store else "hq"
    return [
        Hit(
            title=customer.name,
            url=reverse(
                "parties:customer_detail", kwargs={"store": code, "number": customer.number}
            ),
            icon="building" if customer.is_enterprise else "user",
            meta=f"{mask_phone(customer.phone)} · {customer.owner_label}",
            group=_("客户"),
        )
        for customer in search_customers(query, user=user, store=store)[:MOST]
    ]
