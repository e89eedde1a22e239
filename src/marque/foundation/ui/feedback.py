"""The two answers of an action: done, or refused with a reason.

Both work for an ordinary form post (a message on the next page) and for a fragment request
(a toast, an alert in the page's alert region, events for the fragments that must refresh).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string

from marque.kernel.errors import DomainError

CONFLICTS = ("StaleDocument", "InvalidTransition", "NotAvailable")
HTTP_CONFLICT, HTTP_UNPROCESSABLE = 409, 422


def is_fragment(request: HttpRequest) -> bool:
    """Whether the browser wants a part of the page rather than the whole."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not getattr(htmx, "history_restore_request", False)


def toast(message: object, **options: object) -> dict[str, object]:
    """The value of the `toast` event; options: `icon`, `undo` (a URL to post to)."""
    return {"msg": str(message), **options}


def trigger(response: HttpResponse, **events: object) -> HttpResponse:
    """Add DOM events that the page receives with this answer.

    They are sent to the body: the element that asked may be gone by the time they fire.
    """
    known = json.loads(response.get("HX-Trigger", "{}"))
    aimed = {
        name: {"target": "body", **(detail if isinstance(detail, dict) else {"value": detail})}
        for name, detail in events.items()
    }
    # ASCII, because header values are Latin-1.
    response["HX-Trigger"] = json.dumps({**known, **aimed}, ensure_ascii=True)
    return response


def status_of(error: DomainError) -> int:
    """409 when somebody was faster, 422 when the request itself cannot be met."""
    names = {cls.__name__ for cls in type(error).__mro__}
    return HTTP_CONFLICT if names.intersection(CONFLICTS) else HTTP_UNPROCESSABLE


def refuse(request: HttpRequest, error: DomainError, *, to: str) -> HttpResponse:
    """Say why the action did not happen.  Nothing was changed.

    `to` is the page an ordinary post returns to.
    """
    if not is_fragment(request):
        messages.error(request, str(error))
        return HttpResponseRedirect(to)
    html = render_to_string(
        "ui/components/alert.html", {"text": str(error), "family": "red"}, request=request
    )
    response = HttpResponse(html, status=status_of(error))
    response["HX-Retarget"] = "#alerts"
    response["HX-Reswap"] = "innerHTML"
    return trigger(response, toast=toast(error, icon="alert-circle", bad=True))


def done(
    request: HttpRequest, message: object, *, to: str, events: Iterable[str] = ()
) -> HttpResponse:
    """Say that the action happened.

    A fragment request with `events` stays on the page: 204, a toast and those events, and any
    open drawer closes.  Without events, and for an ordinary post, the browser goes to `to`.
    """
    names = tuple(events)
    if is_fragment(request) and names:
        happened: dict[str, object] = {name: {} for name in names}
        response = HttpResponse(status=204)
        return trigger(response, toast=toast(message), **{"drawer:close": {}}, **happened)
    messages.success(request, str(message))
    if is_fragment(request):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = to
        return response
    return HttpResponseRedirect(to)
