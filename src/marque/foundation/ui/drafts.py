"""What is typed into a long form is not lost when the line, the session or the window goes.

A form that wants it writes ``{% load form_drafts %}{% form_draft %}`` inside itself. The browser
sends what differs from the form as it was opened 0.7 s after the last key; who opens the same form
again is asked whether to restore it. A draft belongs to one person and one address. It ends with
the accepted form (``DraftMiddleware``), by 丢弃, and after two weeks. Identity numbers, bank
accounts, passwords and files are never kept; while the server cannot be reached the browser keeps
the draft itself, until the server has it or its owner signs out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from marque.foundation.ui import idempotency
from marque.foundation.ui.models import FormDraft, SubmittedForm
from marque.kernel.errors import InvalidInput
from marque.kernel.identity_numbers import bank_card_problem, normalise_number, resident_id_problem

FIELD = "_draft"
KEPT = timedelta(days=14)
MOST_DRAFTS = 50
MOST_ENTRIES = 400
MOST_BYTES = 64_000
ADDRESS_LIMIT = 300
SECRET = re.compile(r"id_?(number|no|card)|identity|passport|bank|card_?n|password|licen[cs]e")
"""Names of fields whose values are never kept."""
_LONG_NUMBER = re.compile(r"[0-9]{15,19}[Xx]?")

Entry = list[Any]


def save_draft(*, by: Any, address: str, entries: str, key: str, now: datetime) -> FormDraft | None:
    """Keep what was typed; None when nothing was, or when the form has been accepted meanwhile.

    Raises ``InvalidInput`` for what no form of ours sends.
    """
    kept = [entry for entry in _read(entries) if not _is_secret(entry)]
    place = _address(address)
    if not kept:
        drop_draft(by=by, address=place)
        return None
    with transaction.atomic():
        if _was_accepted(key, by):
            return None
        draft, _made = FormDraft.objects.update_or_create(
            owner=by, address=place, defaults={"entries": kept, "saved_at": now}
        )
        old = FormDraft.objects.filter(owner=by).order_by("-saved_at", "-pk")
        FormDraft.objects.filter(
            pk__in=list(old.values_list("pk", flat=True)[MOST_DRAFTS:])
        ).delete()
    if _was_accepted(key, by):  # while this was written: the form's own deletion came too early
        drop_draft(by=by, address=place)
        return None
    return draft


def drop_draft(*, by: Any, address: str) -> None:
    """Forget the draft of a form, if there is one."""
    FormDraft.objects.filter(owner=by, address=address[:ADDRESS_LIMIT]).delete()


def draft_of(user: Any, address: str) -> FormDraft | None:
    """The draft of this person for the form at this address."""
    return FormDraft.objects.filter(owner=user, address=address[:ADDRESS_LIMIT]).first()


def forget_old(*, now: datetime) -> int:
    """Delete drafts nobody came back to; for the nightly clean-up."""
    return FormDraft.objects.filter(saved_at__lt=now - KEPT).delete()[0]


def _was_accepted(key: str, user: Any) -> bool:
    accepted = SubmittedForm.objects.filter(key=key, user=user).exclude(response_url="")
    return bool(key) and accepted.exists()


def _address(text: str) -> str:
    if not text.startswith("/") or text.startswith("//") or len(text) > ADDRESS_LIMIT:
        raise InvalidInput(_("草稿的地址无效。"))
    return text


def _read(text: str) -> list[Entry]:
    """The entries of the browser: name, place among the fields of that name, value."""
    if len(text.encode()) > MOST_BYTES:
        raise InvalidInput(_("内容太长，未保存为草稿。"))
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, list) or len(found) > MOST_ENTRIES or not all(map(_is_entry, found)):
        raise InvalidInput(_("草稿的内容无效。"))
    return found


def _is_entry(entry: Any) -> bool:
    if not isinstance(entry, list) or len(entry) != len(("name", "place", "value")):
        return False
    name, place, value = entry
    values = value if isinstance(value, list) else [value]
    return (
        isinstance(name, str)
        and isinstance(place, int)
        and all(isinstance(one, str | bool) for one in values)
        and "\x00" not in name + str(value)
    )


def _is_secret(entry: Entry) -> bool:
    name, _place, value = entry
    return bool(SECRET.search(name.lower())) or (
        isinstance(value, str) and _is_number_of_person(value)
    )


def _is_number_of_person(text: str) -> bool:
    """Whether somebody typed an identity number or a bank card into some other field."""
    number = normalise_number(text)
    if not _LONG_NUMBER.fullmatch(number):
        return False
    return resident_id_problem(number) is None or bank_card_problem(number) is None


class DraftMiddleware:
    """A form that led on has been accepted: its draft is not needed any more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method == "POST" and request.user.is_authenticated:
            address = request.POST.get(FIELD, "")
            led_on = "Location" in response.headers or "HX-Redirect" in response.headers
            if address and led_on and not idempotency.was_refused(request):
                drop_draft(by=request.user, address=address)
        return response
