"""Write on a document."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.foundation.documents.models import Comment
from marque.kernel.errors import InvalidInput


@transaction.atomic
def add_comment(*, document: Any, text: str, by: Any) -> Comment:
    """Add a comment of 1 to 2,000 characters; whoever sees the document may comment on it."""
    words = text.strip()
    if not words:
        raise InvalidInput(_("请先填写评论内容"), field="text")
    if len(words) > 2000:  # noqa: PLR2004
        raise InvalidInput(_("评论最多 2000 个字"), field="text")
    return Comment.objects.create(
        document_type=document._meta.label_lower, document_id=document.pk, text=words, by=by
    )
