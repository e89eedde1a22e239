"""Which store a page is about when its address does not say."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from marque.foundation.access.authority import acting_post, stores_of
from marque.organisation.models import Store

#: The path segment and code of the read-only view over all stores.
GROUP_CODE = "hq"
_SESSION_KEY = "store_code"


def open_stores(user: Any) -> list[Store]:
    """The stores `user` may enter; read once a request."""
    known: list[Store] | None = getattr(user, "open_stores", None)
    if known is None:
        known = list(stores_of(user))
        user.open_stores = known
    return known


def code_of(store: Store | None) -> str:
    """`hq` stands for the view over all stores."""
    return store.code if store is not None else GROUP_CODE


def remember(request: HttpRequest, code: str) -> None:
    """Keep the store for the pages that have none in their address."""
    if request.session.get(_SESSION_KEY) != code:
        request.session[_SESSION_KEY] = code


def last_code(request: HttpRequest) -> str:
    """The code of the store last visited, else the user's own, else of the first open one."""
    codes = [store.code for store in open_stores(request.user)]
    remembered = str(request.session.get(_SESSION_KEY, ""))
    if remembered in codes or (remembered == GROUP_CODE and len(codes) > 1):
        return remembered
    post = acting_post(request.user)
    own = post.department.store if post else None
    if own is not None and own.code in codes:
        return own.code
    return codes[0] if codes else GROUP_CODE
