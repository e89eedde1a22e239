"""Files of a document."""

from __future__ import annotations

from typing import Any

from marque.foundation.attachments.models import Attachment


def attachments_of(document: Any) -> Any:
    """Newest first."""
    return Attachment.objects.filter(
        document_type=document._meta.label_lower, document_id=document.pk
    ).select_related("uploaded_by")
