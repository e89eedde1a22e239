"""What the command palette finds in parties: name, pinyin, phone tail, number, member card."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from marque.foundation.ui.search import Hit
from marque.kernel.phones import mask_phone
from marque.kernel.readings import plain
from marque.parties.models import Contact, Customer
from marque.parties.queries import find_by_card, search_contacts, search_customers

MOST = 6
LOOKED_AT = 60
"""Of the many that a letter or two find, so many are put in order."""
READ = (
    "number", "name", "name_pinyin", "name_initials", "kind", "phone",
    "owner__name", "owner__name_en",
)  # fmt: skip
READ_OF_CONTACT = ("name", "category", "phone", "customer__name", "customer__number")


def search(user: Any, query: str, store: Any) -> list[Hit]:
    """Customers the user may see, the best six; a member card finds its holder alone."""
    if not user.has_perm("parties.view_customer"):
        return []
    code = store.code if store else "hq"
    holder = find_by_card(query, user=user)
    if holder is not None:
        return [_hit(holder, "hq" if store and holder.store_id != store.pk else code)]
    found = list(search_customers(query, user=user, store=store).only(*READ)[:LOOKED_AT])
    best = sorted(found, key=lambda customer: _closeness(customer, plain(query)))
    hits = [_hit(customer, code) for customer in best[:MOST]]
    contacts = search_contacts(query, user=user, store=store).only(*READ_OF_CONTACT)
    return hits + [_contact_hit(contact, code) for contact in contacts[: MOST - len(hits)]]


def _closeness(customer: Customer, typed: str) -> tuple[bool, int, str, int]:
    """The usual reading before rare ones, and short names first: what was typed is most of them."""
    starts = (customer.name, customer.name_pinyin, customer.name_initials)
    is_usual = any(start.lower().startswith(typed) for start in starts)
    return not is_usual, len(customer.name), customer.name_pinyin, -customer.pk


def _url(customer: Customer, code: str) -> str:
    return reverse("parties:customer_detail", kwargs={"store": code, "number": customer.number})


def _hit(customer: Customer, code: str) -> Hit:
    return Hit(
        title=customer.name,
        url=_url(customer, code),
        icon="building" if customer.is_enterprise else "user",
        meta=f"{mask_phone(customer.phone)} · {customer.owner_label}",
        group=_("客户"),
    )


def _contact_hit(contact: Contact, code: str) -> Hit:
    return Hit(
        title=f"{contact.name} · {contact.customer.name}",
        url=_url(contact.customer, code),
        icon="address-book",
        meta=f"{contact.get_category_display()} · {mask_phone(contact.phone)}",
        group=_("联系人"),
    )
