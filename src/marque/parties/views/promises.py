"""Cards, consents and agreements of a customer, and who looked at their numbers."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from marque.foundation.access.decorators import requires
from marque.foundation.ui.idempotency import submit_once
from marque.foundation.ui.records import Confirmation, act, ask_first
from marque.parties.forms import CardForm, ConsentForm, FleetForm
from marque.parties.queries import list_reveals
from marque.parties.services.consents import grant_consent, withdraw_consent
from marque.parties.services.fleet_agreements import agree_fleet
from marque.parties.services.member_cards import issue_card, replace_card, report_card_lost
from marque.parties.views.frames import customer_in_reach, form_view, here

CARD = "parties.issue_card"
CARDS = gettext_lazy("会员卡")
EDIT = "parties.edit_customer"
LABEL = gettext_lazy("修改客户")


@requires(CARD, label=CARDS)
@require_http_methods(["GET", "POST"])
@submit_once
def card_issue(request: Any, number: str) -> HttpResponse:
    """Give the customer a member card."""
    customer = customer_in_reach(request, number)
    form = CardForm(request.POST or None)
    return form_view(
        request,
        form,
        lambda: issue_card(
            customer,
            number=form.cleaned_data["number"],
            by=request.user,
            on=timezone.localdate(),
        ),
        back=here(request, "customer_detail", number=number),
        message=_("会员卡已发放"),
        title=_("给 %s 发会员卡") % customer.name,
        submit=_("发卡"),
    )


@requires(CARD, label=CARDS)
@require_http_methods(["GET", "POST"])
def card_lost(request: Any, number: str, pk: int) -> HttpResponse:
    """Report a card lost."""
    card = get_object_or_404(customer_in_reach(request, number).cards, pk=pk)
    ask = Confirmation(
        title=_("挂失会员卡 %s") % card.number,
        consequences=(_("挂失后刷这张卡找不到会员"), _("可以随后换发新卡")),
        submit=_("挂失"),
        back_url=here(request, "customer_detail", number=number),
    )
    return ask_first(
        request,
        ask,
        lambda: report_card_lost(card, by=request.user, on=timezone.localdate()),
        message=_("会员卡已挂失"),
    )


@requires(CARD, label=CARDS)
@require_http_methods(["GET", "POST"])
@submit_once
def card_replace(request: Any, number: str, pk: int) -> HttpResponse:
    """Give a new card for an old one."""
    customer = customer_in_reach(request, number)
    card = get_object_or_404(customer.cards.select_related("customer"), pk=pk)
    form = CardForm(request.POST or None)
    return form_view(
        request,
        form,
        lambda: replace_card(
            card, number=form.cleaned_data["number"], by=request.user, on=timezone.localdate()
        ),
        back=here(request, "customer_detail", number=number),
        message=_("已换发新卡，旧卡不再有效"),
        title=_("换发会员卡 %s") % card.number,
        submit=_("换卡"),
    )


@requires(EDIT, label=LABEL)
@require_http_methods(["GET", "POST"])
@submit_once
def consent_grant(request: Any, number: str) -> HttpResponse:
    """Note that the customer agreed to something."""
    customer = customer_in_reach(request, number)
    initial = {"purpose": request.GET.get("purpose", "")[:12]}
    form = ConsentForm(request.POST or None, initial=initial)
    return form_view(
        request,
        form,
        lambda: grant_consent(
            customer, details=form.details(), by=request.user, now=timezone.now()
        ),
        back=here(request, "customer_detail", number=number),
        message=_("同意已登记"),
        title=_("登记 %s 的同意") % customer.name,
    )


@requires(EDIT, label=LABEL)
@require_POST
def consent_withdraw(request: Any, number: str, pk: int) -> HttpResponse:
    """The customer takes a consent back: one click, as easily as it was given."""
    row = get_object_or_404(customer_in_reach(request, number).consents, pk=pk)
    return act(
        request,
        lambda: withdraw_consent(row, by=request.user, now=timezone.now()),
        to=here(request, "customer_detail", number=number),
        message=_("同意已撤回"),
    )


@requires(EDIT, label=LABEL)
@require_http_methods(["GET", "POST"])
@submit_once
def fleet_agree(request: Any, number: str) -> HttpResponse:
    """Note an agreement with an enterprise."""
    customer = customer_in_reach(request, number)
    form = FleetForm(request.POST or None)
    return form_view(
        request,
        form,
        lambda: agree_fleet(customer, details=form.details(), by=request.user),
        back=here(request, "customer_detail", number=number),
        message=_("协议已登记"),
        title=_("%s 的大客户协议") % customer.name,
    )


@requires("parties.keep_data", label=gettext_lazy("查看号码的记录"))
@require_GET
def customer_reveals(request: Any, number: str) -> HttpResponse:
    """Who looked at the customer's numbers, and when."""
    customer = customer_in_reach(request, number)
    context = {
        "customer": customer,
        "reveals": list_reveals(customer)[:200],
        "here": _("查看号码的记录"),
        "back_url": here(request, "customer_detail", number=number),
        "back_title": customer.name,
    }
    return render(request, "parties/customer/reveals.html", context)
