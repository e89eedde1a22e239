"""Every view states who may use it; `tests/architecture/test_access.py` checks that."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from marque.foundation.access.authority import authority_of, only_store_of, stores_of
from marque.foundation.access.models import Scope
from marque.organisation.models import Store

View = Callable[..., HttpResponseBase]
GROUP_VIEW = "hq"
SIGNED_IN = ""
"""The right that everybody who is logged in has."""


class ChooseStore(PermissionDenied):
    """The business belongs to a store, and the address names none: the reader chooses one first."""


def requires(
    right: str = SIGNED_IN, *, label: Any = "", reads_only: bool = False, group_level: bool = False
) -> Callable[[View], View]:
    """Let in only users with `right`; resolve the store in the address.

    Sets `request.store` (None for the group view) and takes `store` out of the arguments.
    A store outside the user's reach does not exist for them (404).  `label` names the function
    for the page of online users; `reads_only` lets a POST through while viewing as somebody.

    The group view only reads: a write without a store in the address is refused, also one on a
    record of a store that the user could open.  `group_level` marks the views whose business
    belongs to the group or to a company (settings, books) and may be written from there.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_login(request)
            if right and not authority_of(request.user).may(right):
                raise PermissionDenied(right)
            if "store" in kwargs:
                request.store = store_for(request.user, kwargs.pop("store"))
            writes = not reads_only and request.method not in {"GET", "HEAD"}
            if writes and authority_of(request.user).read_only:
                raise PermissionDenied("view-as")
            if writes and not group_level and getattr(request, "store", request) is None:
                raise ChooseStore
            return view(request, *args, **kwargs)

        guarded.required_permission = right  # type: ignore[attr-defined]
        guarded.function_label = label  # type: ignore[attr-defined]
        guarded.group_level = group_level  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(reason: str) -> Callable[[View], View]:
    """Mark a view as open to everybody; `reason` says why that is right."""

    def decorate(view: View) -> View:
        view.required_permission = None  # type: ignore[attr-defined]
        view.open_because = reason  # type: ignore[attr-defined]
        return view

    return decorate


def store_for(user: Any, code: str) -> Store | None:
    """The store with this code if the user may open it; None for the group view."""
    only = only_store_of(user)
    stores = [only] if only else list(stores_of(user))
    user.open_stores = stores
    if code == GROUP_VIEW:
        if len(stores) > 1 or authority_of(user).widest == Scope.GROUP:
            return None
        raise Http404
    found: Store | None = next((store for store in stores if store.code == code), None)
    if found is None:
        raise Http404
    return found


def _to_login(request: HttpRequest) -> HttpResponseBase:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": "/accounts/login/"})
    return redirect_to_login(request.get_full_path())
