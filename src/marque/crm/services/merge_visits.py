"""Two records of one customer become one: of all their visits only the earliest was the first."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from marque.crm.models import FIRST, Visit, VisitChange, VisitResult
from marque.crm.queries.visit_results import INTENT
from marque.parties import api as parties


def merge_visits(book: parties.MergeBook) -> None:
    """Count the later first visits as again; the book takes it back with the merge."""
    visits = (
        Visit.objects.filter(Q(customer=book.kept.pk) | Q(customer=book.merged.pk))
        .filter(store=book.kept.store_id, errand__code=INTENT)
        .exclude(result=VisitResult.NON_INTENT)
        .order_by("arrived_at", "pk")
    )
    for visit in visits[1:]:
        if visit.result not in FIRST:
            continue
        before = visit.result
        book.change(visit, result=VisitResult.AGAIN, version=visit.version + 1)
        change = VisitChange.objects.create(
            visit=visit,
            from_result=before,
            to_result=VisitResult.AGAIN,
            reason=_("客户档案合并"),
            at=book.now,
            by=book.by,
        )
        book.created(change)
