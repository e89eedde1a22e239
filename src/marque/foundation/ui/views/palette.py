"""Search over everything: options for the palette, or a page of its own."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

from marque.foundation.access.decorators import requires
from marque.foundation.ui import search, stores
from marque.foundation.ui.feedback import is_fragment


@requires()
def search_page(request: HttpRequest) -> HttpResponse:
    """`?q=`: at most fourteen rows, those the reader may open.

    `&scan=1` comes from a card or barcode reader: what it means is opened at once.
    """
    store = request.store  # type: ignore[attr-defined]
    query = request.GET.get("q", "")[:60]
    if request.GET.get("scan"):
        found = search.record_hits(request.user, query.strip(), store) if query.strip() else []
        if len(found) == 1:
            return redirect(found[0].url)
    hits = search.find(request.user, query, store, stores.code_of(store))
    groups = [(name, list(rows)) for name, rows in groupby(hits, key=lambda hit: str(hit.group))]
    template = "ui/shell/_options.html" if is_fragment(request) else "ui/search.html"
    response = render(request, template, {"groups": groups, "query": query, "count": len(hits)})
    patch_vary_headers(response, ("HX-Request",))
    return response
