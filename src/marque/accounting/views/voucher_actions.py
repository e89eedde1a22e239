"""审核, 记账, 作废, 红字冲销: one post each."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marque.accounting.services.move_voucher import MOVES
from marque.accounting.services.reverse import reverse_voucher
from marque.accounting.views.records import here, voucher_or_404
from marque.foundation.access.decorators import requires
from marque.foundation.ui import feedback
from marque.foundation.ui.records import posted_version
from marque.kernel.errors import DomainError, InvalidInput


@requires("accounting.view_voucher", label=gettext_lazy("处理凭证"), group_level=True)
@require_POST
def voucher_move(request: Any, pk: int, move: str) -> HttpResponse:
    """Submit, review, take the review back, post or void; the workflow asks for the right."""
    if move not in MOVES:
        raise Http404
    voucher = voucher_or_404(request, pk)
    to = here(request, "voucher_detail", pk=pk)
    try:
        moved = MOVES[move](voucher=voucher, by=request.user, version=posted_version(request))
    except DomainError as error:
        return feedback.refuse(request, error, to=to)
    message = _("凭证 %(number)s：%(status)s") % {
        "number": moved.full_number,
        "status": moved.status_label,
    }
    return feedback.done(request, message, to=to)


@requires("accounting.reverse_voucher", label=gettext_lazy("红字冲销"), group_level=True)
@require_POST
def voucher_reverse(request: Any, pk: int) -> HttpResponse:
    """Write the red voucher; it then waits for review like any other."""
    voucher = voucher_or_404(request, pk)
    try:
        on = parse_date(request.POST.get("on", "")[:10])
        if on is None:
            raise InvalidInput(_("请填写冲销日期"), field="on")
        red = reverse_voucher(voucher=voucher, on=on, by=request.user)
    except (DomainError, ValueError) as error:
        known = error if isinstance(error, DomainError) else InvalidInput(_("请填写冲销日期"))
        return feedback.refuse(request, known, to=here(request, "voucher_detail", pk=pk))
    message = _("已生成红字凭证 %(number)s，等待审核") % {"number": red.full_number}
    return feedback.done(request, message, to=here(request, "voucher_detail", pk=red.pk))
