"""The pager of a list: which page is shown, and the links around it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _

from marque.foundation.ui.escaping import SafeString, esc
from marque.foundation.ui.list_parts import swap
from marque.foundation.ui.list_state import PAGE_SIZES, ListState
from marque.foundation.ui.templatetags.ui import i

LAST_PAGE = 999_999_999


@dataclass(frozen=True)
class PageLink:
    """A page number of the pager; 0 is a gap."""

    number: int
    url: str = ""
    current: bool = False

    @property
    def html(self) -> str:
        """The number as a link; the page shown is none."""
        if not self.number:
            return '<span class="btn sm only-d" aria-hidden="true">…</span>'
        if self.current:
            return f'<span class="btn sm soft" aria-current="page">{self.number}</span>'
        label = esc(_("第 %(n)s 页") % {"n": self.number})
        return f'<a class="btn sm only-d" {swap(self.url)} aria-label="{label}">{self.number}</a>'


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
        return f"{self._unpaged}&page={number}"

    @cached_property
    def _unpaged(self) -> str:
        return self.state.url()

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

    @property
    def html(self) -> SafeString:
        """First, back, the numbers, next, last; what leads nowhere is there and does nothing."""
        back, on = i("chevron-left"), i("chevron-right")
        parts = (
            _step(self.first_url, _("首页")),
            _step(self.previous_url, back, _("上一页"), "prev"),
            *(link.html for link in self.links if self.pages > 1),
            _step(self.next_url, on, _("下一页"), "next"),
            _step(self.last_url, _("末页")),
        )
        return SafeString("".join(parts))


def _step(url: str, text: str, label: str = "", rel: str = "") -> str:
    if not url:
        return f'<span class="btn sm" aria-disabled="true">{esc(text)}</span>'
    more = f' aria-label="{esc(label)}" rel="{rel}"' if label else ""
    return f'<a class="btn sm" {swap(url)}{more}>{esc(text)}</a>'
