"""What the world may open without a login: the form for leads and a person's calendar feed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from marque.crm.facts import LeadDetails, Wish
from marque.crm.models import Channel
from marque.crm.queries.calendar import Entry, Span, entries_of
from marque.crm.services.doors import channel_used, find_channel, reader_of_feed
from marque.crm.services.receive_lead import receive_lead
from marque.foundation.access.decorators import public
from marque.foundation.audit.actor import acting_as
from marque.foundation.ui.fields import PhoneField
from marque.kernel.errors import DomainError

TOO_MANY, UNPROCESSABLE = 429, 422
SOONEST, LATEST = 2, 24 * 3600
PER_ADDRESS, PER_CHANNEL, WINDOW = 5, 200, 600
LINE = 75


class InquiryForm(forms.Form):
    """What a visitor of the website tells; `website` is a trap that people do not see."""

    name = forms.CharField(label=gettext_lazy("称呼"), max_length=30)
    phone = PhoneField(label=gettext_lazy("手机"), mobile=True)
    wish = forms.CharField(label=gettext_lazy("想了解什么"), max_length=200, required=False)
    consent = forms.BooleanField(label=gettext_lazy("同意我们用这个号码与您联系"))
    website = forms.CharField(required=False, max_length=200)
    opened = forms.CharField(max_length=100)

    def is_by_a_program(self) -> bool:
        """Whether the trap was filled, or the form came back faster than a person types."""
        if self.cleaned_data["website"]:
            return True
        try:
            opened = signing.loads(self.cleaned_data["opened"], salt="crm.inquiry", max_age=LATEST)
        except signing.BadSignature:
            return True
        return bool(timezone.now().timestamp() - float(opened) < SOONEST)


@public("customers leave their number on the website; nothing is shown to them")
@never_cache
@require_http_methods(["GET", "POST"])
def inquiry(request: HttpRequest, token: str) -> HttpResponse:
    """The form of one channel; programs get the same thanks and leave nothing."""
    channel = find_channel(Channel.Kind.FORM, token)
    if channel is None:
        raise Http404
    form = InquiryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not _within_limits(request, channel):
            return _page(request, channel, form, status=TOO_MANY)
        if form.is_by_a_program() or _kept(channel, form):
            return render(request, "crm/public/thanks.html", {"channel": channel})
    return _page(request, channel, form, status=UNPROCESSABLE if form.errors else 200)


def _page(request: HttpRequest, channel: Channel, form: Any, *, status: int) -> HttpResponse:
    opened = signing.dumps(timezone.now().timestamp(), salt="crm.inquiry")
    context = {"channel": channel, "form": form, "opened": opened, "full": status == TOO_MANY}
    return render(request, "crm/public/inquiry.html", context, status=status)


def _kept(channel: Channel, form: InquiryForm) -> bool:
    data = form.cleaned_data
    details = LeadDetails(
        name=data["name"],
        phone=data["phone"],
        source=channel.source.code,
        source_note=channel.name,
        wish=Wish(wish=data["wish"]),
    )
    now = timezone.now()
    try:
        with acting_as(channel.by, source=f"channel:{channel.pk}"):
            receive_lead(details=details, store=channel.store, by=channel.by, now=now)
            channel_used(channel, now=now)
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True


def _within_limits(request: HttpRequest, channel: Channel) -> bool:
    """A few an address, many a channel, in ten minutes."""
    address = _address(request)
    return _counted(f"inquiry:{channel.pk}:{address}", PER_ADDRESS) and _counted(
        f"inquiry:{channel.pk}", PER_CHANNEL
    )


def _address(request: HttpRequest) -> str:
    """Whom the request comes from; behind our own proxy, whom the proxy saw."""
    seen = str(request.META.get("HTTP_X_FORWARDED_FOR", "")) if settings.SECURE_PROXY else ""
    return (seen.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", "")))[:45]


def _counted(key: str, most: int) -> bool:
    cache.add(key, 0, WINDOW)
    try:
        return cache.incr(key) <= most
    except ValueError:
        return True


@public("calendar programs cannot log in; the address holds a secret of 256 bits")
@never_cache
@require_GET
def calendar_file(request: HttpRequest, secret: str) -> HttpResponse:  # noqa: ARG001
    """The calendar of whoever the secret belongs to: only their own entries."""
    now = timezone.now()
    user = reader_of_feed(secret, now=now)
    if user is None:
        raise Http404
    start = (now - timedelta(days=14)).replace(minute=0, second=0, microsecond=0)
    span = Span(user, None, [user], start, start + timedelta(days=74))
    text = "\r\n".join(_calendar(entries_of(span), name=user.name)) + "\r\n"
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="marque.ics"'
    return response


def _calendar(entries: Iterable[Entry], *, name: str) -> Iterable[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Marque//CRM//ZH", "CALSCALE:GREGORIAN")
    yield from _folded("X-WR-CALNAME:" + _escaped(_("车枢 · %(name)s") % {"name": name}))
    for entry in entries:
        yield from _event(entry)
    yield "END:VCALENDAR"


def _event(entry: Entry) -> Iterable[str]:
    end = entry.ends_at or entry.at + timedelta(minutes=15)
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.key}@marque"
    yield f"DTSTAMP:{_utc(timezone.now())}"
    yield f"DTSTART:{_utc(entry.at)}"
    yield f"DTEND:{_utc(end)}"
    yield from _folded("SUMMARY:" + _escaped(entry.title))
    if entry.detail:
        yield from _folded("DESCRIPTION:" + _escaped(entry.detail))
    yield "END:VEVENT"


def _utc(at: Any) -> str:

    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> Iterable[str]:
    """Lines of at most 75 bytes, never cut inside a character."""
    part = b""
    for char in line:
        piece = char.encode()
        if len(part) + len(piece) > LINE - 1:
            yield part.decode()
            part = b" "
        part += piece
    yield part.decode()
