"""Pages of repair visits: the list, one visit, write one down, correct, void (CUS-10)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from marque.foundation.access.decorators import requires
from marque.foundation.ui.feedback import done
from marque.foundation.ui.idempotency import submit_once
from marque.foundation.ui.lists import render_list
from marque.foundation.ui.records import store_needed
from marque.kernel.errors import DomainError
from marque.parties.forms.records import PartFormSet, ServiceForm, parts_told
from marque.parties.models import ServiceRecord
from marque.parties.queries.records import mileage_warning
from marque.parties.services.service_records import edit_service, record_service
from marque.parties.tables.records import ServiceTable
from marque.parties.views import records
from marque.parties.views.frames import UNPROCESSABLE, customer_in_reach, here

VIEW = "parties.view_customer"
WRITE = "parties.record_service"
LABEL = gettext_lazy("维修保养记录")
TAB = "services"


@requires(VIEW, label=LABEL)
@require_GET
def service_list(request: Any) -> HttpResponse:
    """The visits of all customers in reach."""
    return render_list(request, table=ServiceTable)


@requires(VIEW, label=LABEL)
@require_GET
def service_detail(request: Any, number: str) -> HttpResponse:
    """One visit with its parts, files and history."""
    row = records.record_in_reach(request, ServiceRecord, number)
    context = records.shown(request, row, title=row.customer.name, page="service", right=WRITE)
    context |= {"parts": row.parts.all(), "warning": mileage_warning(row) if row.is_valid else ""}
    return render(request, "parties/records/service.html", context)


@requires(WRITE, label=gettext_lazy("登记维修保养记录"))
@require_http_methods(["GET", "POST"])
@submit_once
def service_create(request: Any, number: str) -> HttpResponse:
    """Write a visit of the customer down."""
    customer = customer_in_reach(request, number)
    store = store_needed(request)
    form = ServiceForm(
        request.POST or None,
        store=store,
        cars=records.cars_of(request, customer),
        initial={"came_on": timezone.localdate()},
    )
    return _form(
        request,
        form,
        lambda details: record_service(
            customer, store=store, details=details, by=request.user, now=timezone.now()
        ),
        title=_("%s 的维修保养") % customer.name,
        back_url=records.tab_url(request, customer, TAB),
    )


@requires(WRITE, label=gettext_lazy("登记维修保养记录"))
@require_http_methods(["GET", "POST"])
@submit_once
def service_edit(request: Any, number: str) -> HttpResponse:
    """Correct a visit."""
    row = records.record_in_reach(request, ServiceRecord, number)
    form = ServiceForm(
        request.POST or None, store=row.store, record=row, initial=ServiceForm.initial_of(row)
    )
    return _form(
        request,
        form,
        lambda details: edit_service(
            row,
            details=details,
            by=request.user,
            now=timezone.now(),
            version=form.cleaned_data["version"],
        ),
        title=_("修改 %(number)s") % {"number": number},
        back_url=here(request, "service_detail", number=number),
        parts=row.parts.values("code", "name", "quantity"),
    )


@requires(records.VOID, label=gettext_lazy("作废维修保养记录与业务档案"))
@require_http_methods(["GET", "POST"])
@submit_once
def service_void(request: Any, number: str) -> HttpResponse:
    """Void a visit after asking why."""
    row = records.record_in_reach(request, ServiceRecord, number)
    return records.void_view(request, row, page="service")


def _form(
    request: Any, form: ServiceForm, run: Any, *, parts: Any = (), **context: Any
) -> HttpResponse:
    """The page of the form with its grid of parts; after a valid post the visit itself."""
    lines = PartFormSet(request.POST or None, prefix="parts", initial=list(parts))
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        try:
            row = run(form.details(parts_told(lines)))
        except DomainError as error:
            form.refuse(error)
        else:
            to = here(request, "service_detail", number=row.number)
            said = [_("已登记 %(number)s") % {"number": row.number}, mileage_warning(row)]
            return done(request, " ".join(filter(None, said)), to=to)
    context |= {"form": form, "lines": lines, "here": context["title"]}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "parties/records/service_form.html", context, status=status)
