"""Everything that happened to a document, in one list (the activity column of a record page)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from marque.foundation.attachments.models import Attachment
from marque.foundation.documents.models import Comment, StatusChange


@dataclass(frozen=True, slots=True)
class Entry:
    """`kind` is status, comment or file; `icon` and `family` are names of the design."""

    at: datetime
    by: Any
    kind: str
    icon: str
    family: str
    title: str
    text: str = ""
    url: str = ""


def timeline_of(document: Any, *, labels: dict[str, str] | None = None) -> list[Entry]:
    """Status changes, comments and files of `document`, newest first; three queries."""
    of_it = {"document_type": document._meta.label_lower, "document_id": document.pk}
    named = labels or _transition_labels(document)
    entries = [
        Entry(
            c.at,
            c.by,
            "status",
            "arrow-right",
            "blue",
            named.get(c.transition, c.transition),
            c.note,
        )
        for c in StatusChange.objects.filter(**of_it).select_related("by")
    ]
    entries += [
        Entry(c.at, c.by, "comment", "message-2", "gray", _("评论"), c.text)
        for c in Comment.objects.filter(**of_it).select_related("by")
    ]
    entries += [
        Entry(
            a.uploaded_at,
            a.uploaded_by,
            "file",
            "paperclip",
            "gray",
            _("附件"),
            a.name,
            a.get_absolute_url(),
        )
        for a in Attachment.objects.filter(**of_it).select_related("uploaded_by")
    ]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _transition_labels(document: Any) -> dict[str, str]:
    workflow = getattr(document, "WORKFLOW", None)
    return {t.name: str(t.label) for t in workflow.transitions.values()} if workflow else {}
