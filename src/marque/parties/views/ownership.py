"""The pool, assigning and sharing customers (CUS-27, BAS-19, CUS-31)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from marque.foundation.access.decorators import requires
from marque.foundation.jobs.services import start_job
from marque.foundation.ui.feedback import done, refuse
from marque.foundation.ui.idempotency import submit_once
from marque.foundation.ui.lists import render_list, selected_rows
from marque.foundation.ui.records import act
from marque.kernel import clock
from marque.kernel.errors import DomainError
from marque.parties.forms.ownership import AssignForm, ReturnForm, ShareForm
from marque.parties.models import Customer, CustomerShare
from marque.parties.queries.pool import colleagues_of, list_pool
from marque.parties.services.own_customer import (
    assign_customers,
    claim_customer,
    return_customer,
)
from marque.parties.services.share_customer import Grant, revoke_share, share_customer
from marque.parties.tables import CustomerTable
from marque.parties.tables.ownership import PoolTable
from marque.parties.views.frames import UNPROCESSABLE, customer_in_reach, form_view, here

POOL = gettext_lazy("客户公海")
ASSIGN = gettext_lazy("分配客户")
SHARE = gettext_lazy("共享客户")
AT_ONCE, BEYOND, SHOWN = 50, 200, 12


@requires("parties.claim_customer", label=POOL)
@require_GET
def customer_pool(request: Any) -> HttpResponse:
    """The customers that nobody looks after."""
    return render_list(request, table=PoolTable)


@requires("parties.claim_customer", label=POOL)
@require_POST
def pool_claim(request: Any) -> HttpResponse:
    """Claim the ticked customers one after the other, up to the limits."""
    pool = list_pool(user=request.user, store=request.store)
    to, claimed = here(request, "customer_pool"), 0
    for row in selected_rows(request, PoolTable, pool).order_by("pooled_at", "pk")[:AT_ONCE]:
        try:
            claim_customer(row, by=request.user, now=clock.now())
        except DomainError as error:
            return refuse(request, error, to=to)
        claimed += 1
    return done(request, _("已领取 %(n)s 位客户") % {"n": claimed}, to=to)


@requires("parties.view_customer", label=POOL)
@require_http_methods(["GET", "POST"])
@submit_once
def customer_return(request: Any, number: str) -> HttpResponse:
    """Put a customer into the pool, with the reason."""
    customer = customer_in_reach(request, number)
    form = ReturnForm(request.POST or None)
    return form_view(
        request,
        form,
        lambda: return_customer(
            customer, reason=form.cleaned_data["reason"], by=request.user, now=clock.now()
        ),
        back=here(request, "customer_list"),
        message=_("%s 已退回公海") % customer.name,
        title=_("把 %s 退回公海") % customer.name,
        submit=_("退回公海"),
    )


@requires("parties.transfer_customer", label=ASSIGN)
@require_POST
@submit_once
def customer_assign(request: Any) -> HttpResponse:
    """Ask to whom the chosen customers go; more than two hundred go in the background."""
    keys = _chosen(request)
    back = here(request, "customer_list")
    if not keys:
        return done(request, _("请先勾选客户"), to=back)
    asked = request.POST if "to" in request.POST else None
    form = AssignForm(asked, people=colleagues_of(request.store))
    if asked is not None and form.is_valid():
        try:
            message = _assign(request, keys, form)
        except DomainError as error:
            form.refuse(error)
        else:
            return done(request, message, to=back)
    rows = Customer.objects.filter(pk__in=keys[:SHOWN]).select_related("owner")
    context = {
        "form": form,
        "customers": rows,
        "keys": keys if request.POST.get("all") != "1" else [],
        "query": request.POST.get("_query", ""),
        "is_all": request.POST.get("all") == "1",
        "count": len(keys),
        "title": ASSIGN,
        "submit": _("分配 %(n)s 位") % {"n": len(keys)},
        "back_url": back,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "parties/ownership/assign.html", context, status=status)


def _chosen(request: Any) -> list[int]:
    """Ticked customers of the list or of the pool; a whole filter is of the list."""
    listed = CustomerTable.source(request.user, request.store).filter(is_active=True)
    keys = list(selected_rows(request, CustomerTable, listed).values_list("pk", flat=True))
    if request.POST.get("all") == "1":
        return keys
    pool = list_pool(user=request.user, store=request.store)
    return keys + list(selected_rows(request, PoolTable, pool).values_list("pk", flat=True))


def _assign(request: Any, keys: list[int], form: AssignForm) -> str:
    to, reason = form.cleaned_data["to"], form.cleaned_data["reason"]
    if len(keys) > BEYOND:
        title = _("分配 %(n)s 位客户给 %(name)s") % {"n": len(keys), "name": to.name}
        work = "parties.assign_customers"
        start_job("assign", work, by=request.user, title=title, keys=keys, to=to.pk, reason=reason)
        return _("正在后台分配 %(n)s 位客户，完成后通知您") % {"n": len(keys)}
    moved = assign_customers(
        customers=Customer.objects.filter(pk__in=keys),
        to=to,
        reason=reason,
        by=request.user,
        now=clock.now(),
    )
    return _("已把 %(n)s 位客户分配给 %(name)s") % {"n": moved, "name": to.name}


@requires("parties.view_customer", label=SHARE)
@require_http_methods(["GET", "POST"])
@submit_once
def customer_share(request: Any, number: str) -> HttpResponse:
    """Give a colleague rights on the customer."""
    customer = customer_in_reach(request, number)
    people = colleagues_of(customer.store).exclude(pk=customer.owner_id)
    form = ShareForm(request.POST or None, people=people)
    return form_view(
        request,
        form,
        lambda: share_customer(
            customer, grant=Grant(**form.cleaned_data), by=request.user, now=clock.now()
        ),
        back=here(request, "customer_detail", number=number),
        message=_("已共享"),
        title=_("共享 %s") % customer.name,
        submit=_("共享"),
    )


@requires("parties.view_customer", label=SHARE)
@require_POST
def share_revoke(request: Any, number: str, pk: int) -> HttpResponse:
    """Take a colleague's right back."""
    customer = customer_in_reach(request, number)
    share = get_object_or_404(CustomerShare.objects.filter(customer=customer), pk=pk)
    return act(
        request,
        lambda: revoke_share(share, by=request.user, now=clock.now()),
        to=here(request, "customer_detail", number=number),
        message=_("已收回共享"),
    )
