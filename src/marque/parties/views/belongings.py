"""What belongs to a customer: contacts, days, relations, tags."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from marque.foundation.access.decorators import requires
from marque.foundation.ui.idempotency import submit_once
from marque.foundation.ui.lists import render_list
from marque.foundation.ui.records import act
from marque.parties.forms import ContactForm, CustomerTagsForm, ImportantDateForm, RelationForm
from marque.parties.models import Customer, Tag
from marque.parties.services.important_dates import add_date, remove_date
from marque.parties.services.relations import relate_customers, remove_relation
from marque.parties.services.save_contact import save_contact
from marque.parties.services.tagging import tag_customer
from marque.parties.tables import ContactTable
from marque.parties.views.frames import customer_in_reach, form_view, here

EDIT = "parties.edit_customer"
LABEL = gettext_lazy("修改客户")


@requires("parties.view_customer", label=gettext_lazy("联系人"))
@require_GET
def contact_list(request: Any) -> HttpResponse:
    """The contacts of all customers in reach."""
    return render_list(request, table=ContactTable)


@requires(EDIT, label=LABEL)
@require_http_methods(["GET", "POST"])
@submit_once
def contact_create(request: Any, number: str) -> HttpResponse:
    """Add a contact."""
    customer = customer_in_reach(request, number)
    return _contact(request, customer, ContactForm(request.POST or None), None)


@requires(EDIT, label=LABEL)
@require_http_methods(["GET", "POST"])
def contact_edit(request: Any, number: str, pk: int) -> HttpResponse:
    """Correct a contact."""
    customer = customer_in_reach(request, number)
    contact = get_object_or_404(customer.contacts, pk=pk)
    form = ContactForm(request.POST or None, initial=ContactForm.initial_of(contact))
    return _contact(request, customer, form, contact)


def _contact(request: Any, customer: Customer, form: ContactForm, contact: Any) -> HttpResponse:
    return form_view(
        request,
        form,
        lambda: save_contact(
            customer,
            details=form.details(),
            by=request.user,
            contact=contact,
            interests=form.cleaned_data["interests"],
        ),
        back=here(request, "customer_detail", number=customer.number),
        message=_("联系人已保存"),
        title=_("%s 的联系人") % customer.name,
    )


@requires(EDIT, label=LABEL)
@require_http_methods(["GET", "POST"])
@submit_once
def date_create(request: Any, number: str) -> HttpResponse:
    """Remember a day."""
    customer = customer_in_reach(request, number)
    form = ImportantDateForm(request.POST or None, customer=customer)
    return form_view(
        request,
        form,
        lambda: add_date(customer, details=form.details(), by=request.user),
        back=here(request, "customer_detail", number=number),
        message=_("日期已登记"),
        title=_("%s 的重要日期") % customer.name,
    )


@requires(EDIT, label=LABEL)
@require_POST
def date_remove(request: Any, number: str, pk: int) -> HttpResponse:
    """Forget a day."""
    row = get_object_or_404(customer_in_reach(request, number).important_dates, pk=pk)
    to = here(request, "customer_detail", number=number)
    return act(request, lambda: remove_date(row, by=request.user), to=to, message=_("已删除"))


@requires(EDIT, label=LABEL)
@require_http_methods(["GET", "POST"])
@submit_once
def relation_create(request: Any, number: str) -> HttpResponse:
    """Join two customers."""
    customer = customer_in_reach(request, number)
    rows = Customer.objects.visible_to(request.user).active().exclude(pk=customer.pk)
    lookup = here(request, "customer_lookup")
    form = RelationForm(request.POST or None, rows=rows, lookup_url=lookup)
    return form_view(
        request,
        form,
        lambda: relate_customers(customer, **form.cleaned_data, by=request.user),
        back=here(request, "customer_detail", number=number),
        message=_("关系已登记"),
        title=_("%s 的关联客户") % customer.name,
    )


@requires(EDIT, label=LABEL)
@require_POST
def relation_remove(request: Any, number: str, pk: int) -> HttpResponse:
    """Part two customers."""
    row = get_object_or_404(customer_in_reach(request, number).relations, pk=pk)
    to = here(request, "customer_detail", number=number)
    return act(request, lambda: remove_relation(row, by=request.user), to=to, message=_("已删除"))


@requires(EDIT, label=LABEL)
@require_http_methods(["GET", "POST"])
def customer_tags(request: Any, number: str) -> HttpResponse:
    """Choose the tags by hand."""
    customer = customer_in_reach(request, number)
    chosen = Tag.objects.filter(customer_tags__customer=customer, customer_tags__is_by_rule=False)
    form = CustomerTagsForm(request.POST or None, initial={"tags": list(chosen)})
    return form_view(
        request,
        form,
        lambda: tag_customer(customer, tags=form.cleaned_data["tags"], by=request.user),
        back=here(request, "customer_detail", number=number),
        message=_("标签已保存"),
        title=_("%s 的标签") % customer.name,
    )
