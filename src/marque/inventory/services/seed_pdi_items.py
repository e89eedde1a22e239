from __future__ import annotations

from django.db import transaction

from marque.inventory.models import PDIItem
from marque.inventory.services.pdi_items import PDI_ITEMS


@transaction.atomic
def seed_pdi_items() -> int:
    """Give an account set the default checklist, unless it has one; returns how many rows."""
    if PDIItem.objects.exists():
        return 0
    rows = (
        PDIItem(code=code, group=group, name=name, position=position)
        for position, (code, group, name) in enumerate(PDI_ITEMS, start=1)
    )
    return len(PDIItem.objects.bulk_create(rows))
