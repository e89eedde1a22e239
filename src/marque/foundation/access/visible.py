"""Which model is behind a document type: comments and attachments ask for visible rows here."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.http import Http404


def visible_document(user: Any, document_type: str, document_id: int) -> Any:
    """The document if this user may see it; else it does not exist for them (404)."""
    try:
        model: Any = apps.get_model(document_type)
    except (LookupError, ValueError) as error:
        raise Http404 from error
    if not getattr(model, "VIEW_RIGHT", "") or not hasattr(model.objects.all(), "visible_to"):
        raise Http404
    document = model.objects.visible_to(user).filter(pk=document_id).first()
    if document is None:
        raise Http404
    return document
