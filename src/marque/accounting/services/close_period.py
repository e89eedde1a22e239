"""月末结账 and 反结账 (财会〔2024〕12号 art. 24)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.accounting.models import FiscalPeriod, PeriodStatus
from marque.accounting.queries.periods import close_checklist
from marque.foundation.documents.models import StatusChange
from marque.kernel.errors import GuardRefused, InvalidTransition, NotAuthorised


@transaction.atomic
def close_period(*, period: FiscalPeriod, by: Any, now: datetime) -> FiscalPeriod:
    """Close a month for good: from now on the database refuses every change in it.

    Waits for postings under way.  Raises NotAuthorised, InvalidTransition, and GuardRefused
    with the first open point of the checklist.
    """
    if not by.has_perm("accounting.close_period"):
        raise NotAuthorised(_("您没有“月末结账”的权限"))
    locked = FiscalPeriod.objects.select_for_update().get(pk=period.pk)
    if locked.status == PeriodStatus.CLOSED:
        raise InvalidTransition(_("%(locked)s 已经结账") % {"locked": locked})
    for point in close_checklist(locked):
        if point.is_blocking and not point.is_done:
            raise GuardRefused(_("不能结账：%(detail)s") % {"detail": point.detail})
    return _set(locked, PeriodStatus.CLOSED, "close", by=by, now=now)


@transaction.atomic
def reopen_period(*, period: FiscalPeriod, by: Any) -> FiscalPeriod:
    """Open the last closed month again; written to the period's history.

    Raises NotAuthorised, InvalidTransition, GuardRefused when a later month is closed.
    """
    if not by.has_perm("accounting.reopen_period"):
        raise NotAuthorised(_("您没有“反结账”的权限"))
    locked = FiscalPeriod.objects.select_for_update().get(pk=period.pk)
    if locked.status != PeriodStatus.CLOSED:
        raise InvalidTransition(_("%(locked)s 没有结账") % {"locked": locked})
    later = FiscalPeriod.objects.filter(
        book=locked.book_id, status=PeriodStatus.CLOSED, starts_on__gt=locked.starts_on
    )
    if later.exists():
        raise GuardRefused(_("请先对后面的月份反结账"))
    return _set(locked, PeriodStatus.OPEN, "reopen", by=by, now=None)


def _set(
    period: FiscalPeriod,
    status: PeriodStatus,
    transition: str,
    *,
    by: Any,
    now: datetime | None,
) -> FiscalPeriod:
    before = period.status
    FiscalPeriod.objects.filter(pk=period.pk).update(
        status=status, closed_by=by if now else None, closed_at=now
    )
    StatusChange.objects.create(
        document_type=period._meta.label_lower,
        document_id=period.pk,
        transition=transition,
        from_status=before,
        to_status=status,
        by=by,
    )
    period.refresh_from_db()
    return period
