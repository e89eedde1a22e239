"""Files of a document."""

from __future__ import annotations

from typing import Any

from marque.foundation.attachments.models import Attachment


def count_photos(document: Any) -> int:
    """How many pictures are on the document."""
    count: int = attachments_of(document).filter(content_type__startswith="image/").count()
    return count


def attachments_of(document: Any) -> Any:
    """Newest first."""
    return Attachment.objects.filter(
        document_type=document._meta.label_lower, document_id=document.pk
    ).select_related("uploaded_by")
