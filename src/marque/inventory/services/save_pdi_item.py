from __future__ import annotations

import secrets

from django.db import transaction

from marque.inventory.models import PDIItem
from marque.organisation.models import User


@transaction.atomic
def save_pdi_item(
    *,
    item: PDIItem | None,
    group: str,
    name: str,
    position: int,
    is_active: bool,
    by: User,
) -> PDIItem:
    """Change a row of the checklist, or add one; inspections that are open keep theirs."""
    del by  # the audit of writes names who it was
    row = item or PDIItem(code=f"own-{secrets.token_hex(4)}")
    row.group, row.name = group.strip(), name.strip()
    row.position, row.is_active = position, is_active
    row.save()
    return row
