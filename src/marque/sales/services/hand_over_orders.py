"""A leaver's open orders get a new consultant (PLT-08)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from marque.foundation.access.authority import acting_post
from marque.foundation.documents.models import Comment
from marque.sales.models import SalesOrder


def count_open_orders_of(user: Any) -> int:
    """How many orders somebody else will have to finish."""
    return SalesOrder.objects.open().filter(owner=user).count()


@transaction.atomic
def hand_over_orders(*, from_user: Any, to_user: Any, by: Any, today: date) -> int:
    """Give every open order of `from_user` to `to_user`; each keeps a line that says so.

    Returns how many there were.  Finished orders stay with whoever sold them.
    """
    mine = SalesOrder.objects.open().filter(owner=from_user).locked()
    ids = list(mine.values_list("pk", flat=True))
    post = acting_post(to_user)
    text = _("%(day)s 由 %(old)s 移交给 %(new)s") % {
        "day": today,
        "old": from_user.name,
        "new": to_user.name,
    }
    Comment.objects.bulk_create(
        Comment(document_type="sales.salesorder", document_id=pk, by=by, text=text) for pk in ids
    )
    SalesOrder.objects.filter(pk__in=ids).update(
        owner=to_user, department=post.department if post else None, version=F("version") + 1
    )
    return len(ids)
