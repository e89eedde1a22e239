"""Pages of loans, insurance, plates and inspections: list, one, write down, correct, void."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from marque.foundation.access.decorators import requires
from marque.foundation.ui.idempotency import submit_once
from marque.foundation.ui.lists import render_list
from marque.foundation.ui.records import store_needed
from marque.parties.forms.records import DealingForm
from marque.parties.models import DealingKind, DealingRecord
from marque.parties.services.dealing_records import edit_dealing, record_dealing
from marque.parties.tables.records import DealingTable
from marque.parties.views import records
from marque.parties.views.frames import customer_in_reach, form_view, here

VIEW = "parties.view_customer"
WRITE = "parties.record_dealing"
LABEL = gettext_lazy("业务档案")
TAB = "dealings"


@requires(VIEW, label=LABEL)
@require_GET
def dealing_list(request: Any) -> HttpResponse:
    """The arrangements of all customers in reach."""
    return render_list(request, table=DealingTable)


@requires(VIEW, label=LABEL)
@require_GET
def dealing_detail(request: Any, number: str) -> HttpResponse:
    """One arrangement with its files and history."""
    row = records.record_in_reach(request, DealingRecord, number)
    title = f"{row.get_kind_display()} · {row.customer.name}"
    context = records.shown(request, row, title=title, page="dealing", right=WRITE)
    return render(request, "parties/records/dealing.html", context)


@requires(WRITE, label=gettext_lazy("登记业务档案"))
@require_http_methods(["GET", "POST"])
@submit_once
def dealing_create(request: Any, number: str) -> HttpResponse:
    """Write an arrangement of the customer down."""
    customer = customer_in_reach(request, number)
    store = store_needed(request)
    asked = request.GET.get("kind", "")
    initial = {"done_on": timezone.localdate(), "owner": request.user.pk}
    if asked in DealingKind.values:
        initial["kind"] = asked
    form = DealingForm(
        request.POST or None,
        store=store,
        cars=records.cars_of(request, customer),
        initial=initial,
    )
    return form_view(
        request,
        form,
        lambda: record_dealing(
            customer, store=store, details=form.details(), by=request.user, now=timezone.now()
        ),
        back=records.tab_url(request, customer, TAB),
        message=_("业务档案已登记"),
        title=_("%s 的业务档案") % customer.name,
    )


@requires(WRITE, label=gettext_lazy("登记业务档案"))
@require_http_methods(["GET", "POST"])
@submit_once
def dealing_edit(request: Any, number: str) -> HttpResponse:
    """Correct an arrangement."""
    row = records.record_in_reach(request, DealingRecord, number)
    form = DealingForm(
        request.POST or None, store=row.store, record=row, initial=DealingForm.initial_of(row)
    )
    return form_view(
        request,
        form,
        lambda: edit_dealing(
            row,
            details=form.details(),
            by=request.user,
            now=timezone.now(),
            version=form.cleaned_data["version"],
        ),
        back=here(request, "dealing_detail", number=number),
        message=_("已保存"),
        title=_("修改 %(number)s") % {"number": number},
    )


@requires(records.VOID, label=gettext_lazy("作废维修保养记录与业务档案"))
@require_http_methods(["GET", "POST"])
@submit_once
def dealing_void(request: Any, number: str) -> HttpResponse:
    """Void an arrangement after asking why."""
    row = records.record_in_reach(request, DealingRecord, number)
    return records.void_view(request, row, page="dealing")
