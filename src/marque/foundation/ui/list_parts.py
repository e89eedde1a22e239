"""The pieces a list page is made of: cells, heads, tabs, chips."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language

from marque.foundation.ui.escaping import SafeString, esc
from marque.foundation.ui.filters import Filter
from marque.foundation.ui.templatetags.ui import i

ARROWS = {"ascending": "arrow-up", "descending": "arrow-down"}


def swap(url: str) -> SafeString:
    """The attributes of a link that shows the list in another way: with scripts in its place."""
    to = esc(url)
    return SafeString(
        f'href="{to}" hx-get="{to}" hx-target="#list" hx-swap="outerHTML" hx-push-url="true"'
    )


@dataclass(frozen=True)
class Cell:
    """One cell: its HTML and the classes of its column."""

    body: str | SafeString
    css: str


@dataclass(frozen=True)
class Head:
    """A column head with its sort links."""

    label: str
    css: str
    sort_url: str = ""
    add_url: str = ""
    direction: str = ""

    def html(self, hint: str) -> str:
        """The `th`; ``hint`` says what a click does."""
        css = f' class="{self.css}"' if self.css else ""
        sorted_ = f' aria-sort="{self.direction}"' if self.direction else ""
        label = esc(self.label)
        if self.sort_url:
            arrow = i(ARROWS[self.direction]) if self.direction else ""
            label = (
                f'<a class="srt" {swap(self.sort_url)}'
                f' data-add-sort="{esc(self.add_url)}" title="{hint}">{label}{arrow}</a>'
            )
        return f'<th scope="col"{css}{sorted_}>{label}</th>'


@dataclass(frozen=True)
class Tab:
    """A view of the list with its live count (``None`` when counting is off)."""

    key: str
    label: str
    url: str
    count: int | None
    count_text: str = ""
    hot: bool = False
    current: bool = False
    own_pk: int | None = None

    @property
    def html(self) -> str:
        """The link with its count."""
        current = ' aria-current="page"' if self.current else ""
        count = ""
        if self.count is not None:
            hot = " hot" if self.hot else ""
            count = f' <span class="cnt{hot}">{esc(self.count_text)}</span>'
        return f'<a href="{esc(self.url)}"{current}>{esc(self.label)}{count}</a>'


@dataclass(frozen=True)
class Chip:
    """A filter as the bar shows it: on with its value, or off and ready to open."""

    filter: Filter
    options: list[tuple[str, str]]
    fields: dict[str, Any] = field(default_factory=dict)
    text: str = ""
    off_url: str = ""

    @property
    def off(self) -> SafeString:
        """Where its cross leads."""
        return swap(self.off_url)

    @property
    def html(self) -> SafeString:
        """The chip with its inputs.  What a filter that is off offers is drawn once a language."""
        if self.text:
            return _drawn(self)
        kept = _bodies(id(self.filter), get_language(), tuple(self.options))
        if not kept:
            kept.append((self.filter, _drawn(self)))
        return kept[0][1]


def _drawn(chip: Chip) -> SafeString:
    return render_to_string("ui/list/_chip.html", {"chip": chip})


@lru_cache(maxsize=4096)
def _bodies(
    _filter: int, _language: str | None, _options: tuple[tuple[str, str], ...]
) -> list[tuple[Filter, SafeString]]:
    """Where the chip of a filter is kept, with the filter, so that its identity stays its own."""
    return []
