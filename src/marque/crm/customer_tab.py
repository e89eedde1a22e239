"""Leads, visits, test drives and talks on the customer's page (CUS-08, CUS-26, LED-04)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Avg
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marque.crm.models import FollowUp, Lead
from marque.crm.queries.drives import car_text, list_drives, with_details
from marque.crm.queries.due import FAMILIES, next_choices
from marque.crm.queries.flow import list_visits
from marque.crm.queries.lead_facts import advice_for
from marque.crm.queries.leads import list_leads
from marque.crm.queries.times import latest_next
from marque.crm.tables.drives import FAMILIES as DRIVE_FAMILIES
from marque.crm.tables.leads import ArchiveTable
from marque.crm.tables.visits import FAMILIES as VISIT_FAMILIES
from marque.crm.words import RESULT, WAY
from marque.crm.workflow import LeadStatus
from marque.foundation.dictionaries.words import entries_of
from marque.foundation.ui.templatetags.ui import local_name
from marque.parties import api as parties

SHOWN = 50
DOCUMENTS = 10
NEEDS_MORE = ("lost",)
"""Results that ask for more than the composer has room for."""
VIEW_LEAD, VIEW_VISIT, VIEW_DRIVE = "crm.view_lead", "crm.view_visit", "crm.view_testdrive"


def connect() -> None:
    """Put what crm knows on the customer page."""
    parties.figures.register("crm", _figures, right=VIEW_DRIVE)
    parties.suggestions.register("crm", _suggestions, right="crm.follow_lead")
    parties.composers.register("crm", _composer, right="crm.follow_lead")
    parties.business.register("leads", _lead_rows, right=VIEW_LEAD)
    parties.business.register("visits", _visit_rows, right=VIEW_VISIT)
    parties.business.register("drives", _drive_rows, right=VIEW_DRIVE)
    parties.happenings.register("talks", _talks, right=VIEW_LEAD)
    parties.happenings.register("visits", _visited, right=VIEW_VISIT)
    parties.happenings.register("drives", _drove, right=VIEW_DRIVE)


def leads_tab() -> parties.CustomerTab:
    """The tab 线索·互动: the leads, and every talk below them."""
    listed = parties.ListTab(
        ArchiveTable,
        url_name="crm:lead_archive",
        below="crm/leads/customer_talks.html",
        more=_talks_below,
    )
    label = gettext_lazy("线索·互动")
    return parties.list_tab("leads", label, listed, right=VIEW_LEAD, order=30)


def _talks_below(request: HttpRequest, customer: Any) -> dict[str, Any]:
    talks = FollowUp.objects.filter(lead__in=_leads(request, customer))
    return {"talks": talks.select_related("by", "way", "result", "level")[:SHOWN]}


def _leads(request: Any, customer: Any) -> Any:
    leads = list_leads(user=request.user, store=None).filter(customer=customer)
    return leads.order_by("-pk")


def _open_lead(request: Any, customer: Any) -> Lead | None:
    """The lead whose next contact this reader may write down here."""
    open_ones = _leads(request, customer).filter(status__in=(LeadStatus.NEW, LeadStatus.OPEN))
    if request.store is not None:
        open_ones = open_ones.filter(store=request.store)
    if not request.user.has_perm("crm.assign_lead"):
        open_ones = open_ones.filter(owner__isnull=False)
    found: Lead | None = open_ones.with_details().first()
    return found


def _figures(request: Any, customer: Any) -> Iterator[parties.Figure]:
    drives = list_drives(user=request.user, store=None).filter(customer=customer)
    score = drives.order_by().aggregate(mean=Avg("score"))["mean"]
    if score is not None:
        yield parties.Figure(_("试驾评分"), f"{score:.1f}", "/ 5", order=40)


def _suggestions(request: Any, customer: Any) -> Iterator[parties.Suggestion]:
    """The next contact of the open lead, and why."""
    lead = _open_lead(request, customer)
    if lead is None:
        return
    kwargs = {"store": lead.store.code, "number": lead.number}
    url = reverse("crm:follow_up", kwargs=kwargs)
    for n, advice in enumerate(advice_for(lead, now=timezone.now())[:2]):
        due = lead.next_at if n == 0 else None
        yield parties.Suggestion(advice.label, advice.why, _("去办"), url, due)


def _composer(request: Any, customer: Any) -> Iterator[dict[str, Any]]:
    lead = _open_lead(request, customer)
    if lead is None:
        return
    now = timezone.now()
    yield {
        "template": "crm/leads/_composer.html",
        "lead": lead,
        "results": [word for word in entries_of(RESULT) if word.code not in NEEDS_MORE],
        "ways": entries_of(WAY),
        "nexts": next_choices(latest_next(lead.level, now=now), now=now),
        "level": lead.level.code if lead.level else "",
    }


# -- documents ------------------------------------------------------------------------------------
def _lead_rows(request: Any, customer: Any) -> Iterator[parties.Business]:
    for lead in _leads(request, customer).with_details()[:DOCUMENTS]:
        yield parties.Business(
            lead.arrived_at,
            lead.number,
            lead.get_absolute_url(),
            _("线索 %(what)s") % {"what": lead.wanted or lead.source.label},
            lead.get_status_display(),
            FAMILIES[lead.status],
        )


def _visits(request: Any, customer: Any) -> Any:
    visits = list_visits(user=request.user, store=None).filter(customer=customer)
    return visits.select_related("errand", "owner", "store").order_by("-arrived_at", "-pk")


def _visit_rows(request: Any, customer: Any) -> Iterator[parties.Business]:
    for visit in _visits(request, customer)[:DOCUMENTS]:
        yield parties.Business(
            visit.arrived_at,
            visit.number,
            _url("visit_detail", visit),
            _("到店 %(errand)s") % {"errand": visit.errand.label},
            visit.get_result_display(),
            VISIT_FAMILIES[visit.result],
        )


def _drives(request: Any, customer: Any) -> Any:
    drives = list_drives(user=request.user, store=None).filter(customer=customer)
    return with_details(drives).select_related("store").defer("signature")


def _drive_rows(request: Any, customer: Any) -> Iterator[parties.Business]:
    for drive in _drives(request, customer).order_by("-starts_at")[:DOCUMENTS]:
        yield parties.Business(
            drive.starts_at,
            drive.number,
            _url("test_drive_detail", drive),
            _("试驾 %(car)s") % {"car": car_text(drive.vehicle)},
            drive.get_status_display(),
            DRIVE_FAMILIES[drive.status],
        )


def _url(page: str, row: Any) -> str:
    return reverse(f"crm:{page}", kwargs={"store": row.store.code, "number": row.number})


# -- what happened --------------------------------------------------------------------------------
ICONS = {"wechat": "brand-wechat", "visit": "door-enter", "sms": "message-circle"}


def _talks(request: Any, customer: Any) -> Iterator[parties.Happening]:
    leads = _leads(request, customer).order_by()
    talks = FollowUp.objects.filter(lead__in=leads, customer=customer)
    for talk in talks.select_related("by", "way", "result", "lead__store").order_by("-at")[:SHOWN]:
        yield parties.Happening(
            talk.at,
            parties.TALK,
            f"{talk.way.label} · {talk.result.label}",
            talk.words,
            local_name(talk.by),
            ICONS.get(talk.way.code, "phone-outgoing"),
            "red" if talk.ends_chase else "blue",
            talk.lead.get_absolute_url(),
            talk.lead.number,
            is_quote=True,
        )


def _visited(request: Any, customer: Any) -> Iterator[parties.Happening]:
    for visit in _visits(request, customer)[:DOCUMENTS]:
        text = " · ".join(filter(None, (visit.errand.label, visit.get_result_display())))
        yield parties.Happening(
            visit.arrived_at,
            parties.TALK,
            _("到店"),
            text,
            local_name(visit.owner) if visit.owner else "",
            "door-enter",
            "cyan",
            _url("visit_detail", visit),
            visit.number,
        )


def _drove(request: Any, customer: Any) -> Iterator[parties.Happening]:
    for drive in _drives(request, customer).order_by("-starts_at")[:DOCUMENTS]:
        yield parties.Happening(
            drive.created_at,
            parties.SYSTEM,
            _("试驾%(status)s") % {"status": drive.get_status_display()},
            drive.feedback or car_text(drive.vehicle),
            local_name(drive.owner),
            "steering-wheel",
            "purple",
            _url("test_drive_detail", drive),
            drive.number,
        )
