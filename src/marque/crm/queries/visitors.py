"""Who stands at the reception: recognised by phone, plate, name or card in one box."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.core import signing
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marque.crm.models import FollowUp, Lead, TestDrive, Visit, VisitResult
from marque.crm.workflow import CHASED, OCCUPYING
from marque.kernel.phones import mask_phone, normalise_phone, phone_problem
from marque.kernel.plates import normalise_plate, plate_kind
from marque.parties import api as parties

SHOWN = 8
PLATE_PART = 4
SHOWN_FOR = 24 * 3600


@dataclass(frozen=True, slots=True)
class Visitor:
    """What is known of a customer who comes in."""

    customer: Any
    last_visit: Visit | None = None
    lead: Lead | None = None
    drive: TestDrive | None = None
    invitation: FollowUp | None = None

    @property
    def is_again(self) -> bool:
        """Whether the customer was here before."""
        return self.last_visit is not None

    @property
    def is_invited(self) -> bool:
        """Whether somebody asked the customer to come today."""
        return self.drive is not None or self.invitation is not None

    @property
    def words(self) -> str:
        """Whose customer it is and why today, in one line."""
        owner = self.customer.owner
        parts = [
            _("归属 %(name)s") % {"name": owner.name} if owner else _("公海客户"),
            _("上次 %(day)s") % {"day": _day(self.last_visit.arrived_at)}
            if self.last_visit
            else _("首次到店"),
        ]
        if self.drive:
            at = date_format(timezone.localtime(self.drive.starts_at), "H:i")
            parts.append(_("今日 %(at)s 试驾") % {"at": at})
        elif self.invitation:
            parts.append(_("今日邀约"))
        return " · ".join(parts)


def visitor_text(customer: Any) -> str:
    """A customer in the box: name and masked phone."""
    return f"{customer.name} {mask_phone(customer.phone)}"


def find_visitors(text: str, *, user: Any, store: Any) -> list[Any]:
    """Customers of the store by name, pinyin, phone or its tail, card, or plate; at most eight.

    A whole phone number or a plate also finds a customer that the reader may not open: whoever
    receives has to know whose customer came in.
    """
    words = text.strip()
    if not words:
        return []
    found = {customer.pk: customer for customer in _by_plate(words, store=store)}
    if (holder := parties.find_by_card(words, user=user)) and holder.store_id == store.pk:
        found[holder.pk] = holder
    if not phone_problem(normalise_phone(words)):
        known = parties.find_by_phone(words, store=store)
        found |= {known.pk: known} if known else {}
    for customer in islice(parties.search_customers(words, user=user, store=store), SHOWN):
        found.setdefault(customer.pk, customer)
    return list(found.values())[:SHOWN]


def keys_of(customers: list[Any], *, user: Any) -> dict[int, str]:
    """What the box posts for each: the key, sealed for this person where they may not open it."""
    open_to = set(
        parties.Customer.objects.visible_to(user)
        .filter(pk__in=[customer.pk for customer in customers])
        .values_list("pk", flat=True)
    )
    signer = _signer(user)
    return {
        row.pk: str(row.pk) if row.pk in open_to else signer.sign(str(row.pk)) for row in customers
    }


def shown_before(key: str, *, user: Any) -> int | None:
    """The customer whom the box showed to this person within a day under a sealed key."""
    try:
        return int(_signer(user).unsign(key, max_age=SHOWN_FOR))
    except signing.BadSignature:
        return None


def _signer(user: Any) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"crm.visitor.{user.pk}")


def _by_plate(text: str, *, store: Any) -> list[Any]:
    """Customers who came with such a plate before."""
    plate = normalise_plate(text)
    if len(plate) < PLATE_PART:
        return []
    visits = Visit.objects.in_store(store).filter(customer__isnull=False)
    if plate_kind(plate):
        visits = visits.filter(plate=plate)
    elif plate.isascii() and plate.isalnum() and (len(plate) > PLATE_PART or not plate.isdecimal()):
        visits = visits.filter(plate__endswith=plate)
    else:
        return []
    keys = list(visits.order_by("-arrived_at").values_list("customer", flat=True)[:SHOWN])
    return list(parties.Customer.objects.active().filter(pk__in=keys).select_related("owner"))


def know_visitor(customer: Any, *, store: Any, now: datetime) -> Visitor:
    """Everything that decides who receives a customer, and whether the visit was expected."""
    today = timezone.localdate(now)
    visits = Visit.objects.filter(customer=customer, store=store, arrived_at__lte=now)
    leads = Lead.objects.filter(customer=customer, store=store, status__in=CHASED)
    drives = TestDrive.objects.filter(
        customer=customer, store=store, status__in=OCCUPYING, starts_at__date=today
    )
    return Visitor(
        customer,
        visits.exclude(result=VisitResult.NON_INTENT).order_by("-arrived_at").first(),
        leads.select_related("owner").first(),
        drives.select_related("owner").order_by("starts_at").first(),
        FollowUp.objects.filter(
            customer=customer, store=store, result__code="invite", next_at__date=today
        ).first(),
    )


def _day(value: datetime) -> str:
    return date_format(timezone.localtime(value), "m-d")
