"""In which post does this user act, for whom are they looking, and what are they doing?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils import timezone, translation

from marque.foundation.access.authority import act_in, authority_of, posts_of
from marque.foundation.access.models import OnlineSession
from marque.foundation.access.views.errors import not_allowed
from marque.foundation.audit.actor import announce
from marque.foundation.audit.middleware import client_address
from marque.organisation.models import User

POST = "acting_post"
VIEW_AS = "view_as"
TOUCH_EVERY = timedelta(seconds=30)
OPEN_PATHS = ("/accounts/", "/static/", "/sse/", "/preferences/")


class ActingUserMiddleware:
    """Apply the post chosen in the session and "view as", and keep the page of who is online."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            request.real_user = request.user
            _choose_post(request)
            _view_as(request)
            if barred := _must_go_elsewhere(request):
                return redirect(barred)
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> None:
        if request.user.is_authenticated and request.method == "GET":
            with translation.override("zh-hans"):  # kept in the source language, shown in any
                function = str(getattr(view, "function_label", "") or request.path)
            touch(request, function)


class NotAllowedPageMiddleware:
    """Who opens the address of a button as a page is told so instead of seeing nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and request.method == "GET":
            return not_allowed(request, response)
        return response


def _choose_post(request: Any) -> None:
    chosen = request.session.get(POST)
    if chosen:
        post = posts_of(request.user).filter(pk=chosen).first()
        if post:
            act_in(request.user, post)


def _view_as(request: Any) -> None:
    """An administrator sees what another user sees, and can change nothing (X-07)."""
    target = request.session.get(VIEW_AS)
    if not target or request.path.startswith("/accounts/"):
        return  # passwords and second factors are always one's own
    if not request.user.has_perm("access.view_as"):
        del request.session[VIEW_AS]
        return
    other = User.objects.filter(pk=target, is_active=True).first()
    if other is None:
        del request.session[VIEW_AS]
        return
    authority_of(other).read_only = True
    request.user = other
    request.viewing_as = other
    announce(
        request.real_user,
        address=client_address(request),
        request_id=request.request_id,
        source=f"view-as:{other.username} {request.path}"[:80],
    )


def _must_go_elsewhere(request: Any) -> str | None:
    """Where a user must go before anything else: a new password, or a second factor."""
    if request.path.startswith(OPEN_PATHS):
        return None
    if request.real_user.must_change_password:
        return "/accounts/password/change/"
    if authority_of(request.real_user).needs_second_factor and not _has_second_factor(request):
        return "/accounts/2fa/"
    return None


def _has_second_factor(request: Any) -> bool:
    if request.session.get("has_second_factor"):
        return True
    from allauth.mfa.utils import is_mfa_enabled  # noqa: PLC0415  needs loaded models

    enabled = bool(is_mfa_enabled(request.real_user))
    if enabled:
        request.session["has_second_factor"] = True
    return enabled


def touch(request: Any, function: str) -> None:
    """Remember what this session does now; at most one write each half minute a function."""
    key = request.session.session_key
    if not key:
        return
    now = timezone.now()
    last = request.session.get("touched")
    stamp = [function[:120], now.timestamp()]
    if last and last[0] == stamp[0] and stamp[1] - last[1] < TOUCH_EVERY.total_seconds():
        return
    request.session["touched"] = stamp
    OnlineSession.objects.update_or_create(
        session_key=key,
        defaults={
            "user": request.real_user,
            "address": client_address(request) or None,
            "agent": request.headers.get("User-Agent", "")[:200],
            "function": function[:120],
            "seen_at": now,
            "viewing_as": getattr(request, "viewing_as", None),
        },
        create_defaults={
            "user": request.real_user,
            "address": client_address(request) or None,
            "agent": request.headers.get("User-Agent", "")[:200],
            "function": function[:120],
            "started_at": now,
            "seen_at": now,
        },
    )
