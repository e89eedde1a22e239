"""Membership cards: issue, report lost, replace (CUS-25)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from marque.foundation.numbering.services import next_number
from marque.kernel.errors import Duplicate, GuardRefused, InvalidInput
from marque.organisation.models import User
from marque.parties.models import CardStatus, Customer, MemberCard
from marque.parties.queries import SHORTEST_CARD, tidy_card
from marque.parties.services.reach import locked_customer


@transaction.atomic
def issue_card(customer: Customer, *, by: User, on: date, number: str = "") -> MemberCard:
    """Give the customer a card; without a number, the next of the series.

    Raises `GuardRefused` when there is a card in use, `Duplicate` for a number ever used.
    """
    locked = locked_customer(customer, by=by)
    if MemberCard.objects.filter(customer=locked, status=CardStatus.ACTIVE).exists():
        raise GuardRefused(_("这位客户已有使用中的会员卡，请先挂失或换卡。"))
    return _new_card(locked, number, by=by, on=on)


@transaction.atomic
def report_card_lost(card: MemberCard, *, by: User, on: date) -> MemberCard:
    """From now on the card identifies nobody."""
    return _end(card, CardStatus.LOST, by=by, on=on)


@transaction.atomic
def replace_card(card: MemberCard, *, by: User, on: date, number: str = "") -> MemberCard:
    """Give a new card for this one, which may be lost already; the old number is dead."""
    locked = locked_customer(card.customer, by=by)
    old = MemberCard.objects.select_for_update().get(pk=card.pk)
    if old.status == CardStatus.ACTIVE:
        _end(old, CardStatus.REPLACED, by=by, on=on)
    elif old.status != CardStatus.LOST or old.replaced_by_id:
        raise GuardRefused(_("这张卡已停用，不能再换卡。"))
    fresh = _new_card(locked, number, by=by, on=on)
    old.refresh_from_db()
    old.replaced_by = fresh
    old.save(update_fields=["replaced_by"])
    return fresh


def _end(card: MemberCard, status: CardStatus, *, by: User, on: date) -> MemberCard:
    locked_customer(card.customer, by=by)
    row = MemberCard.objects.select_for_update().get(pk=card.pk)
    if row.status != CardStatus.ACTIVE:
        raise GuardRefused(_("这张卡已经停用。"))
    MemberCard.objects.filter(pk=row.pk).update(status=status, ended_on=on, ended_by=by)
    row.refresh_from_db()
    return row


def _new_card(customer: Customer, number: str, *, by: User, on: date) -> MemberCard:
    typed = tidy_card(number) or next_number("parties.membercard", store=customer.store, on=on)
    if len(typed) < SHORTEST_CARD:
        raise InvalidInput(_("卡号至少 4 位。"), field="number")
    if MemberCard.objects.filter(number=typed).exists():
        raise Duplicate(_("卡号 %s 已经发出过，请换一张卡。") % typed)
    return MemberCard.objects.create(customer=customer, number=typed, issued_on=on, issued_by=by)
