"""The rows of a list as HTML: of the table, and as cards for the phone.

Written here and not in a template because a page has up to 200 rows with a dozen cells each, and
the reader waits for every one of them.  Each value is read, drawn and escaped once for both forms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from marque.foundation.ui.columns import Column
from marque.foundation.ui.escaping import esc
from marque.foundation.ui.tables import Table

Linked = Callable[[str, Any, Table], str]


class Row(NamedTuple):
    """One row of the page: its `tr`, and its `li` on the phone."""

    html: str
    card_html: str


class _Cell(NamedTuple):
    """Where the value of a cell is, what stands before it, and what puts it into a link."""

    key: str
    start: str
    linked: Linked | None


class _Line(NamedTuple):
    """A line of a phone card: keys of the parts at the left, and of the one at the right."""

    left: list[str]
    right: list[str]


class RowDrawer:
    """Draws rows: the columns shown in the table and the parts of the phone card."""

    def __init__(self, table: Table, columns: Sequence[Column], *, has_picks: bool) -> None:
        self.table = table
        self.named_by = columns[0] if has_picks and columns else None
        self.has_picks = has_picks
        self.cells = [_Cell(column.key, _start(column), _linked(column)) for column in columns]
        card = table.phone_card()
        self.title = self._known(card.title)
        self.badge = self._known((card.badge,))
        self.lines = [self._sides(keys) for keys in card.lines]
        keys = [column.key for column in columns] + self.title + self.badge
        for line in self.lines:
            keys += line.left + line.right
        every = {column.key: column for column in columns}
        every |= {key: table.columns[key] for key in keys if key not in every}
        self.shown = every.values()
        self.draw = [(key, column.drawer()) for key, column in every.items()]
        self.choose = esc(_("选择"))

    def _known(self, keys: Iterable[str]) -> list[str]:
        return [key for key in keys if key in self.table.columns]

    def _sides(self, keys: tuple[str, ...]) -> _Line:
        """Of a line of several the last stands at the right."""
        if len(keys) == 1:
            return _Line(self._known(keys), [])
        return _Line(self._known(keys[:-1]), self._known(keys[-1:]))

    def rows(self, objects: Iterable[Any]) -> list[Row]:
        """The rows, drawn."""
        return [self._row(obj) for obj in objects]

    def _row(self, obj: Any) -> Row:
        bodies = {key: draw(obj) for key, draw in self.draw}
        texts = {key: esc(body) for key, body in bodies.items()}
        url = esc(self.table.url_of(obj))
        cells = "".join(
            [
                f"{start}{esc(linked(bodies[key], obj, self.table)) if linked else texts[key]}</td>"
                for key, start, linked in self.cells
            ]
        )
        link = f' data-href="{url}"' if url else ""
        pick = self._pick(obj) if self.has_picks else ""
        return Row(f'<tr{link} data-row-id="{obj.pk}">{pick}{cells}</tr>', self._card(texts, url))

    def _pick(self, obj: Any) -> str:
        """The tick box of a row, called as its first column says."""
        name = str((self.named_by.exported(obj) if self.named_by else "") or obj.pk)
        return (
            f'<td class="ckc"><input type="checkbox" data-pick name="pk" value="{obj.pk}"'
            f' form="bulk" aria-label="{self.choose} {esc(name)}"></td>'
        )

    def _card(self, texts: dict[str, str], url: str) -> str:
        title = "".join([f"{text} " for key in self.title if (text := texts[key])])
        badge = next((text for key in self.badge if (text := texts[key])), "")
        css, lines = "ink2", ""
        for left, right in self.lines:
            before = " · ".join([text for key in left if (text := texts[key])])
            after = next((text for key in right if (text := texts[key])), "")
            if before or after:
                lines += (
                    f'<div class="row between mt1 {css}"><span>{before}</span>'
                    f'<span class="num">{after}</span></div>'
                )
                css = "fs12 muted"
        tag, link = ("a", f' href="{url}"') if url else ("div", "")
        return (
            f'<li><{tag} class="li row-t"{link}><div class="grow min0"><div class="row between">'
            f'<b class="fs14">{title}</b>{badge}</div>{lines}</div></{tag}></li>'
        )


def _start(column: Column) -> str:
    return f'<td class="{column.classes}">' if column.classes else "<td>"


def _linked(column: Column) -> Linked | None:
    """What puts the value into a link; None for a column that has none."""
    is_plain = type(column).linked is Column.linked and column.url is None
    return None if is_plain else column.linked
