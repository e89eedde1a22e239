"""The rows of a list as HTML: of the table, and as cards for the phone.

Written here and not in a template because a page has up to 200 rows with a dozen cells each, and
the reader waits for every one of them. Each value is read once for both forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from marque.foundation.ui.columns import Column
from marque.foundation.ui.list_parts import Cell
from marque.foundation.ui.tables import Table


def esc(text: Any) -> str:
    """As templates escape; what is already HTML, and most cells are, costs nothing."""
    if type(text) is SafeString:
        return text
    return escape(text) if type(text) is str else conditional_escape(text)


@dataclass(frozen=True)
class CardLine:
    """A line of a phone card: the parts at the left and one at the right."""

    left: list[str]
    right: str = ""


@dataclass(frozen=True)
class RowCard:
    """The phone form of a row."""

    title: list[str]
    badge: str
    lines: list[CardLine]


@dataclass(frozen=True)
class Row:
    """One row of the page; `html` is its `tr`, `card_html` its `li`."""

    pk: Any
    url: str
    name: str
    cells: list[Cell]
    card: RowCard
    has_pick: bool = False

    @property
    def html(self) -> str:
        """The row of the table."""
        link = f' data-href="{esc(self.url)}"' if self.url else ""
        cells = "".join(
            f'<td class="{cell.css}">{esc(cell.body)}</td>'
            if cell.css
            else f"<td>{esc(cell.body)}</td>"
            for cell in self.cells
        )
        return f'<tr{link} data-row-id="{self.pk}">{self._pick()}{cells}</tr>'

    def _pick(self) -> str:
        if not self.has_pick:
            return ""
        return (
            f'<td class="ckc"><input type="checkbox" data-pick name="pk" value="{self.pk}"'
            f' form="bulk" aria-label="{esc(_("选择"))} {esc(self.name)}"></td>'
        )

    @property
    def card_html(self) -> str:
        """The card of the phone."""
        tag, link = ("a", f' href="{esc(self.url)}"') if self.url else ("div", "")
        title = "".join(f"{esc(part)} " for part in self.card.title)
        lines = "".join(
            _line(line, "ink2" if at == 0 else "fs12 muted")
            for at, line in enumerate(self.card.lines)
        )
        return (
            f'<li><{tag} class="li row-t"{link}><div class="grow min0"><div class="row between">'
            f'<b class="fs14">{title}</b>{esc(self.card.badge)}</div>{lines}</div></{tag}></li>'
        )


def _line(line: CardLine, css: str) -> str:
    left = " · ".join(esc(part) for part in line.left)
    return (
        f'<div class="row between mt1 {css}"><span>{left}</span>'
        f'<span class="num">{esc(line.right)}</span></div>'
    )


class RowDrawer:
    """Draws rows: the columns shown in the table and the parts of the phone card."""

    def __init__(self, table: Table, columns: Sequence[Column], *, has_picks: bool) -> None:
        self.table = table
        self.has_picks = has_picks
        self.columns = [(column, column.classes) for column in columns]
        card = table.phone_card()
        self.title = self._known(card.title)
        self.badge = self._known((card.badge,))
        self.lines = [self._sides(keys) for keys in card.lines]
        shown = {column.key: column for column in columns}
        parts = [*self.title, *self.badge]
        for left, right in self.lines:
            parts += [*left, *right]
        every = {**shown, **{column.key: column for column in parts}}
        self.shown = every.values()
        self.read = {key: column.drawer() for key, column in every.items()}

    def _known(self, keys: Iterable[str]) -> list[Column]:
        return [self.table.columns[key] for key in keys if key in self.table.columns]

    def _sides(self, keys: tuple[str, ...]) -> tuple[list[Column], list[Column]]:
        """The columns of a line at the left, and the one at the right of a line of several."""
        if len(keys) == 1:
            return self._known(keys), []
        return self._known(keys[:-1]), self._known(keys[-1:])

    def rows(self, objects: Iterable[Any]) -> list[Row]:
        """The rows, drawn."""
        return [self._row(obj) for obj in objects]

    def _row(self, obj: Any) -> Row:
        bodies = {key: draw(obj) for key, draw in self.read.items()}
        cells = [
            Cell(column.linked(bodies[column.key], obj, self.table), css)
            for column, css in self.columns
        ]
        name = str(self._name(obj) or obj.pk) if self.has_picks else ""
        return Row(
            obj.pk, self.table.url_of(obj), name, cells, self._card(bodies), has_pick=self.has_picks
        )

    def _name(self, obj: Any) -> Any:
        """What the tick box of a row is called."""
        return self.columns[0][0].exported(obj) if self.columns else None

    def _card(self, bodies: dict[str, str]) -> RowCard:
        def parts(columns: list[Column]) -> list[str]:
            return [text for column in columns if (text := bodies[column.key])]

        lines = []
        for left_columns, right_columns in self.lines:
            left, right = parts(left_columns), parts(right_columns)
            if left or right:
                lines.append(CardLine(left, right[0] if right else ""))
        return RowCard(parts(self.title), next(iter(parts(self.badge)), ""), lines)
