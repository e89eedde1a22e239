from __future__ import annotations

from typing import Any

from django.db import transaction

from marque.inventory.models import PDIItem
from marque.inventory.services.pdi_items import PDI_ITEMS


@transaction.atomic
def seed_pdi_items(_books: Any = None) -> None:
    """Give an account set the default checklist, unless it has one."""
    if PDIItem.objects.exists():
        return
    rows = (
        PDIItem(code=code, group=group, name=name, position=position)
        for position, (code, group, name) in enumerate(PDI_ITEMS, start=1)
    )
    PDIItem.objects.bulk_create(rows, ignore_conflicts=True)  # two pages may open at once
