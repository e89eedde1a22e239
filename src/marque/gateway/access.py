"""The same rights and rows for programs as for pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import SessionAuth

from marque.foundation.access.authority import authority_of
from marque.foundation.access.decorators import store_for

USE_API = "gateway.use_api"


class SignedIn(SessionAuth):
    """The session of a logged-in user; the header X-CSRFToken is needed for writes."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        user: Any = request.user
        return user if user.is_authenticated else None


def needs(right: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Answer 403 without `right` or the right to use the API, 404 for a store out of reach."""

    def decorate(operation: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(operation)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
            authority = authority_of(request.user)
            if not (authority.may(USE_API) and authority.may(right)):
                raise HttpError(403, "没有使用此接口的权限")
            if "store" in kwargs:
                request.store = store_for(request.user, kwargs["store"])
            return operation(request, *args, **kwargs)

        guarded.required_permission = right  # type: ignore[attr-defined]
        return guarded

    return decorate
