"""Customers: list, record, register, correct, reveal a number, hand over."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from marque.foundation.access.decorators import requires
from marque.foundation.ui.feedback import done, is_fragment, refuse
from marque.foundation.ui.forms import lookup_options
from marque.foundation.ui.idempotency import submit_once
from marque.foundation.ui.lists import render_list
from marque.kernel import divisions
from marque.kernel.errors import DomainError, GuardRefused
from marque.kernel.identity_numbers import mask_identity
from marque.kernel.phones import mask_phone
from marque.parties.forms import CustomerEditForm, CustomerForm, TransferForm
from marque.parties.models import Customer, CustomerKind, Supplier
from marque.parties.queries import CUSTOMER_LOOKUP, find_by_phone, list_owner_changes
from marque.parties.services.create_customer import create_customer
from marque.parties.services.edit_customer import edit_customer
from marque.parties.services.reveal_customer import REVEALABLE, reveal_customer
from marque.parties.services.transfer_customers import transfer_customers
from marque.parties.tables import CustomerTable
from marque.parties.tabs import acts_for, tabs_for

UNPROCESSABLE = 422
REVEAL = "parties.reveal_customer"


def _store_code(request: Any) -> str:
    return request.store.code if request.store else "hq"


def _url(request: Any, name: str, **kwargs: str) -> str:
    return reverse(f"parties:{name}", kwargs={"store": _store_code(request), **kwargs})


def _customer(request: Any, number: str) -> Customer:
    """The customer if the reader may see it, else 404."""
    reachable = Customer.objects.visible_to(request.user).in_store(request.store)
    found: Customer = get_object_or_404(
        reachable.select_related("owner", "store", "created_by"), number=number
    )
    return found


@requires("parties.view_customer", label=gettext_lazy("客户"))
@require_GET
def customer_list(request: HttpRequest) -> HttpResponse:
    """The list of customers."""
    return render_list(request, table=CustomerTable, template="parties/customer/list.html")


@requires("parties.view_customer", label=gettext_lazy("客户"))
@require_GET
def customer_detail(request: Any, number: str) -> HttpResponse:
    """The customer with one of the tabs open."""
    return _page(request, _customer(request, number))


def _page(request: Any, customer: Customer, shown: dict[str, str] | None = None) -> HttpResponse:
    tabs = tabs_for(request.user)
    chosen = next((tab for tab in tabs if tab.key == request.GET.get("tab")), None)
    context = {
        "customer": customer,
        "here": customer.name,
        "back_url": _url(request, "customer_list"),
        "back_title": _("客户"),
        "numbers": _numbers(customer, shown or {}),
        "tabs": [(tab, tab.count(request, customer) if tab.count else None) for tab in tabs],
        "tab": chosen,
        "acts": acts_for(request.user) if customer.is_active and request.store else [],
        "owner_changes": list_owner_changes(customer) if chosen is None else (),
    }
    extra = chosen.context(request, customer) if chosen else {}
    return render(request, "parties/customer/detail.html", {**extra, **context})


def _numbers(customer: Customer, shown: dict[str, str]) -> dict[str, dict[str, str]]:
    """Each number as the page shows it: masked unless it was asked for."""
    return {field: _number(customer, field, shown.get(field, "")) for field in REVEALABLE}


def _number(customer: Customer, field: str, shown: str = "") -> dict[str, str]:
    mask = mask_identity if field == "id_number" else mask_phone
    return {"field": field, "shown": shown, "masked": mask(getattr(customer, field))}


@requires(REVEAL, label=gettext_lazy("查看完整号码"), group_level=True)
@require_http_methods(["GET", "POST"])
def customer_reveal(request: Any, number: str) -> HttpResponse:
    """Post shows a number in full and notes it in the audit trail; get masks it again."""
    customer = _customer(request, number)
    field = request.POST.get("field") or request.GET.get("field", "")
    if request.method == "GET":
        if field not in REVEALABLE:
            field = REVEALABLE[0]
        context = {"customer": customer, "number": _number(customer, field)}
        return render(request, "parties/customer/_number.html", context)
    try:
        value = reveal_customer(customer, field=field)
    except DomainError as error:
        return refuse(request, error, to=_url(request, "customer_detail", number=number))
    if not is_fragment(request):
        return _page(request, customer, {field: value})
    context = {"customer": customer, "number": _number(customer, field, value)}
    return render(request, "parties/customer/_number.html", context)


@requires("parties.create_customer", label=gettext_lazy("新建客户"))
@require_http_methods(["GET", "POST"])
@submit_once
def customer_create(request: Any) -> HttpResponse:
    """Register a customer of the current store."""
    if request.store is None:
        error = GuardRefused(_("集团汇总页不能建档，请先切换到一家门店。"))
        return refuse(request, error, to=_url(request, "customer_list"))
    form = _new_form(request)
    if request.method == "POST" and form.is_valid():
        try:
            customer = create_customer(
                details=form.details(), store=request.store, by=request.user, now=timezone.now()
            )
        except DomainError as error:
            form.refuse(error)
        else:
            to = _url(request, "customer_detail", number=customer.number)
            return done(request, _("已建档：%s") % customer.name, to=to)
    kinds = [(value, label, value == form.kind) for value, label in CustomerKind.choices]
    back = _url(request, "customer_list")
    return _form(request, form, title=_("新建客户"), submit=_("建档"), back_url=back, kinds=kinds)


def _new_form(request: Any) -> CustomerForm:
    kind = request.POST.get("kind") or request.GET.get("kind")
    kind = CustomerKind.ENTERPRISE if kind == CustomerKind.ENTERPRISE else CustomerKind.PERSON
    initial = {name: request.GET.get(name, "")[:60] for name in ("name", "phone")}
    return CustomerForm(request.POST or None, kind=kind, store=request.store, initial=initial)


@requires("parties.edit_customer", label=gettext_lazy("修改客户"))
@require_http_methods(["GET", "POST"])
def customer_edit(request: Any, number: str) -> HttpResponse:
    """Correct a customer's details."""
    customer = _customer(request, number)
    own: dict[str, Any] = {"kind": customer.kind, "store": customer.store, "customer": customer}
    form = CustomerEditForm(
        request.POST or None, initial=CustomerEditForm.initial_of(customer), **own
    )
    to = _url(request, "customer_detail", number=number)
    if request.method == "POST" and form.is_valid():
        try:
            edit_customer(
                customer,
                details=form.details(),
                by=request.user,
                version=form.cleaned_data["version"],
                is_active=form.cleaned_data["is_active"],
            )
        except DomainError as error:
            form.refuse(error)
        else:
            return done(request, _("已保存"), to=to)
    return _form(request, form, title=customer.name, back_url=to)


def _form(
    request: Any, form: Any, *, title: str, template: str = "form", **context: Any
) -> HttpResponse:
    """The form's page; 422 when what was sent is refused."""
    status = UNPROCESSABLE if form.is_bound else 200
    page = f"parties/customer/{template}.html"
    context |= {"form": form, "title": title, "here": title, "back_title": title}
    return render(request, page, context, status=status)


@requires("parties.create_customer")
@require_GET
def phone_check(request: Any) -> HttpResponse:
    """A fragment above the form: who has the phone number already."""
    phone, besides = request.GET.get("phone", "")[:30], request.GET.get("besides", "")
    known = find_by_phone(phone, store=request.store) if request.store and phone else None
    if known is not None and str(known.pk) == besides:
        known = None
    mine = Customer.objects.visible_to(request.user)
    can_open = known is not None and mine.filter(pk=known.pk).exists()
    context = {"known": known, "can_open": can_open}
    return render(request, "parties/customer/_phone_check.html", context)


@requires("parties.view_customer")
@require_GET
def division_options(request: HttpRequest) -> HttpResponse:
    """Options for the area field: areas that fit what has been typed."""
    found = divisions.search(request.GET.get("division", "")[:30])
    return render(request, "parties/customer/_divisions.html", {"divisions": found})


@requires("parties.transfer_customer", label=gettext_lazy("客户交接"), group_level=True)
@require_http_methods(["GET", "POST"])
def customer_transfer(request: Any) -> HttpResponse:
    """Hand all customers of one member of staff over to another."""
    form = TransferForm(request.POST or None, user=request.user, store=request.store)
    to = _url(request, "customer_list")
    if request.method == "POST" and form.is_valid():
        try:
            count = transfer_customers(
                **form.cleaned_data,
                by=request.user,
                today=timezone.localdate(),
                store=request.store,
                within=Customer.objects.visible_to(request.user),
            )
        except DomainError as error:
            form.add_error("to_user", str(error))
        else:
            return done(request, _("已交接 %d 位客户") % count, to=to)
    title = _("客户交接")
    return _form(
        request, form, template="transfer", title=title, here=title, submit=title, back_url=to
    )


@requires("parties.view_customer")
@require_GET
def customer_lookup(request: Any) -> HttpResponse:
    """Options for a customer field in any form: `?q=`."""
    rows = Customer.objects.visible_to(request.user).in_store(request.store).active()
    return lookup_options(request, rows, search=CUSTOMER_LOOKUP, detail=_masked_phone)


def _masked_phone(customer: Customer) -> str:
    return mask_phone(customer.phone)


@requires("parties.view_supplier")
@require_GET
def supplier_lookup(request: Any) -> HttpResponse:
    """Options for a supplier field in any form: `?q=`."""
    rows = Supplier.objects.visible_to(request.user).filter(is_active=True)
    return lookup_options(
        request, rows, search=("name__icontains", "code__icontains"), detail="code"
    )
