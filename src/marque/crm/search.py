"""What the command palette finds in crm: chased leads by name, initials or phone."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

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
READ = (
    "number", "status", "next_at", "responded_at",
    "customer__name", "customer__phone", "level__code",
)  # fmt: skip


def search(user: Any, query: str, store: Any) -> list[Hit]:
    """Leads the reader sees; the command 跟进 opens the queue of today."""
    return [*_reception(user, query.strip(), store), *_leads(user, query.strip(), store)]


def _leads(user: Any, query: str, store: Any) -> list[Hit]:
    if not user.has_perm("crm.view_lead") or len(query) < SHORTEST:
        return []
    code = store.code if store else "hq"
    now = timezone.now()
    leads = list_leads(user=user, store=store).chased().filter(lead_search(query))
    found = leads.select_related("customer", "level").only(*READ)
    return [
        Hit(
            title=f"{lead.customer.name} {mask_phone(lead.customer.phone)}",
            url=reverse("crm:lead_detail", kwargs={"store": code, "number": lead.number}),
            icon="target",
            meta=f"{lead.level.code if lead.level else _('新')} · {due_of(lead, now=now).text}",
            group=_("线索"),
        )
        for lead in found.order_by("-pk")[:MOST]
    ]


def _reception(user: Any, query: str, store: Any) -> list[Hit]:
    """The command 接待: `接待 苏A12345` opens the reception with what was typed in its box."""
    command, _space, text = query.partition(" ")
    if command not in {"接待", "来店", "reception"} or store is None:
        return []
    if not user.has_perm("crm.register_visit"):
        return []
    url = reverse("crm:reception", kwargs={"store": store.code})
    typed = text.strip()
    return [
        Hit(
            title=f"{_('登记来店')} {typed}".strip(),
            url=f"{url}?{urlencode({'q': typed})}" if typed else url,
            icon="door-enter",
            group=_("接待"),
        )
    ]
