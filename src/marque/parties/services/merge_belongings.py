"""What the two records of one customer cannot both have, settled before they become one."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from marque.parties.models import (
    CardStatus,
    ClassOverride,
    Consent,
    Contact,
    CustomerShare,
    CustomerTag,
    DuplicatePair,
    MemberCard,
    Relation,
)
from marque.parties.services.merge_book import MergeBook, register_resolver


def cards(book: MergeBook) -> None:
    """One card stays in use: that of the kept record."""
    if MemberCard.objects.filter(customer=book.kept, status=CardStatus.ACTIVE).exists():
        today = timezone.localdate(book.now)
        for card in MemberCard.objects.filter(customer=book.merged, status=CardStatus.ACTIVE):
            ended_on = max(today, card.issued_on)
            book.change(card, status=CardStatus.CANCELLED, ended_on=ended_on)


def contacts(book: MergeBook) -> None:
    """One contact is the first to call."""
    if Contact.objects.filter(customer=book.kept, is_primary=True).exists():
        for contact in Contact.objects.filter(customer=book.merged, is_primary=True):
            book.change(contact, is_primary=False)


def tags(book: MergeBook) -> None:
    """A tag stands once."""
    known = CustomerTag.objects.filter(customer=book.kept).values("tag")
    for mark in CustomerTag.objects.filter(customer=book.merged, tag__in=known):
        book.remove(mark)


def consents(book: MergeBook) -> None:
    """Of two open consents to the same, the younger holds; the older ends without being lost."""
    for old in Consent.objects.filter(customer=book.merged, withdrawn_at=None):
        other = Consent.objects.filter(
            customer=book.kept, purpose=old.purpose, recipient=old.recipient, withdrawn_at=None
        ).first()
        if other is not None:
            older = min((old, other), key=lambda row: (row.granted_at, row.pk))
            at = max(book.now, older.granted_at)
            book.change(older, withdrawn_at=at, withdrawn_by_id=book.by.pk)


def relations(book: MergeBook) -> None:
    """Nobody is related to themselves, nor twice in the same way to the same person."""
    seen: set[tuple[Any, ...]] = set()
    both = (book.kept.pk, book.merged.pk)
    rows = Relation.objects.filter(customer__in=both) | Relation.objects.filter(other__in=both)
    for row in sorted(rows, key=lambda row: (book.merged.pk in _ends(row), row.pk)):
        ends = tuple(book.kept.pk if end == book.merged.pk else end for end in _ends(row))
        mark = (*ends, row.kind)
        if ends[0] == ends[1] or mark in seen:
            book.remove(row)
        seen.add(mark)


def _ends(row: Relation) -> tuple[int, int]:
    return (row.customer_id, row.other_id)


def shares(book: MergeBook) -> None:
    """A colleague has one right on a customer: that on the kept record."""
    known = CustomerShare.objects.filter(customer=book.kept, revoked_at=None).values("user")
    for share in CustomerShare.objects.filter(
        customer=book.merged, revoked_at=None, user__in=known
    ):
        book.change(share, revoked_at=book.now, revoked_by_id=book.by.pk)


def overrides(book: MergeBook) -> None:
    """What was decided on the kept record stands."""
    known = ClassOverride.objects.filter(customer=book.kept, ended_at=None).values("axis")
    for row in ClassOverride.objects.filter(customer=book.merged, ended_at=None, axis__in=known):
        book.change(row, ended_at=book.now)


def pairs(book: MergeBook) -> None:
    """Suspicions about the merged record are answered."""
    keys = (book.merged.pk,)
    rows = DuplicatePair.objects.filter(first__in=keys)
    for pair in (rows | DuplicatePair.objects.filter(second__in=keys)).order_by("pk"):
        book.remove(pair)


def register() -> None:
    """Called when the system starts."""
    for resolver in (cards, contacts, tags, consents, relations, shares, overrides, pairs):
        register_resolver(f"parties.{resolver.__name__}", resolver)
