"""Customers: list, register, correct, hand over."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods

from marque.foundation.access.decorators import requires
from marque.foundation.ui.feedback import done, refuse
from marque.foundation.ui.forms import lookup_options
from marque.foundation.ui.idempotency import submit_once
from marque.foundation.ui.lists import render_list
from marque.kernel import divisions
from marque.kernel.errors import DomainError, GuardRefused
from marque.kernel.phones import mask_phone
from marque.parties.forms import CustomerEditForm, CustomerForm, TransferForm
from marque.parties.models import Customer, CustomerKind, CustomerRole, Supplier
from marque.parties.queries import CUSTOMER_LOOKUP, find_alike
from marque.parties.services.create_customer import create_customer
from marque.parties.services.edit_customer import edit_customer
from marque.parties.services.tagging import apply_rules
from marque.parties.services.transfer_customers import transfer_customers
from marque.parties.tables import AgentTable, CustomerTable
from marque.parties.views.frames import UNPROCESSABLE, customer_in_reach, here


@requires("parties.view_customer", label=gettext_lazy("客户"))
@require_GET
def customer_list(request: HttpRequest) -> HttpResponse:
    """The list of customers."""
    return render_list(request, table=CustomerTable, template="parties/customer/list.html")


@requires("parties.view_customer", label=gettext_lazy("代理与合作伙伴"))
@require_GET
def agent_list(request: HttpRequest) -> HttpResponse:
    """The list of agents and partners."""
    return render_list(request, table=AgentTable)


@requires("parties.create_customer", label=gettext_lazy("新建客户"))
@require_http_methods(["GET", "POST"])
@submit_once
def customer_create(request: Any) -> HttpResponse:
    """Register a customer of the current store."""
    return _create(request, CustomerRole.CUSTOMER, _("新建客户"), "customer_list")


@requires("parties.create_customer", label=gettext_lazy("新建代理"))
@require_http_methods(["GET", "POST"])
@submit_once
def agent_create(request: Any) -> HttpResponse:
    """Register an agent or partner of the current store."""
    return _create(request, CustomerRole.AGENT, _("新建代理"), "agent_list")


def _create(request: Any, role: CustomerRole, title: str, back: str) -> HttpResponse:
    if request.store is None:
        error = GuardRefused(_("集团汇总页不能建档，请先切换到一家门店。"))
        return refuse(request, error, to=here(request, back))
    form = _new_form(request, role)
    if request.method == "POST" and form.is_valid():
        try:
            customer = create_customer(
                details=form.details(), store=request.store, by=request.user, now=timezone.now()
            )
        except DomainError as error:
            form.refuse(error)
        else:
            apply_rules(today=timezone.localdate(), customers=_just(customer))
            to = here(request, "customer_detail", number=customer.number)
            return done(request, _("已建档：%s") % customer.name, to=to)
    kinds = [(value, label, value == form.kind) for value, label in CustomerKind.choices]
    url = here(request, back)
    return _form(
        request, form, title=title, submit=pgettext("按钮", "建档"), back_url=url, kinds=kinds
    )


def _just(customer: Customer) -> Any:
    return Customer.objects.filter(pk=customer.pk)


def _new_form(request: Any, role: CustomerRole) -> CustomerForm:
    asked = request.POST.get("kind") or request.GET.get("kind")
    kind = CustomerKind.PERSON if role == CustomerRole.CUSTOMER else CustomerKind.ENTERPRISE
    kind = CustomerKind(asked) if asked in CustomerKind.values else kind
    initial = {name: request.GET.get(name, "")[:60] for name in ("name", "phone")}
    return CustomerForm(
        request.POST or None, kind=kind, role=role, store=request.store, initial=initial
    )


@requires("parties.edit_customer", label=gettext_lazy("修改客户"))
@require_http_methods(["GET", "POST"])
def customer_edit(request: Any, number: str) -> HttpResponse:
    """Correct a customer's details."""
    customer = customer_in_reach(request, number)
    own: dict[str, Any] = {
        "kind": customer.kind,
        "role": customer.role,
        "store": customer.store,
        "customer": customer,
    }
    form = CustomerEditForm(
        request.POST or None, initial=CustomerEditForm.initial_of(customer), **own
    )
    to = here(request, "customer_detail", number=number)
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
            apply_rules(today=timezone.localdate(), customers=_just(customer))
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
    """A fragment above the form: who is known by the phone, the ID number or the name."""
    asked = {name: request.GET.get(name, "")[:60] for name in ("phone", "id_number", "name")}
    besides = request.GET.get("besides", "")
    found = (
        find_alike(store=request.store, besides=besides, **asked)
        if request.store is not None
        else []
    )
    reach = Customer.objects.visible_to(request.user)
    open_to = set(reach.filter(pk__in=[row.pk for row, _why in found]).values_list("pk", flat=True))
    context = {"found": [(row, why, row.pk in open_to) for row, why in found]}
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
    to = here(request, "customer_list")
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
