"""List, write and show orders."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marque.foundation.access.decorators import requires
from marque.foundation.ui.filters import clean_text
from marque.foundation.ui.idempotency import submit_once
from marque.foundation.ui.lists import render_list
from marque.foundation.ui.records import SeeOther, posted_version, store_needed
from marque.kernel.errors import DomainError, InvalidInput
from marque.kernel.text import translated
from marque.parties import api as parties
from marque.sales.forms.orders import (
    ItemFormSet,
    OrderForm,
    initial_items,
    initial_of,
    initial_order,
    items_of,
)
from marque.sales.models import SalesOrder
from marque.sales.queries.authority import discount_limit
from marque.sales.queries.orders import count_month, list_orders
from marque.sales.services.create_order import create_order
from marque.sales.services.edit_order import edit_order
from marque.sales.services.submit_order import place_order, submit_order
from marque.sales.tables import OrderTable
from marque.sales.views.order_page import TABS, order_context
from marque.sales.views.records import here, order_or_404
from marque.sales.workflow import OrderStatus

ITEMS = "items"
ALIASES = {
    "vin": "vehicle",
    "phone": "new_phone",
    "name": "new_name",
    "id_number": "new_id_number",
}
"""Fields that the services know under another name."""


@requires("sales.view_salesorder", label=gettext_lazy("销售订单"))
def order_list(request: Any) -> HttpResponse:
    """Orders of the store, with the figures of the month."""
    orders = list_orders(user=request.user, store=request.store)
    month = count_month(orders, today=timezone.localdate())
    return render_list(
        request, table=OrderTable, template="sales/order/list.html", extra={"month": month}
    )


@requires("sales.create_salesorder", label=gettext_lazy("新建销售订单"))
@submit_once
def order_create(request: Any) -> HttpResponse:
    """Write an order; `action=submit` submits it in the same transaction."""
    store = store_needed(request)
    if request.method != "POST":
        initial = initial_order(store=store, customer=_begun_for(request))
        form = OrderForm(initial=initial, user=request.user, store=store)
        return _form_page(request, form, ItemFormSet(prefix=ITEMS))
    form = OrderForm(request.POST, user=request.user, store=store)
    lines = ItemFormSet(request.POST, prefix=ITEMS)
    if form.is_valid() and lines.is_valid():
        order = _write(request, form, lines)
        if order is not None:
            return SeeOther(here(request, "order_detail", number=order.number))
    return _form_page(request, form, lines, status=422)


@requires("sales.edit_salesorder", label=gettext_lazy("修改销售订单"))
@submit_once
def order_edit(request: Any, number: str) -> HttpResponse:
    """Change a draft; `action=submit` submits it afterwards."""
    order = order_or_404(request, number)
    if request.method != "POST":
        form = OrderForm(initial=initial_of(order), user=request.user, store=order.store)
        lines = ItemFormSet(initial=initial_items(order), prefix=ITEMS)
        return _form_page(request, form, lines, order=order)
    form = OrderForm(request.POST, user=request.user, store=order.store)
    lines = ItemFormSet(request.POST, prefix=ITEMS)
    if form.is_valid() and lines.is_valid() and _change(request, order, form, lines):
        return SeeOther(here(request, "order_detail", number=order.number))
    return _form_page(request, form, lines, order=order, status=422)


@requires("sales.view_salesorder", label=gettext_lazy("销售订单详情"))
def order_detail(request: Any, number: str, tab: str = "lines") -> HttpResponse:
    """One order: where it stands, what stops it, and everything that belongs to it."""
    if tab not in TABS:
        raise Http404
    order = order_or_404(request, number)
    return render(request, "sales/order/detail.html", order_context(request, order, tab))


def _begun_for(request: Any) -> Any:
    """The customer from whose page the order is written; None for any other number."""
    number = clean_text(request.GET.get("customer", ""), 30)
    reachable = parties.Customer.objects.visible_to(request.user).in_store(request.store)
    return reachable.active().filter(number=number).first() if number else None


def _write(request: Any, form: OrderForm, lines: Any) -> SalesOrder | None:
    """Save a new order; None when it was refused, the reason on the form."""
    save = place_order if request.POST.get("action") == "submit" else create_order
    now = timezone.now()
    try:
        with _one_transaction(form):
            customer = form.customer_for(by=request.user, now=now)
            draft = form.draft(items_of(lines), customer)
            return save(draft=draft, store=form.store, by=request.user, now=now)
    except DomainError as error:
        _show(form, error)
    return None


def _one_transaction(form: OrderForm) -> AbstractContextManager[Any]:
    """A new customer is kept only together with the order."""
    return nullcontext() if form.cleaned_data["customer"] else transaction.atomic()


def _change(request: Any, order: SalesOrder, form: OrderForm, lines: Any) -> bool:
    now = timezone.now()
    try:
        with transaction.atomic():
            customer = form.customer_for(by=request.user, now=now)
            draft = form.draft(items_of(lines), customer)
            changed = edit_order(
                order=order, draft=draft, by=request.user, version=posted_version(request)
            )
            if request.POST.get("action") == "submit":
                submit_order(order=changed, by=request.user, now=now)
    except DomainError as error:
        _show(form, error)
        return False
    return True


def _show(form: OrderForm, error: DomainError) -> None:
    """Put a refusal beside its field, or above the form."""
    field = error.field if isinstance(error, InvalidInput) else None
    field = ALIASES.get(field or "", field)
    form.add_error(field if field in form.fields else None, translated(str(error), str))


def _form_page(
    request: Any, form: OrderForm, lines: Any, *, order: SalesOrder | None = None, status: int = 200
) -> HttpResponse:
    back = (
        here(request, "order_detail", number=order.number) if order else here(request, "order_list")
    )
    title = _("修改 %(number)s") % {"number": order.number} if order else _("新建销售订单")
    context = {
        "form": form,
        "formset": lines,
        "order": order,
        "trim_open": bool(set(form.errors) & {"trim", "amount_list"})
        or (order is not None and order.vehicle_id is None),
        "title": title,
        "here": title,
        "back_url": back,
        "limit": discount_limit(request.user),
        "can_submit": request.user.has_perm("sales.submit_salesorder")
        and (order is None or order.status == OrderStatus.DRAFT),
    }
    return render(request, "sales/order/form.html", context, status=status)
