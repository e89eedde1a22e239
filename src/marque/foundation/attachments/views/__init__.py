"""Upload, download and remove files of documents."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from marque.foundation.access.decorators import requires
from marque.foundation.access.visible import may_act_on, visible_document
from marque.foundation.attachments.models import Attachment
from marque.foundation.attachments.services.attach import attach_file, remove_attachment
from marque.kernel.errors import DomainError, NotAuthorised


def _back(request: HttpRequest) -> str:
    to = request.POST.get("next", "")
    return to if url_has_allowed_host_and_scheme(to, allowed_hosts=None) else "/"


@require_POST
@requires(label=gettext_lazy("附件"))
def upload(request: Any, document_type: str, document_id: int) -> HttpResponse:
    document = visible_document(request.user, document_type, document_id)
    try:
        if not may_act_on(request.user, document):
            raise NotAuthorised(_("您只能查看这条记录，不能上传附件"))
        for file in request.FILES.getlist("file"):
            attach_file(
                document=document,
                upload=file,
                by=request.user,
                category=request.POST.get("category", "")[:30],
            )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("附件已上传"))
    return redirect(_back(request))


@require_safe
@requires(label=gettext_lazy("附件"))
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Images and PDF open in the browser, everything else is saved; nothing runs."""
    attachment = get_object_or_404(Attachment, pk=pk)
    visible_document(request.user, attachment.document_type, attachment.document_id)
    inline = attachment.is_image or attachment.content_type == "application/pdf"
    response = FileResponse(
        attachment.file.open("rb"),
        as_attachment=not inline,
        filename=attachment.name,
        content_type=attachment.content_type,
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_POST
@requires(label=gettext_lazy("附件"))
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    attachment = get_object_or_404(Attachment, pk=pk)
    visible_document(request.user, attachment.document_type, attachment.document_id)
    try:
        remove_attachment(attachment=attachment, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("附件已删除"))
    return redirect(_back(request))
