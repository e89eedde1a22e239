"""What the command palette finds in crm: chased leads by name, initials or phone."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.crm.queries.due import due_of
from marque.crm.queries.leads import list_leads
from marque.crm.tables.leads import lead_search
from marque.foundation.ui.search import Hit
from marque.kernel.phones import mask_phone

MOST = 5
SHORTEST = 2


def search(user: Any, query: str, store: Any) -> list[Hit]:
    """Leads the reader sees; the command 跟进 opens the queue of today."""
    return [*_leads(user, query.strip(), store)]


def _leads(user: Any, query: str, store: Any) -> list[Hit]:
    if not user.has_perm("crm.view_lead") or len(query) < SHORTEST:
        return []
    code = store.code if store else "hq"
    now = timezone.now()
    found = list_leads(user=user, store=store).chased().filter(lead_search(query))
    return [
        Hit(
            title=f"{lead.customer.name} {mask_phone(lead.customer.phone)}",
            url=reverse("crm:lead_detail", kwargs={"store": code, "number": lead.number}),
            icon="target",
            meta=f"{lead.level.code if lead.level else _('新')} · {due_of(lead, now=now).text}",
            group=_("线索"),
        )
        for lead in found.with_details().order_by("-pk")[:MOST]
    ]
