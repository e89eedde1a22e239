"""A customer's visits and test drives, as tabs and a button of the customer's page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from marque.crm.models import VisitResult
from marque.crm.queries.drives import list_drives, with_details
from marque.crm.queries.flow import list_visits
from marque.crm.tables.drives import FAMILIES as DRIVE_FAMILIES
from marque.crm.tables.visits import FAMILIES as VISIT_FAMILIES
from marque.crm.workflow import TestDriveStatus
from marque.parties import api as parties

SHOWN = 50


def tabs() -> tuple[parties.CustomerTab, ...]:
    """The tabs 来店 and 试驾."""
    return (
        parties.CustomerTab(
            key="visits",
            label=_("来店"),
            template="crm/visits/customer_tab.html",
            context=_visits_context,
            count=_visits_count,
            right="crm.view_visit",
            order=22,
        ),
        parties.CustomerTab(
            key="test_drives",
            label=_("试驾"),
            template="crm/drives/customer_tab.html",
            context=_drives_context,
            count=_drives_count,
            right="crm.view_testdrive",
            order=24,
        ),
    )


def book_act() -> parties.CustomerAct:
    """The button 预约试驾."""
    return parties.CustomerAct(
        key="test_drive",
        label=_("预约试驾"),
        icon="steering-wheel",
        url_name="crm:test_drive_create",
        right="crm.book_testdrive",
        order=60,
    )


def _visits(request: HttpRequest, customer: Any) -> Any:
    return list_visits(user=request.user, store=None).filter(customer=customer)


def _visits_context(request: HttpRequest, customer: Any) -> dict[str, Any]:
    visits = _visits(request, customer).select_related("errand", "owner")[:SHOWN]
    return {"visits": [(visit, VISIT_FAMILIES[VisitResult(visit.result)]) for visit in visits]}


def _visits_count(request: HttpRequest, customer: Any) -> int:
    count: int = _visits(request, customer).count()
    return count


def _drives(request: HttpRequest, customer: Any) -> Any:
    return list_drives(user=request.user, store=None).filter(customer=customer)


def _drives_context(request: HttpRequest, customer: Any) -> dict[str, Any]:
    drives = with_details(_drives(request, customer)).defer("signature")[:SHOWN]
    return {"drives": [(drive, DRIVE_FAMILIES[TestDriveStatus(drive.status)]) for drive in drives]}


def _drives_count(request: HttpRequest, customer: Any) -> int:
    count: int = _drives(request, customer).count()
    return count
