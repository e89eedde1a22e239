"""Comment on any document."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marque.foundation.access.decorators import requires
from marque.foundation.access.visible import visible_document
from marque.foundation.documents.services.comment import add_comment
from marque.kernel.errors import DomainError


@require_POST
@requires(label=gettext_lazy("评论"))
def comment(request: Any, document_type: str, document_id: int) -> HttpResponse:
    document = visible_document(request.user, document_type, document_id)
    try:
        add_comment(document=document, text=request.POST.get("text", ""), by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    to = request.POST.get("next", "")
    return redirect(to if url_has_allowed_host_and_scheme(to, allowed_hosts=None) else "/")
