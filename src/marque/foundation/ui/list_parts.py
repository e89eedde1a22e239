"""The pieces a list page is made of: cells, rows, heads, tabs, chips, the pager."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.translation import get_language

from marque.foundation.ui.escaping import SafeString, esc
from marque.foundation.ui.filters import Filter
from marque.foundation.ui.list_state import PAGE_SIZES, ListState
from marque.foundation.ui.templatetags.ui import i

LAST_PAGE = 999_999_999
ARROWS = {"ascending": "arrow-up", "descending": "arrow-down"}


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
            url = esc(self.sort_url)
            arrow = i(ARROWS[self.direction]) if self.direction else ""
            label = (
                f'<a class="srt" href="{url}" hx-get="{url}" hx-target="#list"'
                ' hx-swap="outerHTML" hx-push-url="true"'
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


@dataclass(frozen=True)
class Chip:
    """A filter as the bar shows it: on with its value, or off and ready to open."""

    filter: Filter
    options: list[tuple[str, str]]
    fields: dict[str, Any] = field(default_factory=dict)
    text: str = ""
    off_url: str = ""

    @property
    def body(self) -> SafeString:
        """The inputs of the filter.  What a filter that is off offers is drawn once a language."""
        if self.text:
            return _inputs(self)
        kept = _bodies(id(self.filter), get_language(), tuple(self.options))
        if not kept:
            kept.append((self.filter, _inputs(self)))
        return kept[0][1]


def _inputs(chip: Chip) -> SafeString:
    return render_to_string("ui/list/_filter.html", {"chip": chip})


@lru_cache(maxsize=4096)
def _bodies(
    _filter: int, _language: str | None, _options: tuple[tuple[str, str], ...]
) -> list[tuple[Filter, SafeString]]:
    """Where the body of a filter is kept, with the filter, so that its identity stays its own."""
    return []


@dataclass(frozen=True)
class PageLink:
    """A page number of the pager; 0 is a gap."""

    number: int
    url: str = ""
    current: bool = False


@dataclass(frozen=True)
class Pager:
    """Where the reader is in the rows; a page out of range becomes the nearest one."""

    state: ListState
    count: int
    is_capped: bool = False

    @cached_property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.count // self.state.size))

    @cached_property
    def page(self) -> int:
        """The page shown."""
        return min(self.state.page_asked, self.pages)

    @property
    def start(self) -> int:
        """Rows before this page."""
        return (self.page - 1) * self.state.size

    @property
    def first_row(self) -> int:
        """Number of the first row of the page, from 1; 0 when empty."""
        return self.start + 1 if self.count else 0

    @property
    def last_row(self) -> int:
        """Number of the last row of the page."""
        return min(self.count, self.page * self.state.size)

    @cached_property
    def links(self) -> list[PageLink]:
        """First, last and the pages around the current one; 0 marks a gap."""
        near = {1, self.pages, *range(self.page - 2, self.page + 3)}
        links: list[PageLink] = []
        for number in sorted(number for number in near if 1 <= number <= self.pages):
            if links and number - links[-1].number > 1:
                links.append(PageLink(0))
            links.append(PageLink(number, self.url(number), number == self.page))
        return links

    def url(self, number: int) -> str:
        """The address of a page."""
        return self.state.url(page=str(number))

    @cached_property
    def first_url(self) -> str:
        """The first page, empty when this is it."""
        return self.url(1) if self.page > 1 else ""

    @cached_property
    def previous_url(self) -> str:
        """The page before, empty on the first."""
        return self.url(self.page - 1) if self.page > 1 else ""

    @cached_property
    def next_url(self) -> str:
        """The page after, empty on the last."""
        return self.url(self.page + 1) if self.page < self.pages or self.is_capped else ""

    @cached_property
    def last_url(self) -> str:
        """The last page, empty when this is it; beyond the limit a page that counts every row."""
        if self.is_capped:
            return self.url(LAST_PAGE)
        return self.url(self.pages) if self.page < self.pages else ""

    @cached_property
    def sizes(self) -> list[tuple[int, bool]]:
        """Page sizes with the current one marked."""
        return [(size, size == self.state.size) for size in PAGE_SIZES]

    @cached_property
    def params(self) -> list[tuple[str, str]]:
        """Hidden inputs of the pager's forms: everything but page and size."""
        kept = QueryDict(self.state.query(drop=("size",)))
        return [(name, value) for name, values in kept.lists() for value in values]
