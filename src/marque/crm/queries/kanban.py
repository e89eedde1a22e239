"""The board of chased leads: a column a level, twenty cards each, with counts and expectations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from marque.catalog import api as catalog
from marque.crm.models import FollowUp, Lead, TestDrive
from marque.crm.queries.due import Due, due_of
from marque.crm.words import LEVEL
from marque.foundation.dictionaries.models import Entry
from marque.foundation.dictionaries.words import entries_of

CARDS = 20
ZERO = Decimal(0)
CARD_FIELDS = (
    "number", "status", "next_at", "responded_at", "last_words", "wish", "next_act",
    "has_trade_in", "needs_loan",
    "customer__name", "customer__phone", "customer__kind", "owner__name", "owner__name_en",
    "level__code", "source__name", "source__name_en",
    "series__name", "series__name_en", "trim__name", "trim__name_en",
)  # fmt: skip
"""What a card reads."""
DAY_HOURS = 24


@dataclass(frozen=True, slots=True)
class Card:
    """A lead as a card: what it is tagged with and when it is due."""

    lead: Lead
    tag: str
    due: Due


@dataclass(slots=True)
class Column:
    """A level: its cards, and what all of its leads count and are worth."""

    level: Entry
    cards: list[Card] = field(default_factory=list)
    count: int = 0
    late: int = 0
    amount: Decimal = ZERO

    @property
    def more(self) -> int:
        """How many are not shown."""
        return max(0, self.count - len(self.cards))

    @property
    def rule(self) -> str:
        """``7 天内下订 · 每 2 天跟进``."""
        hours = int(self.level.value("hours"))
        every = (
            _("每 %(n)s 天跟进") % {"n": hours // DAY_HOURS}
            if hours % DAY_HOURS == 0
            else _("每 %(n)s 小时跟进") % {"n": hours}
        )
        within = _("%(n)s 天内下订") % {"n": self.level.value("window")}
        return f"{within} · {every}"

    @property
    def weighted(self) -> Decimal:
        """The amount by the closing rate of the level."""
        return self.amount * int(self.level.value("rate")) / 100


@dataclass(frozen=True, slots=True)
class Board:
    """All columns and their sums."""

    columns: list[Column]

    @property
    def count(self) -> int:
        """How many leads there are."""
        return sum(column.count for column in self.columns)

    @property
    def amount(self) -> Decimal:
        """What they would pay for the cars they want, as far as it is known."""
        return sum((column.amount for column in self.columns), ZERO)

    @property
    def weighted(self) -> Decimal:
        """The same by the closing rates."""
        return sum((column.weighted for column in self.columns), ZERO)


def board_of(leads: Any, *, now: datetime, today: date) -> Board:
    """The board of a scoped and filtered queryset of chased leads; its queries grow with the
    levels alone.

    A new lead without a level stands in the first column: it is answered first.
    """
    leads = leads.order_by()
    columns = [Column(level) for level in entries_of(LEVEL)]
    _count(columns, leads, now=now, today=today)
    keys = [_first_keys(leads, column, n == 0) for n, column in enumerate(columns)]
    rows = Lead.objects.filter(pk__in=[key for part in keys for key in part])
    rows = rows.select_related("customer", "owner", "level", "source", "series", "trim")
    rows = rows.only(*CARD_FIELDS)
    found = {lead.pk: lead for lead in rows}
    tags = tags_of(found.values())
    for column, part in zip(columns, keys, strict=True):
        shown = [found[key] for key in part if key in found]
        column.cards = [Card(lead, tags[lead.pk], due_of(lead, now=now)) for lead in shown]
    return Board(columns)


def _first_keys(leads: Any, column: Column, is_first: bool) -> list[int]:  # noqa: FBT001
    """The keys of the cards of a column, the most urgent first."""
    if not column.count:
        return []
    at = Q(level=column.level) | Q(level=None) if is_first else Q(level=column.level)
    rows = leads.filter(at).order_by("next_at", "pk")
    return list(rows.values_list("pk", flat=True)[:CARDS])


def _count(columns: list[Column], leads: Any, *, now: datetime, today: date) -> None:
    """Counts and sums of all columns: one query for leads, one for prices."""
    groups = list(
        leads.values("level", "trim").annotate(
            n=Count("*"),
            late=Count("next_at", filter=Q(next_at__lt=now)),
            budget=Sum(Coalesce("amount_budget_to", "amount_budget_from")),
        )
    )
    prices = _prices({group["trim"] for group in groups if group["trim"]}, today=today)
    by_level = {column.level.pk: column for column in columns}
    for group in groups:
        column = by_level.get(group["level"]) or columns[0]
        column.count += group["n"]
        column.late += group["late"]
        price = prices.get(group["trim"])
        column.amount += price * group["n"] if price is not None else group["budget"] or ZERO


def _prices(trims: set[int], *, today: date) -> dict[int, Decimal]:
    if not trims:
        return {}
    rows: Any = catalog.Trim.objects.filter(pk__in=trims).with_msrp(on=today)
    return {trim.pk: trim.amount_msrp for trim in rows if trim.amount_msrp is not None}


def tags_of(leads: Iterable[Lead]) -> dict[int, str]:
    """The one tag that says most about each lead; two queries for all of them."""
    rows = list(leads)
    keys = [lead.pk for lead in rows]
    quotes = FollowUp.objects.filter(lead__in=keys, result__code="quote").order_by()
    drives = TestDrive.objects.filter(lead__in=keys, status="done").order_by()
    quoted = set(quotes.values_list("lead", flat=True)) if keys else set()
    driven = set(drives.values_list("lead", flat=True)) if keys else set()
    return {lead.pk: _tag(lead, quoted, driven) for lead in rows}


def _tag(lead: Lead, quoted: set[int], driven: set[int]) -> str:
    tags = (
        (lead.status == "new", _("新")),
        (lead.status == "losing", _("待审")),
        (lead.pk in quoted, _("要报价")),
        (lead.pk in driven, _("试驾过")),
        (lead.has_trade_in, _("置换")),
        (lead.needs_loan, _("金融")),
        (lead.customer.is_enterprise, _("企业")),
    )
    return next((str(label) for holds, label in tags if holds), "")
