"""The rows that measures of crm count, and how a measure is put together."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marque.crm.models import FollowUp, Lead, LostApplication, TestDrive, Visit, VisitResult
from marque.crm.words import SOURCE
from marque.crm.workflow import CHASED, LeadStatus, TestDriveStatus
from marque.foundation.dictionaries.models import Entry
from marque.foundation.dictionaries.parameters import value
from marque.foundation.documents.models import StatusChange
from marque.foundation.measures.registry import Measure, Scope, Unit

RIGHT = "crm.view_measures"
FLOW, LEADS, CHASE, DEALS = _("展厅客流"), _("线索与建卡"), _("跟进与战败"), _("试驾与成交")
RECORDED = (VisitResult.FIRST_CARDED, VisitResult.CARDED_FIRST, VisitResult.AGAIN)

VISIT_SPLITS = {"owner": "owner__name", "errand": "errand__name", "store": "store__name"}
LEAD_SPLITS = {"source": "source__name", "owner": "owner__name", "store": "store__name"}


def within(scope: Scope, field: str) -> Q:
    return Q(**{f"{field}__gte": scope.span.begins_at, f"{field}__lt": scope.span.ends_at})


def visits_in(scope: Scope, *results: str, **more: Any) -> QuerySet[Any]:
    rows = Visit.objects.visible_to(scope.user).in_store(scope.store)
    rows = rows.filter(within(scope, "arrived_at"), **more)
    return rows.filter(result__in=results) if results else rows


def leads_in(scope: Scope, field: str, *more: Q | Exists) -> QuerySet[Any]:
    rows = Lead.objects.visible_to(scope.user).in_store(scope.store)
    return rows.filter(within(scope, field), *more)


def moved_in(name: str, scope: Scope) -> QuerySet[Any]:
    """Leads that made this move in the period; once each, however often they made it."""
    moves = StatusChange.objects.filter(
        within(scope, "at"),
        document_type="crm.lead",
        document_id=OuterRef("pk"),
        transition=name,
    )
    return Lead.objects.visible_to(scope.user).in_store(scope.store).filter(Exists(moves))


ARRIVED = Visit.objects.filter(lead=OuterRef("pk"))
INVITED = ARRIVED.filter(was_invited=True, arrived_at__gte=OuterRef("carded_at"))
SHOWROOM = Q(source__in=Entry.objects.filter(kind=SOURCE, extra__showroom=True).values("pk"))
DCC = ~SHOWROOM
CARDED = Q(carded_at__isnull=False)
ON_FILE = Q(carded_at__isnull=True, status=LeadStatus.ON_FILE)
PENDING = Q(carded_at__isnull=True, status__in=sorted(CHASED))
NON_INTENT = Q(carded_at__isnull=True) & ~Q(status__in=sorted({*CHASED, LeadStatus.ON_FILE}))


def answered_in_time(scope: Scope) -> QuerySet[Any]:
    limit = timedelta(minutes=int(value("crm.response_minutes", store=scope.store)))
    return leads_in(scope, "arrived_at", DCC, Q(responded_at__lte=F("arrived_at") + limit))


def due_in(scope: Scope, *more: Q) -> QuerySet[Any]:
    """Follow-ups that were due in the period."""
    rows = FollowUp.objects.visible_to(scope.user).in_store(scope.store)
    return rows.filter(within(scope, "due_at"), *more)


def judged_in(scope: Scope, *more: Q) -> QuerySet[Any]:
    """Leads that came in the period and were answered within the limit (a parameter)."""
    leads = Lead.objects.visible_to(scope.user).in_store(scope.store)
    rows = LostApplication.objects.filter(within(scope, "judged_at"), *more)
    return rows.filter(lead__in=leads)


def drives_in(scope: Scope) -> QuerySet[Any]:
    """Leads of which this moment lies in the period."""
    rows = TestDrive.objects.visible_to(scope.user).in_store(scope.store)
    return rows.filter(within(scope, "returned_at"), status=TestDriveStatus.DONE)


def files_open_in(scope: Scope) -> QuerySet[Any]:
    """Carded leads that were in the chase on some day of the period."""
    return (
        Lead.objects.visible_to(scope.user)
        .in_store(scope.store)
        .filter(
            Q(closed_at__isnull=True) | Q(closed_at__gte=scope.span.begins_at),
            carded_at__lt=scope.span.ends_at,
        )
    )


def chased_in(scope: Scope) -> QuerySet[Any]:
    """Leads in the chase at the start of the period, and those that came in it."""
    return (
        Lead.objects.visible_to(scope.user)
        .in_store(scope.store)
        .filter(
            Q(closed_at__isnull=True) | Q(closed_at__gte=scope.span.begins_at),
            ~Q(status=LeadStatus.ON_FILE),
            arrived_at__lt=scope.span.ends_at,
        )
    )


def lasting(later: str, earlier: str) -> Any:
    """Visits that arrived in the period, of these results (all where none is named)."""
    return ExpressionWrapper(F(later) - F(earlier), output_field=DurationField())


def rate(key: str, name: Any, group: Any, formula: Any, basis: Any, **more: Any) -> Measure:
    """The moments of the period."""
    return Measure(
        key=f"crm.{key}",
        name=name,
        group=group,
        formula=formula,
        basis=basis,
        unit=Unit.RATE,
        right=RIGHT,
        **{"is_more_better": True, **more},
    )
