"""What parties put on the desk: the days to remember of my customers."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marque.foundation.ui.desk_blocks import DeskBlock, DeskItem
from marque.parties.models import ImportantDate
from marque.parties.services.important_dates import coming_dates

SHOWN = 8


def blocks(user: Any, store: Any) -> list[DeskBlock]:
    """One card, hidden when nothing comes up."""
    if not user.has_perm("parties.edit_customer"):
        return []
    mine = ImportantDate.objects.filter(customer__owner=user)
    if store is not None:
        mine = mine.filter(customer__store=store)
    items = [_item(row) for row in coming_dates(mine, today=timezone.localdate())[:SHOWN]]
    return [
        DeskBlock(
            key="parties.dates",
            title=_("客户重要日期"),
            kind="tasks",
            order=60,
            items=tuple(items),
            is_empty_hidden=True,
        )
    ]


def _item(row: ImportantDate) -> DeskItem:
    kwargs = {"store": row.customer.store.code, "number": row.customer.number}
    return DeskItem(
        row.contact.name if row.contact else row.customer.name,
        when=date_format(row.comes_on, "m-d"),  # type: ignore[attr-defined]
        why=row.label,
        meta=row.customer.name if row.contact else "",
        url=reverse("parties:customer_detail", kwargs=kwargs),
        icon="calendar-heart",
    )
