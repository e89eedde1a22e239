"""Papers of an order as PDF: contract and handover sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from marque.foundation.access.decorators import requires
from marque.foundation.attachments.queries import count_photos
from marque.foundation.documents.printing import pdf_response, render_pdf
from marque.sales.models import SalesOrder
from marque.sales.queries.papers import contract_data, handover_data
from marque.sales.views.records import order_or_404

TYPST = Path(__file__).resolve().parent.parent / "typst"


@requires("sales.print_salesorder", label=gettext_lazy("打印合同与交车单"))
def order_print(request: Any, number: str, paper: str) -> HttpResponse:
    """The contract of a confirmed order, or the handover sheet of an issued one."""
    order = order_or_404(request, number)
    data = _data(request, order, paper)
    name = order.contract_number if paper == "contract" else f"{order.number}-handover"
    pdf = render_pdf(TYPST / f"{paper}.typ", data)
    return pdf_response(pdf, name, download=request.GET.get("download") == "1")


def _data(request: Any, order: SalesOrder, paper: str) -> dict[str, Any]:
    now = timezone.now()
    if paper == "contract" and order.confirmed_at:
        return contract_data(order, user=request.user, now=now)
    if paper == "handover" and order.issued_at:
        photos = count_photos(order)
        return handover_data(order, user=request.user, now=now, photos=photos)
    raise Http404
