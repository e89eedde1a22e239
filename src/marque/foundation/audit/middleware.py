"""Tell the database who sends this request."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from marque.foundation.audit.actor import announce


class ActorMiddleware:
    """One statement a request: the triggers need the user, the address and the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.request_id = uuid.uuid4().hex  # type: ignore[attr-defined]
        announce(
            request.user,
            address=client_address(request),
            request_id=request.request_id,  # type: ignore[attr-defined]
            source=request.path.replace("\x00", ""),
        )
        response = self.get_response(request)
        response.headers["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response


def client_address(request: HttpRequest) -> str:
    """The address of the browser; a proxy's word counts only when one is configured."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.SECURE_PROXY and forwarded:
        return forwarded.split(",")[0].strip()[:45]
    return str(request.META.get("REMOTE_ADDR", ""))[:45]
