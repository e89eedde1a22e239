"""Processes and activities as sources of the calendar (LED-12)."""

from __future__ import annotations

from collections.abc import Iterator

from marque.crm.queries.calendar import MOST, Entry, Span
from marque.crm.queries.tasks import list_activities, list_processes


def processes(span: Span) -> Iterator[Entry]:
    """Steps of tasks by their planned time; cancelled ones are left out."""
    rows = list_processes(user=span.user, store=span.store).filter(
        planned_at__gte=span.start, planned_at__lt=span.end, cancelled_at__isnull=True
    )
    if span.people is not None:
        rows = rows.filter(executor__in=span.people)
    for row in rows.with_details().order_by("planned_at", "pk")[:MOST]:
        yield Entry(
            key=f"process-{row.pk}",
            at=row.planned_at,
            title=f"{row.action.label} {row.task.customer.name}",
            detail=row.title,
            url=row.task.get_absolute_url(),
            icon="circle-check" if row.done_at else "list-check",
            family="green" if row.done_at else "purple",
            owner=row.executor,
        )


def activities(span: Span) -> Iterator[Entry]:
    """Sales activities that touch the time."""
    rows = list_activities(user=span.user, store=span.store).filter(
        starts_at__lt=span.end, ends_at__gt=span.start
    )
    if span.people is not None:
        rows = rows.filter(owner__in=span.people)
    rows = rows.select_related("owner", "customer", "store", "type")
    for row in rows.order_by("starts_at", "pk")[:MOST]:
        yield Entry(
            key=f"activity-{row.pk}",
            at=row.starts_at,
            ends_at=row.ends_at,
            title=row.name,
            detail=" · ".join(filter(None, (row.type.label, row.customer and row.customer.name))),
            url=row.get_absolute_url(),
            icon="calendar",
            family="orange",
            owner=row.owner,
        )
