"""Lifecycle, value, early warning and classes decided by hand (CUS-13, 14, 16–19)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from marque.foundation.access.decorators import requires
from marque.foundation.ui.desk_blocks import DeskItem
from marque.foundation.ui.feedback import done, refuse
from marque.foundation.ui.idempotency import submit_once
from marque.foundation.ui.lists import render_list, selected_rows
from marque.foundation.ui.records import act
from marque.kernel import clock
from marque.kernel.errors import DomainError
from marque.parties.forms.ownership import ClassifyForm, WorthRuleForm
from marque.parties.models import ClassOverride, Customer, Lifecycle, WorthRule
from marque.parties.queries.worth import (
    count_worth,
    lifecycle_reason,
    next_act_of,
    rule_on,
    worth_of,
)
from marque.parties.services.classify import Decision, ask_care, decide_class, end_decision
from marque.parties.services.compute_worth import compute_worth, set_rule
from marque.parties.tables.ownership import ChurnTable
from marque.parties.views.frames import customer_in_reach, form_view, here

WORTH = gettext_lazy("客户价值")
CHURN = gettext_lazy("流失预警")
AT_ONCE = 200


@requires("parties.view_customer", label=WORTH)
@require_GET
def worth_board(request: Any) -> HttpResponse:
    """How many customers stand where; every number opens its rows."""
    today = timezone.localdate()
    reach = Customer.objects.visible_to(request.user).in_store(request.store).customers()
    counts = count_worth(reach, today=today)
    customers, churn = here(request, "customer_list"), here(request, "churn_list")
    lives = [
        DeskItem(
            label,
            value=str(counts[f"life_{value}"]),
            url=f"{customers}?view=active&by_life={value}",
        )
        for value, label in Lifecycle.choices
    ]
    base = [
        DeskItem(
            _("基盘客户"),
            value=str(counts["base"]),
            url=f"{customers}?view=active&by_base=active&by_base=inactive",
        ),
        DeskItem(
            _("活跃基盘"),
            value=str(counts["base_active"]),
            url=f"{customers}?view=active&by_base=active",
        ),
        DeskItem(
            _("沉睡基盘"),
            value=str(counts["base_inactive"]),
            url=f"{customers}?view=active&by_base=inactive",
        ),
        DeskItem(_("流失预警"), value=str(counts["churn"]), url=f"{churn}?view=all"),
        DeskItem(_("VIP 客户"), value=str(counts["vip"]), url=f"{customers}?view=vip"),
        DeskItem(
            _("VIP 待关怀"),
            value=str(counts["vip_due"]),
            url=f"{customers}?view=vip&by_care_to={today:%Y-%m-%d}",
        ),
    ]
    context = {
        "lives": lives,
        "base": base,
        "rule": rule_on(today),
        "rules": WorthRule.objects.all(),
        "title": WORTH,
    }
    return render(request, "parties/ownership/worth.html", context)


@requires("parties.edit_worthrule", label=WORTH, group_level=True)
@require_http_methods(["GET", "POST"])
@submit_once
def worth_rule(request: Any) -> HttpResponse:
    """Set the rule from a day on, and judge everybody anew if it holds today."""
    today = timezone.localdate()
    start = rule_on(today)
    start.pk, start.valid_from_on = None, today
    form = WorthRuleForm(request.POST or None, instance=start)

    def run() -> None:
        form.instance.created_by = request.user
        set_rule(form.instance)
        compute_worth(today=today)

    return form_view(
        request,
        form,
        run,
        back=here(request, "worth_board"),
        message=_("规则已保存，客户已重新计算"),
        title=_("客户价值规则"),
    )


@requires("parties.view_customer", label=WORTH)
@require_GET
def customer_worth(request: Any, number: str) -> HttpResponse:
    """The value of a customer with its formula, the stage of life, and who decided what."""
    customer = customer_in_reach(request, number)
    today = timezone.localdate()
    act_text, why = next_act_of(customer, today=today)
    context = {
        "customer": customer,
        "worth": worth_of(customer, today=today),
        "rule": rule_on(today),
        "reason": lifecycle_reason(customer, today=today),
        "act": act_text,
        "why": why,
        "overrides": customer.overrides.select_related("by"),
        "title": _("%s 的价值") % customer.name,
        "back_url": here(request, "customer_detail", number=number),
        "back_title": customer.name,
    }
    return render(request, "parties/ownership/customer_worth.html", context)


@requires("parties.classify_customer", label=WORTH)
@require_http_methods(["GET", "POST"])
@submit_once
def customer_classify(request: Any, number: str) -> HttpResponse:
    """Decide a class by hand, with the reason."""
    customer = customer_in_reach(request, number)
    form = ClassifyForm(request.POST or None, initial={"axis": request.GET.get("axis", "")})
    return form_view(
        request,
        form,
        lambda: decide_class(
            customer, Decision(**form.cleaned_data), by=request.user, now=clock.now()
        ),
        back=here(request, "customer_worth", number=number),
        message=_("已调整，原因已记录"),
        title=_("调整 %s 的分类") % customer.name,
    )


@requires("parties.classify_customer", label=WORTH)
@require_POST
def override_end(request: Any, number: str, pk: int) -> HttpResponse:
    """Let the rule judge again."""
    customer = customer_in_reach(request, number)
    override = get_object_or_404(ClassOverride.objects.filter(customer=customer), pk=pk)
    return act(
        request,
        lambda: end_decision(override, by=request.user, now=clock.now()),
        to=here(request, "customer_worth", number=number),
        message=_("已恢复按规则分类"),
    )


@requires("parties.view_customer", label=CHURN)
@require_GET
def churn_list(request: Any) -> HttpResponse:
    """Customers of the base who are about to be lost."""
    return render_list(request, table=ChurnTable)


@requires("parties.view_customer", label=CHURN)
@require_POST
def care_ask(request: Any) -> HttpResponse:
    """One click: the owners get their tasks."""
    rows = selected_rows(request, ChurnTable, ChurnTable.source(request.user, request.store))
    to, asked = here(request, "churn_list"), 0
    for row in rows.order_by("pk")[:AT_ONCE]:
        try:
            ask_care(row, by=request.user, now=clock.now())
        except DomainError as error:
            return refuse(request, error, to=to)
        asked += 1
    return done(request, _("已派给归属人 %(n)s 项任务") % {"n": asked}, to=to)
