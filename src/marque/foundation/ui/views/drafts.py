"""Small answers to forms that keep what is typed into them. No page: 204, or why not."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from marque.foundation.access.decorators import requires
from marque.foundation.ui import drafts, idempotency
from marque.kernel import clock
from marque.kernel.errors import DomainError

REFUSED = 422


@require_POST
@requires()
def draft_save(request: Any) -> HttpResponse:
    """Keep what was typed so far."""
    try:
        drafts.save_draft(
            by=request.user,
            address=request.POST.get("address", ""),
            entries=request.POST.get("entries", ""),
            key=idempotency.posted_key(request),
            now=clock.now(),
        )
    except DomainError as error:
        return HttpResponse(str(error), status=REFUSED, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


@require_POST
@requires()
def draft_drop(request: Any) -> HttpResponse:
    """Throw the draft away."""
    drafts.drop_draft(by=request.user, address=request.POST.get("address", ""))
    return HttpResponse(status=204)
