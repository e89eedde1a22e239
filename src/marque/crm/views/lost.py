"""战败与休眠: what was given up, what waits to be judged, and what came of all leads (LED-09)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from marque.crm.queries.results import BY, results_by
from marque.crm.tables.leads import ApplicationTable, LostTable
from marque.foundation.access.decorators import requires
from marque.foundation.dictionaries import parameters
from marque.foundation.ui.filters import read_day
from marque.foundation.ui.lists import render_list

OF_APPLICATIONS = {"pending", "refused", "approved"}
KINDS = (
    ("source", gettext_lazy("来源")),
    ("owner", gettext_lazy("顾问")),
    ("series", gettext_lazy("车系")),
)


@requires("crm.view_lead", label=gettext_lazy("战败与休眠"))
def lost_list(request: Any) -> HttpResponse:
    """Leads that ended; for managers also the applications, with the share they refused."""
    applications = ApplicationTable.source(request.user, request.store)
    counts = applications.order_by().aggregate(
        pending=Count("pk", filter=Q(is_approved=None)),
        refused=Count("pk", filter=Q(is_approved=False)),
        judged=Count("pk", filter=Q(is_approved__isnull=False)),
    )
    judged = counts["judged"]
    extra = {
        "counts": counts,
        "refusal_rate": round(100 * counts["refused"] / judged, 1) if judged else None,
        "at_applications": request.GET.get("view") in OF_APPLICATIONS,
    }
    if extra["at_applications"]:
        table: Any = ApplicationTable
    else:
        days = int(parameters.value("crm.reactivate_days", store=request.store))
        table = LostTable(
            request.user,
            store=request.store,
            again_before=timezone.now() - timedelta(days=days),
        )
    return render_list(request, table=table, template="crm/leads/lost.html", extra=extra)


@require_GET
@requires("crm.view_lead", label=gettext_lazy("线索成交率"))
def lead_results(request: Any) -> HttpResponse:
    """Won, lost, frozen by source, consultant or model; every number leads to its leads."""
    kind = request.GET.get("by", "source")
    kind = kind if kind in BY else "source"
    since, until = _period(request)
    rows, total = results_by(kind, user=request.user, store=request.store, since=since, until=until)
    context = {
        "title": _("线索成交率"),
        "rows": rows,
        "total": total,
        "kind": kind,
        "kinds": KINDS,
        "since": since,
        "until": until,
        "arrival": f"by_arrival_from={since}&by_arrival_to={until}",
    }
    return render(request, "crm/leads/results.html", context)


def _period(request: Any) -> tuple[date, date]:
    """The asked days, else the last ninety; never upside down."""
    today = timezone.localdate()
    until = read_day(request.GET.get("until", "")) or today
    since = read_day(request.GET.get("since", "")) or until - timedelta(days=89)
    return min(since, until), max(since, until)
