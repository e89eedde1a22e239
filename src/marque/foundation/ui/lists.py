"""Draw a declared ``Table``: page, fragment, export, from one scoped queryset.

::

    @requires("inventory.view_vehicle")
    def stock_list(request: HttpRequest) -> HttpResponse:
        return render_list(
            request,
            table=StockTable,                                   # class (or a bound instance)
            queryset=Vehicle.objects.visible_to(request.user).in_store(request.store),
            extra={"ageing": ageing_of(request)},               # more context for your template
        )

``queryset`` may be left out when the table has ``source``. A page with more than the list uses
its own template: ``{% extends "ui/list.html" %}`` and fills ``{% block above %}`` (between head
and list), ``{% block list_acts %}`` (more buttons in the head). The answer is the whole page, or
the ``#list`` fragment for htmx (``ui/_list.html``), or a file for ``?export=xlsx|csv``. The
address carries everything: ``q view page size sort aq`` and the filters' parameters.
Bulk actions post to your view; it takes the rows by
``selected_rows(request, StockTable, queryset)``. Queries: one for all counts and sums
(up to ``figures.LIMIT`` rows, "5,000+" beyond; ``exact=1`` counts all), two for rows, one for
saved views and layout, one each for related filters: never per row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

from marque.foundation.ui.bulk_actions import added_actions
from marque.foundation.ui.export import export_list
from marque.foundation.ui.feedback import is_fragment, trigger
from marque.foundation.ui.list_page import ListPage
from marque.foundation.ui.list_state import ListState
from marque.foundation.ui.query_panel import EDIT, QueryPanel, posted_query
from marque.foundation.ui.tables import BulkAction, Table

__all__ = ["ListPage", "bind", "filtered", "render_list", "selected_rows"]

MAX_SELECTED = 5_000
OPEN: dict[str, object] = {"drawer:open": {}}
KEY_DIGITS = 18
MAX_QUERY = 16_000


def bind(request: HttpRequest, table: type[Table] | Table) -> Table:
    """The table bound to the user and store of the request."""
    return table if isinstance(table, Table) else table.for_request(request)


def render_list(
    request: HttpRequest,
    *,
    table: type[Table] | Table,
    queryset: QuerySet[Any] | None = None,
    template: str = "ui/list.html",
    extra: dict[str, Any] | None = None,
    actions: Sequence[BulkAction] = (),
) -> HttpResponse:
    """The list as a page, as the ``#list`` fragment for htmx, or as a file when asked to export.
    ``queryset`` must already be scoped to the user."""
    bound = bind(request, table)
    rows = bound.source(bound.user, bound.store) if queryset is None else queryset
    if request.GET.get("export") and bound.can_export and bound.may(bound.export_right):
        return cast(HttpResponse, export_list(request, bound, rows))
    if EDIT in request.GET and is_fragment(request):
        return _query_panel(request, QueryPanel(_state(request, bound, rows), request.GET))
    offered = (*(actions or bound.actions), *added_actions(bound.key))
    is_part = is_fragment(request)
    page = ListPage(request, bound, rows, actions=offered, is_whole=not is_part)
    context = {"list": page, "table": bound, "title": bound.title, **(extra or {})}
    if EDIT in request.GET:
        context["panel"] = panel = QueryPanel(page.state, request.GET)
        if panel.is_applied:
            return redirect(panel.applied_url)
    name = "ui/_list.html" if is_part else template
    response = render(request, name, context)
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response


def _state(request: HttpRequest, table: Table, rows: QuerySet[Any]) -> ListState:
    return ListPage(request, table, rows).state


def _query_panel(request: HttpRequest, panel: QueryPanel) -> HttpResponse:
    """The panel of 高级查询 in the side panel; when it is applied, the list with the query."""
    if panel.is_applied:
        return HttpResponse(status=204, headers={"HX-Redirect": panel.applied_url})
    context = {"panel": panel, "in_drawer": True}
    response = render(request, "ui/list/_query.html", context)
    return trigger(response, **OPEN) if posted_query(request.GET) is None else response


def filtered(request: HttpRequest, table: type[Table] | Table, queryset: QuerySet[Any]) -> Any:
    """The queryset with the search and filters of the request's query string."""
    bound = bind(request, table)
    return queryset.filter(ListState(bound, request.GET, request.path).condition())


def selected_rows(
    request: HttpRequest, table: type[Table] | Table, queryset: QuerySet[Any]
) -> QuerySet[Any]:
    """The rows a bulk action was posted for: the ticked ones, or with ``all=1`` everything that
    the posted ``_query`` finds. Always inside the given scoped queryset."""
    bound = bind(request, table)
    if request.POST.get("all") == "1":
        params = QueryDict(request.POST.get("_query", "")[:MAX_QUERY])
        return queryset.filter(ListState(bound, params, request.path).condition())
    keys = [key for key in request.POST.getlist("pk")[:MAX_SELECTED] if key.isdigit()]
    return queryset.filter(pk__in=[int(key) for key in keys if len(key) <= KEY_DIGITS])
