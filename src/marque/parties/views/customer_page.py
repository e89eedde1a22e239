"""The page of a customer: the head, the tabs, what to do next, and everything that happened."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from marque.foundation.access.decorators import requires
from marque.foundation.attachments.queries import attachments_of
from marque.foundation.documents.services.comment import add_comment
from marque.foundation.ui.feedback import done, is_fragment, refuse
from marque.foundation.ui.idempotency import submit_once
from marque.kernel.errors import DomainError
from marque.parties.models import CardStatus, Customer
from marque.parties.queries import list_owner_changes, masked, overview_of
from marque.parties.queries.records import expiring_of
from marque.parties.services.reveal_customer import REVEALABLE, reveal_customer
from marque.parties.services.tell_pages import tell_pages
from marque.parties.sources import composers, panels_of
from marque.parties.tabs import LIST_TEMPLATE, CustomerTab, acts_for, tabs_for
from marque.parties.views.activity import (
    activity_of,
    business_of,
    figures_of,
    history_of,
    suggestions_of,
)
from marque.parties.views.frames import UNPROCESSABLE, customer_in_reach, here, may_edit

REVEAL = "parties.reveal_customer"
VIEW = "parties.view_customer"
PAGE = "parties/customer/detail.html"


@requires(VIEW, label=gettext_lazy("客户"))
@require_GET
def customer_detail(request: Any, number: str) -> HttpResponse:
    """The customer with one of the tabs open; for htmx the list of the tab alone."""
    customer = customer_in_reach(request, number)
    if customer.merged_into is not None:
        to = here(request, "customer_detail", number=customer.merged_into.number)
        text = _("%(number)s 已并入这位客户") % {"number": customer.number}
        return done(request, text, to=to)
    if is_fragment(request) and (tab := _chosen(request)) and tab.template == LIST_TEMPLATE:
        context = {"customer": customer, **tab.context(request, customer)}
        return render(request, "parties/customer/_list.html", context)
    return _page(request, customer)


def _chosen(request: Any) -> CustomerTab | None:
    asked = request.GET.get("tab")
    return next((tab for tab in tabs_for(request.user) if tab.key == asked), None)


def _page(request: Any, customer: Customer, shown: dict[str, str] | None = None) -> HttpResponse:
    chosen = _chosen(request)
    tabs = tabs_for(request.user)
    context = {
        "customer": customer,
        "here": customer.name,
        "back_url": here(request, "customer_list"),
        "back_title": _("客户"),
        "numbers": _numbers(customer, shown or {}),
        "tabs": [(tab, tab.count(request, customer) if tab.count else None) for tab in tabs],
        "tab": chosen,
        "may_edit": may_edit(request, customer),
        "marks": customer.customer_tags.select_related("tag"),
        "card": customer.cards.filter(status=CardStatus.ACTIVE).first(),
        "figures": figures_of(request, customer),
        "expiring": expiring_of(customer, today=timezone.localdate()),
        "acts": acts_for(request.user) if customer.is_active and request.store else [],
    }
    extra = chosen.context(request, customer) if chosen else _overview(request, customer)
    return render(request, PAGE, {**extra, **context})


def _overview(request: Any, customer: Customer) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        **overview_of(customer, user=request.user, today=today),
        "suggestions": suggestions_of(request, customer, today=today),
        "business": business_of(request, customer),
        "panels": panels_of(request, customer),
        "composer": next(iter(composers.ask(request, customer)), None) if request.store else None,
        **_feed(request, customer),
    }


def _feed(request: Any, customer: Customer) -> dict[str, Any]:
    kind = request.GET.get("feed", "")
    days = activity_of(request, customer, kind=kind, today=timezone.localdate())
    kinds = [("", _("全部")), ("talk", _("沟通")), ("system", _("系统"))]
    return {"days": days, "feed": kind, "feeds": kinds}


def files_tab() -> CustomerTab:
    """The files kept with the customer."""
    return CustomerTab(
        key="files",
        label=pgettext_lazy("列表", "文件"),
        template="parties/customer/_files.html",
        context=lambda _request, customer: {"files": attachments_of(customer)},
        count=lambda _request, customer: attachments_of(customer).count(),
        order=90,
    )


def changes_tab() -> CustomerTab:
    """Who changed what."""
    return CustomerTab(
        key="changes",
        label=gettext_lazy("变更记录"),
        template="parties/customer/_changes.html",
        context=lambda _request, customer: {
            "history": history_of(customer),
            "owner_changes": list_owner_changes(customer),
        },
        order=100,
    )


@requires(VIEW)
@require_GET
def customer_feed(request: Any, number: str) -> HttpResponse:
    """A fragment: the activity column, all of it or one kind."""
    customer = customer_in_reach(request, number)
    context = {"customer": customer, **_feed(request, customer)}
    return render(request, "parties/customer/_feed.html", context)


@requires(VIEW, label=gettext_lazy("写备注"))
@require_POST
@submit_once
def customer_note(request: Any, number: str) -> HttpResponse:
    """Write a note on the customer."""
    customer = customer_in_reach(request, number)
    to = here(request, "customer_detail", number=number)
    try:
        add_comment(document=customer, text=request.POST.get("words", ""), by=request.user)
    except DomainError as error:
        return refuse(request, error, to=to)
    tell_pages(customer.pk)
    return done(request, _("已保存"), to=to)


@requires(REVEAL, label=gettext_lazy("拨打客户电话"))
@require_POST
def customer_dial(request: Any, number: str) -> JsonResponse:
    """The number for a call; who asked for it stands in the audit trail."""
    customer = customer_in_reach(request, number)
    if customer.do_not_call:
        return JsonResponse({"error": _("客户谢绝来电。")}, status=UNPROCESSABLE)
    return JsonResponse({"phone": reveal_customer(customer, field="phone")})


def _numbers(customer: Customer, shown: dict[str, str]) -> dict[str, dict[str, str]]:
    """Each number as the page shows it: masked unless it was asked for."""
    return {field: _number(customer, field, shown.get(field, "")) for field in REVEALABLE}


def _number(customer: Customer, field: str, shown: str = "") -> dict[str, str]:
    return {"field": field, "shown": shown, "masked": masked(customer, field)}


@requires(REVEAL, label=gettext_lazy("查看完整号码"), group_level=True)
@require_http_methods(["GET", "POST"])
def customer_reveal(request: Any, number: str) -> HttpResponse:
    """Post shows a number in full and notes it in the audit trail; get masks it again."""
    customer = customer_in_reach(request, number)
    field = request.POST.get("field") or request.GET.get("field", "")
    if request.method == "GET":
        if field not in REVEALABLE:
            field = REVEALABLE[0]
        context = {"customer": customer, "number": _number(customer, field)}
        return render(request, "parties/customer/_number.html", context)
    try:
        value = reveal_customer(customer, field=field)
    except DomainError as error:
        return refuse(request, error, to=here(request, "customer_detail", number=number))
    if not is_fragment(request):
        return _page(request, customer, {field: value})
    context = {"customer": customer, "number": _number(customer, field, value)}
    return render(request, "parties/customer/_number.html", context)
