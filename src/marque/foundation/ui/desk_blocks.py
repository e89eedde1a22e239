"""What an app puts on a user's desk.

An app with something to show there has a module `desk.py` with
`blocks(user, store) -> list[DeskBlock]`; `store` is None in the group view.  A block is plain
data; the desk draws it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal

from django.apps import apps

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

Kind = Literal["tasks", "table", "kpi", "links"]


@dataclass(frozen=True)
class DeskItem:
    """One row of a block: an action to take, a document, a figure or a link.

    `when` is a time or a lateness in words and `late` marks it red; `why` says why it is here.
    `group` is the heading above the row in a task list (rows of one group stand together).
    For a figure (`kpi`): `title` is its name, `value` and `unit` the figure, `why` the note below,
    `percent` how much of the target is reached and `pace` how much of the period is over (0–100),
    `trend` one of "", "good", "bad".  For a table: `cells` are the texts after the title.
    """

    title: StrOrPromise
    when: str = ""
    why: StrOrPromise = ""
    url: str = ""
    level: str = ""
    late: bool = False
    action_label: StrOrPromise = ""
    group: StrOrPromise = ""
    meta: StrOrPromise = ""
    tag: StrOrPromise = ""
    phone: str = ""
    status: StrOrPromise = ""
    family: str = ""
    icon: str = ""
    value: str = ""
    unit: StrOrPromise = ""
    percent: int | None = None
    pace: int | None = None
    trend: str = ""
    cells: Sequence[StrOrPromise] = ()

    @property
    def is_behind(self) -> bool:
        """Whether a target lags the calendar by more than five points."""
        return None not in (self.percent, self.pace) and self.percent + 5 < self.pace  # type: ignore[operator]


@dataclass(frozen=True)
class DeskBlock:
    """A card of the desk.

    `kpi` blocks are joined into the strip at the top; `links` blocks stand in the right column;
    `tasks` and `table` blocks fill the main column.  `columns` are the heads of a table: the
    first stands over the titles, the last over the status when the items have one.
    `is_empty_hidden` leaves the card out when it has no items.
    """

    key: str
    title: StrOrPromise
    order: int = 100
    items: Sequence[DeskItem] = field(default_factory=tuple)
    count: int | None = None
    more_url: str = ""
    kind: Kind = "tasks"
    columns: Sequence[StrOrPromise] = ()
    empty: StrOrPromise = ""
    icon: str = ""
    is_empty_hidden: bool = False
    refresh_on: str = ""


def blocks_for(user: Any, store: Any) -> list[DeskBlock]:
    """Every block the installed apps offer this user, in order."""
    found: list[DeskBlock] = []
    for config in apps.get_app_configs():
        path = f"{config.name}.desk"
        if find_spec(path) is not None:
            found.extend(import_module(path).blocks(user, store))
    shown = (block for block in found if block.items or not block.is_empty_hidden)
    return sorted(shown, key=lambda block: block.order)
