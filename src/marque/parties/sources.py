"""What other apps tell about a customer; they register it in `apps.ready()`.

Every provider is called as `tell(request, customer)`, may query a constant number of times, and
is asked only when the reader has its right.  The page puts the answers in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Tell = Callable[[Any, Any], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the strip below the name; only told when it is known."""

    label: str
    value: str
    note: str = ""
    css: str = ""
    order: int = 100


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to do next, why, and the button that leads there; without `due` any time will do."""

    label: str
    why: str
    button: str
    url: str
    due: date | datetime | None = None


@dataclass(frozen=True, slots=True)
class Business:
    """A document of the customer in the table 最近业务; of each `kind` the newest is shown."""

    at: datetime
    number: str
    url: str
    text: str
    status: str
    family: str = "gray"
    amount: Decimal | None = None
    kind: str = ""


TALK, SYSTEM = "talk", "system"


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the activity column: `kind` is talk or system."""

    at: datetime
    kind: str
    title: str
    text: str = ""
    by: str = ""
    icon: str = "arrow-right"
    family: str = ""
    url: str = ""
    number: str = ""
    is_quote: bool = False


@dataclass(frozen=True)
class Panel:
    """A card of the overview: `column` is side or main."""

    key: str
    template: str
    context: Callable[[Any, Any], dict[str, Any]]
    right: str = ""
    column: str = "main"
    order: int = 100


class Told:
    """The providers of one kind."""

    def __init__(self) -> None:
        self.providers: dict[str, tuple[Tell, str]] = {}

    def register(self, key: str, tell: Tell, *, right: str = "") -> None:
        """Add a provider; the same key again replaces it."""
        self.providers[key] = (tell, right)

    def ask(self, request: Any, customer: Any) -> list[Any]:
        """Everything the providers whose right the reader has tell."""
        return [
            told
            for tell, right in self.providers.values()
            if not right or request.user.has_perm(right)
            for told in tell(request, customer)
        ]


figures = Told()
suggestions = Told()
business = Told()
happenings = Told()
cars = Told()
"""Cars that the customer has (`queries.records.KnownCar`), for forms that ask for one."""
composers = Told()
"""The form above the activity: a provider tells at most one context, with `template` in it."""

_panels: dict[str, Panel] = {}


def register_panel(panel: Panel) -> None:
    """Add a card to the overview; the same key again replaces it."""
    _panels[panel.key] = panel


def panels_of(request: Any, customer: Any) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """Template and context of the cards the reader may see, by column."""
    found: dict[str, list[tuple[str, dict[str, Any]]]] = {"side": [], "main": []}
    for panel in sorted(_panels.values(), key=lambda row: row.order):
        if not panel.right or request.user.has_perm(panel.right):
            context = panel.context(request, customer)
            found[panel.column].append((panel.template, context))
    return found


# -- what a customer owes -------------------------------------------------------------------------
Owed = Callable[[Any], Decimal]
_exposures: dict[str, tuple[Any, Owed]] = {}


def register_exposure(key: str, label: Any, owed: Owed) -> None:
    """Count towards the used credit what `owed(customer)` tells, in yuan; whoever the reader is."""
    _exposures[key] = (label, owed)


def exposures_of(customer: Any) -> list[tuple[str, Decimal]]:
    """What the customer owes now, by source."""
    return [(str(label), owed(customer)) for label, owed in _exposures.values()]
