"""Where the business document behind a voucher is shown.

Accounting does not know the apps above it; each of them registers, in its `apps.ready()`, how
to get from a source to its page: `register("sales.salesorder", order_url)`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """The document a voucher was made from, as seen from the store with code `store`."""

    type: str
    id: int
    number: str
    store: str


UrlFunction = Callable[[Source], str]

_urls: dict[str, UrlFunction] = {}


def register(source_type: str, url: UrlFunction) -> None:
    """Say how pages of `source_type` (model label in lower case) are reached."""
    _urls[source_type] = url


def url_of(source: Source) -> str | None:
    """The page of the source, or None when no app has registered its kind."""
    find = _urls.get(source.type)
    return find(source) if find else None
