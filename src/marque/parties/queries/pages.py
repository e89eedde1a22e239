"""What the pages of parties show."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.utils.translation import gettext as _

from marque.foundation.audit.models import Change
from marque.kernel.identity_numbers import mask_identity, normalise_number
from marque.kernel.periods import full_years_between
from marque.kernel.phones import mask_phone, normalise_phone
from marque.kernel.readings import name_readings
from marque.kernel.text import half_width
from marque.organisation.models import Store
from marque.parties.models import (
    CardStatus,
    Competitor,
    CompetitorPrice,
    Consent,
    ConsentPurpose,
    Customer,
)
from marque.parties.queries.finding import list_owner_changes

MOST_ALIKE = 4
SHOWN_OF_TEXT = 3


def masked(customer: Customer, field: str) -> str:
    """One identity field as it is shown until somebody asks for it."""
    value: str = getattr(customer, field)
    if field == "id_number":
        return mask_identity(value)
    if field in {"phone", "phone_second"}:
        return mask_phone(value)
    if field == "email" and "@" in value:
        name, _at, host = value.partition("@")
        return f"{name[:1]}****@{host}"
    if field == "address":
        return "****" if value else ""
    return f"{value[:SHOWN_OF_TEXT]}****" if value else ""


def find_alike(
    *, store: Store, phone: str, id_number: str, name: str, besides: str = ""
) -> list[tuple[Customer, str]]:
    """Customers of the store who may be the one being registered, and why; not scoped by reader.

    The caller shows who looks after them, nothing more.
    """
    here = Customer.objects.active().filter(store=store).select_related("owner", "store")
    if besides.isdecimal():
        here = here.exclude(pk=int(besides[:18]))
    found: dict[int, tuple[Customer, str]] = {}
    for rows, why in (
        (here.with_phone(normalise_phone(phone)), _("同一号码")),
        (here.with_identity(normalise_number(id_number)), _("同一证件")),
        (here.filter(_same_name(name)), _("姓名相同或同音")),
    ):
        for row in rows[:MOST_ALIKE]:
            found.setdefault(row.pk, (row, why))
    return list(found.values())[:MOST_ALIKE]


def _same_name(name: str) -> Q:
    plain = " ".join(half_width(name).split())
    if len(plain) < 2:  # noqa: PLR2004
        return Q(pk__in=[])
    return Q(name_pinyin=name_readings(plain).pinyin)


def overview_of(customer: Customer, *, user: Any, today: date) -> dict[str, Any]:
    """What the first tab of the customer page shows; of relatives only those the reader may see."""
    reach = Customer.objects.visible_to(user).values("pk")
    dates = list(customer.important_dates.select_related("contact"))
    return {
        "owner_changes": list_owner_changes(customer),
        "contacts": customer.contacts.filter(is_active=True).prefetch_related("interests"),
        "dates": [(row, row.next_on(today)) for row in dates],
        "relations": customer.relations.filter(other__in=reach).select_related("other"),
        "relations_back": customer.relations_back.filter(customer__in=reach).select_related(
            "customer"
        ),
        "age": full_years_between(customer.born_on, today) if customer.born_on else None,
        "cards": customer.cards.all(),
        "has_card": customer.cards.filter(status=CardStatus.ACTIVE).exists(),
        "consents": _consents(customer),
        "agreements": [(row, row.is_valid_on(today)) for row in customer.fleet_agreements.all()],
    }


def _consents(customer: Customer) -> list[tuple[str, str, list[Consent]]]:
    """Every purpose with what was agreed to, open ones first."""
    rows = list(customer.consents.select_related("granted_by", "withdrawn_by"))
    rows.sort(key=lambda row: (row.withdrawn_at is not None, -row.pk))
    return [
        (purpose.value, str(purpose.label), [row for row in rows if row.purpose == purpose])
        for purpose in ConsentPurpose
    ]


def list_reveals(customer: Customer) -> Any:
    """Who looked at the customer's numbers, the last first."""
    return Change.objects.filter(
        table_name="reveal", row_id=f"parties.customer:{customer.number}"
    ).order_by("-pk")


def competitor_page(competitor: Competitor) -> dict[str, Any]:
    """Its cars with their prices, and the results against it."""
    prices = CompetitorPrice.objects.select_related("created_by")
    results = competitor.results.select_related("model")
    return {
        "models": competitor.cars.prefetch_related(Prefetch("prices", queryset=prices)),
        "results": results[:20],
        "score": results.order_by().aggregate(
            won=Count("pk", filter=Q(is_won=True)), lost=Count("pk", filter=Q(is_won=False))
        ),
    }
