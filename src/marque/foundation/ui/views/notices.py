"""The bell, its menu and the notification centre."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marque.foundation.access.decorators import requires
from marque.foundation.notifications import queries, services
from marque.foundation.notifications.models import Notification, NotificationKind
from marque.foundation.ui import stores
from marque.foundation.ui.feedback import is_fragment, toast, trigger

PAGE_SIZE = 30
RECENT = 8
_LABEL = gettext_lazy("消息")


@requires()
def bell(request: HttpRequest) -> HttpResponse:
    """The bell with its number, refreshed when something arrives."""
    return render(request, "notifications/_bell.html")


@requires()
def recent(request: HttpRequest) -> HttpResponse:
    """The newest few for the bell's menu, unread first."""
    rows = queries.list_of(request.user).order_by("read_at", "-created_at")
    unread = [row for row in rows[:RECENT] if row.read_at is None]
    rest = list(queries.list_of(request.user)[:RECENT])
    shown = (unread + [row for row in rest if row.read_at])[:RECENT]
    return render(request, "notifications/_recent.html", {"notifications": shown})


@requires(label=_LABEL)
def inbox(request: HttpRequest) -> HttpResponse:
    """All of the user's notifications; `?kind=todo|remind|notice`, `?unread=1`."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in NotificationKind.values else ""
    unread_only = request.GET.get("unread") == "1"
    rows = queries.list_of(request.user, kind=kind, unread_only=unread_only)
    context = {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "kinds": NotificationKind.choices,
        "kind": kind,
        "unread_only": unread_only,
    }
    template = "notifications/_list.html" if is_fragment(request) else "notifications/inbox.html"
    return render(request, template, context)


@require_POST
@requires()
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark every notification of the user as read."""
    count = services.mark_read(user=request.user, now=timezone.now())
    message = _("已将 %(count)s 条标为已读") % {"count": count}
    return _read(request, message if count else _("没有未读消息"))


@require_POST
@requires()
def read_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one notification of the user as read."""
    get_object_or_404(Notification, pk=pk, user=request.user)
    services.mark_read(user=request.user, now=timezone.now(), pk=pk)
    return _read(request, "")


@requires()
def open_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to what the notification is about.

    A reminder or a notice counts as read by that; a task stays until it is done.
    """
    row = get_object_or_404(Notification, pk=pk, user=request.user)
    if row.kind != NotificationKind.TODO:
        services.mark_read(user=request.user, now=timezone.now(), pk=pk)
    ours = url_has_allowed_host_and_scheme(row.url, {request.get_host()})
    return HttpResponseRedirect(row.url if row.url and ours else inbox_url(request))


def inbox_url(request: HttpRequest) -> str:
    """The notification centre in the store last worked in."""
    return reverse("ui:inbox", kwargs={"store": stores.last_code(request)})


def _read(request: HttpRequest, message: str) -> HttpResponse:
    if not is_fragment(request):
        if message:
            messages.success(request, message)
        return HttpResponseRedirect(inbox_url(request))
    events: dict[str, object] = {"bell:changed": {}}
    if message:
        events["toast"] = toast(message)
    return trigger(HttpResponse(status=204), **events)
