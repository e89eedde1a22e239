"""Reads of parties."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from marque.foundation.secrets.sealing import blind_index
from marque.kernel.phones import normalise_phone
from marque.kernel.readings import LONGEST_PINYIN, pinyin_asked_for, plain, words_asked_for
from marque.kernel.text import half_width
from marque.organisation.models import Store
from marque.parties.models import CardStatus, Contact, Customer, MemberCard, OwnerChange, Supplier
from marque.parties.models.searching import PHONE_TAIL, phone_word, tail_word

EXACT_GRAMS = 2
"""Up to this length the words asked for are the text itself, and no second look is needed."""
LONGEST_QUERY = 60
MOST_WORDS = 6
SHORTEST_CARD = 4
DIGITS = re.compile(r"[0-9\-+() ]+", re.ASCII)
LETTERS = re.compile(r"[a-z]+", re.ASCII)
NUMBER = re.compile(r"[a-z]{1,6}[0-9][0-9a-z\-]*", re.ASCII)


def find_by_phone(phone: str, *, store: Store) -> Customer | None:
    """The active customer of a store whose first number it is, or `None`.  Not scoped by reader."""
    mark = blind_index("phone", normalise_phone(phone))
    found: Customer | None = (
        Customer.objects.active()
        .filter(store=store, phone_index=mark)
        .exclude(phone_index="")
        .select_related("owner")
        .first()
    )
    return found


def find_by_phones(phones: Iterable[str], *, store: Store) -> Any:
    """The active customers of a store whose first number is one of these, in stored form.

    Not scoped by reader.
    """
    marks = [blind_index("phone", phone) for phone in phones if phone]
    return Customer.objects.active().filter(store=store, phone_index__in=marks)


def phone_marks(phones: Iterable[str]) -> dict[str, str]:
    """What stands for each of these numbers in `Customer.phone_index`."""
    return {phone: blind_index("phone", phone) for phone in phones if phone}


def search_customers(text: str, *, user: Any, store: Store | None) -> Any:
    """Customers the user may see by name, pinyin, initials, number, phone or its last four.

    Empty text finds none.
    """
    if not plain(text):
        return Customer.objects.none()
    reachable = Customer.objects.visible_to(user).in_store(store).active().select_related("owner")
    found = matching(text)
    if kept := kept_instead_of(text):
        found |= Q(pk__in=kept)
    return reachable.filter(found)


def kept_instead_of(text: str) -> list[int]:
    """The customers into whom those with this number were merged."""
    typed = text.strip()
    if not NUMBER.fullmatch(typed.lower()):
        return []
    merged = Customer.objects.filter(number=typed.upper()).exclude(merged_into=None)
    return list(merged.values_list("merged_into", flat=True))


def search_contacts(text: str, *, user: Any, store: Store | None) -> Any:
    """Contacts of the customers that the user may see, by name, pinyin or phone."""
    if not plain(text):
        return Contact.objects.none()
    reachable = Contact.objects.visible_to(user).in_store(store)
    return (
        reachable.filter(customer__is_active=True, is_active=True)
        .filter(_matching(text, numbered=False))
        .select_related("customer")
    )


def matching_contact(text: str) -> Q:
    """The condition on contacts for a search text: their own name and phone, or their customer."""
    return _matching(text, numbered=False) | matching_customer(text)


def find_by_card(number: str, *, user: Any) -> Customer | None:
    """The holder of an active member card, if the user may see them; other cards find nobody."""
    typed = tidy_card(number)
    if len(typed) < SHORTEST_CARD:
        return None
    cards = MemberCard.objects.filter(number=typed, status=CardStatus.ACTIVE)
    holders = list(cards.values_list("customer", flat=True))
    if not holders:  # as after almost every word that is typed
        return None
    reachable = Customer.objects.visible_to(user).active()
    found: Customer | None = reachable.filter(pk__in=holders).select_related("owner").first()
    return found


def tidy_card(text: str) -> str:
    """A card number as it is stored: capitals and digits, without what readers add around it."""
    return re.sub(r"[^0-9A-Z-]", "", half_width(text).upper())


def matching(text: str) -> Q:
    """The condition on customers for a search text, every word of which must fit.

    Each part of it uses an index.
    """
    return _matching(text, numbered=True)


def _matching(text: str, *, numbered: bool) -> Q:
    typed = half_width(text).strip().lower()[:LONGEST_QUERY]
    if not plain(typed):
        return Q(pk__in=[])
    if DIGITS.fullmatch(typed):
        return _by_digits(typed, numbered=numbered)
    condition = Q()
    for word in typed.split()[:MOST_WORDS]:
        is_digits = DIGITS.fullmatch(word)
        part = _by_digits(word, numbered=numbered) if is_digits else _by_word(word)
        is_number = numbered and NUMBER.fullmatch(word)
        condition &= part | Q(number__startswith=word.upper()) if is_number else part
    return condition


def matching_customer(text: str, *, path: str = "customer") -> Q:
    """The same for rows that have a customer."""
    return Q(**{f"{path}__in": Customer.objects.filter(matching(text))})


CUSTOMER_LOOKUP = (matching,)
"""By what a customer is found while typing in a lookup field."""


def _by_word(word: str) -> Q:
    if LETTERS.fullmatch(word):
        return _by_letters(word)
    by_name = Q(search_words__contains=sorted(words_asked_for(word)))
    if len(plain(word)) > EXACT_GRAMS:
        by_name &= Q(name__icontains=word)
    return by_name


def _by_digits(word: str, *, numbered: bool) -> Q:
    """A whole number, its last four digits, or the customer's number."""
    phone = normalise_phone(word)
    mark = tail_word(phone) if len(phone) == PHONE_TAIL else phone_word(phone)
    found = Q(search_words__contains=[mark])
    return found | Q(number__startswith=word.strip()) if numbered else found


def _by_letters(word: str) -> Q:
    """The beginning of the pinyin or the initials of a name, or part of a foreign name."""
    by_pinyin = Q(search_words__contains=[pinyin_asked_for(word)])
    if len(word) > LONGEST_PINYIN:
        by_pinyin &= Q(name_pinyin__contains=word)
    if len(word) <= EXACT_GRAMS:
        return by_pinyin
    foreign = Q(search_words__contains=sorted(words_asked_for(word)), name__icontains=word)
    return by_pinyin | foreign


def list_owner_changes(customer: Customer) -> Any:
    """Who looked after the customer before, the last change first."""
    return OwnerChange.objects.filter(customer=customer).select_related(
        "from_user", "to_user", "changed_by"
    )


def count_customers_of(user: Any) -> int:
    """How many customers a member of staff looks after; asked before they leave."""
    return Customer.objects.filter(owner=user).count()


def find_supplier(code: str) -> Supplier | None:
    """The supplier with this code, or `None`."""
    found: Supplier | None = Supplier.objects.filter(code=code.strip().upper()).first()
    return found


def list_makers() -> Any:
    """Active vehicle makers, by code."""
    return Supplier.objects.filter(kind="maker", is_active=True)
