"""Leads as a list, a board and a calendar: one address, the same filters (LED-01)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _

from marque.crm.models import CalendarFeed
from marque.crm.queries import calendar
from marque.crm.queries.kanban import board_of
from marque.crm.queries.people import chasers
from marque.crm.services.doors import close_feed, make_feed
from marque.crm.tables.leads import ArchiveTable, LeadTable
from marque.crm.views.lead_records import here
from marque.crm.words import LEVEL
from marque.foundation.access.decorators import requires
from marque.foundation.dictionaries.words import entries_of
from marque.foundation.ui.feedback import is_fragment
from marque.foundation.ui.filters import read_day
from marque.foundation.ui.list_page import ListPage
from marque.foundation.ui.list_parts import Tab
from marque.foundation.ui.lists import render_list

KANBAN, CALENDAR = "kanban", "calendar"
WAYS = (
    (KANBAN, _("看板"), "layout-kanban"),
    ("", _("列表"), "list"),
    (CALENDAR, _("日历"), "calendar-event"),
)
WEEK = timedelta(days=7)


class BoardPage(ListPage):
    """The list page drawn as a board: every address stays a board."""

    @property
    def kept_params(self) -> Any:
        """What the filter form keeps besides its own fields."""
        yield from super().kept_params
        yield "as", KANBAN

    def _tab(self, view: Any, count: Any) -> Tab:
        tab = super()._tab(view, count)
        return replace(tab, url=f"{tab.url}&as={KANBAN}")


@requires("crm.view_lead", label=_("线索"))
def lead_list(request: Any) -> HttpResponse:
    """The leads in the chase, in the form that `as` asks for."""
    form = request.GET.get("as", "")
    if form == KANBAN:
        return _board(request)
    if form == CALENDAR:
        return _calendar(request)
    extra = {"ways": ways_of(request, ""), "topic": f"leads:{request.user.pk}"}
    return render_list(request, table=LeadTable, template="crm/leads/list.html", extra=extra)


def ways_of(request: Any, chosen: str) -> list[dict[str, Any]]:
    """The three forms of the same address."""
    params = request.GET.copy()
    found = []
    for key, label, icon in WAYS:
        params.pop("as", None)
        if key:
            params["as"] = key
        query = params.urlencode()
        url = f"{request.path}?{query}" if query else request.path
        found.append({"url": url, "label": label, "icon": icon, "current": key == chosen})
    return found


def _board(request: Any) -> HttpResponse:
    table = LeadTable(request.user, store=request.store)
    page = BoardPage(request, table, table.source(request.user, request.store))
    # the default view, when the address says nothing but how to draw
    if set(request.GET) == {"as"}:
        default = next(view for view in table.views if view.default)
        params = request.GET.copy()
        params["view"] = default.key
        request.GET = params
        page = BoardPage(request, table, table.source(request.user, request.store))
    now = timezone.now()
    context = {
        "list": page,
        "table": table,
        "title": table.title,
        "board": board_of(page.queryset, now=now, today=timezone.localdate(now)),
        "levels": entries_of(LEVEL),
        "ways": ways_of(request, KANBAN),
        "topic": f"leads:{request.user.pk}",
        "may_move": request.user.has_perm("crm.follow_lead") and request.store is not None,
        "shown_level": request.GET.get("level", "H")[:1],
    }
    name = "crm/leads/_board.html" if is_fragment(request) else "crm/leads/kanban.html"
    response = render(request, name, context)
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response


def _calendar(request: Any) -> HttpResponse:
    today = timezone.localdate()
    asked = read_day(request.GET.get("week", "")) or today
    monday = asked - timedelta(days=asked.weekday())
    people = _team(request)
    chosen = next((p for p in people if str(p.pk) == request.GET.get("person")), None)
    whose = [chosen] if chosen else (None if people else [request.user])
    start = _midnight(monday)
    span = calendar.Span(request.user, request.store, whose, start, start + WEEK)
    context = {
        "title": _("日历"),
        "days": calendar.week_of(monday, calendar.entries_of(span), today=today),
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "previous": monday - WEEK,
        "next": monday + WEEK,
        "people": people,
        "chosen": chosen,
        "ways": ways_of(request, CALENDAR),
        "topic": f"leads:{request.user.pk}",
    }
    return render(request, "crm/leads/calendar.html", context)


def _team(request: Any) -> list[Any]:
    """Whose calendars the reader may open besides their own."""
    table = LeadTable(request.user, store=request.store)
    if not table.is_wide or request.store is None:
        return []
    return list(chasers(request.store).order_by("name"))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@requires("crm.view_lead", label=_("线索档案"))
def lead_archive(request: Any) -> HttpResponse:
    """Every lead that ever came in."""
    return render_list(request, table=ArchiveTable)


@requires("crm.view_lead", label=_("日历订阅"), group_level=True)
def calendar_feed(request: Any) -> HttpResponse:
    """The secret address of one's calendar: made, shown once, made anew or closed."""
    address = ""
    if request.method == "POST" and "close" in request.POST:
        close_feed(user=request.user)
    elif request.method == "POST":
        secret = make_feed(user=request.user, now=timezone.now())
        address = request.build_absolute_uri(f"/p/calendar/{secret}.ics")
    feed = CalendarFeed.objects.filter(user=request.user.pk).first()
    context = {
        "title": _("日历订阅"),
        "address": address,
        "feed": feed,
        "back_url": f"{here(request, 'lead_list')}?as={CALENDAR}",
    }
    return render(request, "crm/leads/feed.html", context)
