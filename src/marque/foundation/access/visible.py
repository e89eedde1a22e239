"""What comments and attachments ask of the document they belong to.

Whoever sees a document may comment on it.  Files are added only by those who may do something
with such documents: nobody adds to a record that they may only read.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.http import Http404

from marque.foundation.access.authority import authority_of
from marque.foundation.access.registry import all_rights

READING = frozenset({"view", "export", "print", "reveal"})
"""Verbs of rights that change nothing."""


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


def may_act_on(user: Any, document: Any) -> bool:
    """Whether the user has a right to do more than read with documents of this kind."""
    authority = authority_of(user)
    return not authority.read_only and any(map(authority.may, acting_rights(type(document))))


def acting_rights(model: Any) -> tuple[str, ...]:
    """The rights over a kind of document other than those to read it.

    A model whose rights are named after another one lists them in ACT_RIGHTS.
    """
    named = getattr(model, "ACT_RIGHTS", None)
    if named is not None:
        return tuple(named)
    app, name = model._meta.app_label, f"_{model._meta.model_name}"
    own = [code for code in all_rights() if code.startswith(f"{app}.") and code.endswith(name)]
    return tuple(c for c in own if c.removeprefix(f"{app}.").removesuffix(name) not in READING)
