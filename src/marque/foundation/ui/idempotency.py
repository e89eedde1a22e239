"""A form is accepted once, however often it is sent.

The form carries a one-time ``_key`` (``{% load form_keys %}{% form_key %}``); the view is marked::

    @require_POST
    @requires("sales.add_salesorder")
    @submit_once
    def order_create(request): ...

The first submission runs the view in a transaction and remembers where its redirect led; a second
one, even at the same moment, waits and is led to the same page without running anything. A
refusal (no redirect, or one with an error message) forgets the key, so the corrected form may be
sent again. A form without a key runs as usual.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.contrib.messages import ERROR, get_messages
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from marque.foundation.ui.models import SubmittedForm
from marque.kernel import clock

FIELD = "_key"
KEPT = timedelta(days=14)
CLAIM = """
INSERT INTO ui_submittedform (key, user_id, response_url, created_at) VALUES (%s, %s, '', %s)
ON CONFLICT (key) DO NOTHING
"""
REMEMBER = "UPDATE ui_submittedform SET response_url = %s WHERE key = %s AND user_id = %s"
_FORM = re.compile(r"[0-9a-zA-Z-]{8,64}")


def new_key() -> str:
    """A fresh one-time key for a form."""
    return uuid.uuid4().hex


def posted_key(request: HttpRequest) -> str:
    """The key that came with the form; empty when there is none or it is malformed."""
    key = str(request.POST.get(FIELD, ""))
    return key if _FORM.fullmatch(key) else ""


def user_of(request: HttpRequest) -> Any:
    """The signed-in user of the request."""
    return request.user


def once(request: HttpRequest) -> str | None:
    """Claim the key of this submission. Returns where the first submission led when this is a
    repetition, else ``None``. Call inside a transaction: a repetition waits for the first one."""
    key = posted_key(request)
    if not key:
        return None
    if _changed(CLAIM, [key, user_of(request).pk, clock.now()]):
        return None
    claimed = SubmittedForm.objects.filter(key=key, user=user_of(request)).first()
    return (claimed.response_url or None) if claimed else None


def remember(request: HttpRequest, url: str) -> None:
    """Remember where this submission led."""
    key = posted_key(request)
    if key:
        _changed(REMEMBER, [url[:500], key, user_of(request).pk])


def forget(request: HttpRequest) -> None:
    """Let the same form be sent again: it was refused."""
    key = posted_key(request)
    if key:
        SubmittedForm.objects.filter(key=key, user=user_of(request)).delete()


def _changed(sql: str, parameters: list[Any]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return bool(cursor.rowcount)


def was_refused(request: HttpRequest) -> bool:
    """Whether the view left an error message for the next page: a redirect, but not a success."""
    queued = getattr(get_messages(request), "_queued_messages", ())
    return any(message.level >= ERROR for message in queued)


def submit_once(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Run a form's view for the first submission only (see the module)."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST" or not posted_key(request):
            return view(request, *args, **kwargs)
        with transaction.atomic():
            first = once(request)
            if first is not None:
                return _lead_to(request, first)
            response = view(request, *args, **kwargs)
            url = response.headers.get("Location") or response.headers.get("HX-Redirect")
            if url and not was_refused(request):
                remember(request, url)
            else:
                forget(request)
            return response

    return guarded


def _lead_to(request: Any, url: str) -> HttpResponseBase:
    if getattr(request, "htmx", None):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def forget_old(*, now: datetime) -> int:
    """Delete keys older than two weeks; for the nightly clean-up."""
    return SubmittedForm.objects.filter(created_at__lt=now - KEPT).delete()[0]
