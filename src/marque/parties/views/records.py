"""What the pages of both kinds of records share: reach, cars, voiding."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.foundation.attachments.queries import attachments_of
from marque.foundation.documents.timeline import timeline_of
from marque.foundation.ui.records import Action, Confirmation, Record, ask_first, posted_version
from marque.foundation.ui.templatetags.ui import local_name
from marque.parties.forms.records import VoidForm
from marque.parties.models import Customer, DealingRecord, ServiceRecord
from marque.parties.queries.records import KnownCar, known_cars
from marque.parties.services.void_record import void_record
from marque.parties.sources import cars
from marque.parties.views.frames import here, may_edit

VOID = "parties.void_record"
Kind = type[ServiceRecord] | type[DealingRecord]
Row = ServiceRecord | DealingRecord


def record_in_reach(request: Any, model: Kind, number: str) -> Any:
    """The record if the reader may see its customer (or change it, where they post), else 404."""
    rows: Any = model.objects
    reach = rows.editable_by if request.method == "POST" else rows.visible_to
    found = reach(request.user).in_store(request.store)
    related = ("customer__store", "customer__owner", "owner", "created_by", "store")
    return get_object_or_404(found.select_related(*related), number=number)


def cars_of(request: Any, customer: Customer) -> list[KnownCar]:
    """The cars a form may offer."""
    return known_cars(customer, iter(cars.ask(request, customer)))


def tab_url(request: Any, customer: Customer, tab: str) -> str:
    """The customer's page with the list of such records open."""
    return f"{here(request, 'customer_detail', number=customer.number)}?tab={tab}"


def shown(request: Any, row: Any, *, title: str, page: str, right: str) -> dict[str, Any]:
    """What the page of a record shows, whichever its kind."""
    return {
        "row": row,
        "document": row,
        "attachments": attachments_of(row),
        "timeline": timeline_of(row),
        "record": _frame(request, row, title=title, page=page, right=right),
        "here": row.number,
        "back_url": tab_url(request, row.customer, f"{page}s"),
        "back_title": row.customer.name,
    }


def _frame(request: Any, row: Any, *, title: str, page: str, right: str) -> Record:
    """The head of a record's page with what the reader may do."""
    return Record(
        title=row.number,
        status=row.get_status_display(),
        family=row.family,
        subtitle=title,
        facts=f"{row.get_source_display()} · {local_name(row.created_by)}",
        actions=_acts(request, row, page, right),
        version=row.version,
    )


def _acts(request: Any, row: Any, page: str, right: str) -> list[Action]:
    if not (row.is_valid and row.is_own and may_change(request, row.customer)):
        return []
    found = []
    if request.user.has_perm(right):
        url = here(request, f"{page}_edit", number=row.number)
        found.append(Action(_("修改"), url, "pencil", "default"))
    if request.user.has_perm(VOID):
        url = here(request, f"{page}_void", number=row.number)
        found.append(Action(_("作废记录"), url, "trash", "danger", confirm=True))
    return found


def may_change(request: Any, customer: Customer) -> bool:
    """Whether records of the customer may be changed on this page."""
    if request.store is None or customer.anonymised_at is not None:
        return False
    editable = Customer.objects.editable_by(request.user).filter(pk=customer.pk)
    return may_edit(request, customer) or bool(editable.exists())


def void_view(request: Any, row: Any, *, page: str) -> HttpResponse:
    """Ask for the reason, then void."""
    form = VoidForm(request.POST or None)
    ask = Confirmation(
        title=_("作废 %(number)s") % {"number": row.number},
        consequences=[_("记录保留可查，不再计入客户档案"), _("原单号可以重新登记")],
        submit=_("作废记录"),
        back_url=here(request, f"{page}_detail", number=row.number),
        form=form,
        extra={"version": row.version},
    )
    return ask_first(
        request,
        ask,
        lambda: void_record(
            row,
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=timezone.now(),
            version=posted_version(request),
        ),
        message=_("已作废"),
    )
