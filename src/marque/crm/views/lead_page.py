"""The page of a lead: where it stands, what to do next and why, its wish and its history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from marque.crm.models import Lead
from marque.crm.queries.due import FAMILIES, day_words, due_of
from marque.crm.queries.lead_facts import advice_for
from marque.crm.views.lead_records import drive_url, here, lead_or_404, order_url
from marque.crm.workflow import LEAD_WORKFLOW, LeadStatus
from marque.foundation.access.decorators import requires
from marque.foundation.ui.records import Action, Record, Step, enter_store, moves_here

SHOWN = 50
FIELD_LABELS = {
    "series": gettext_lazy("意向车系"),
    "trim": gettext_lazy("意向车型"),
    "colour": gettext_lazy("意向颜色"),
    "amount_budget_from": gettext_lazy("预算从"),
    "amount_budget_to": gettext_lazy("预算到"),
    "buys_by": gettext_lazy("预计购车日期"),
    "purpose": gettext_lazy("购车用途"),
    "needs_loan": gettext_lazy("需要贷款"),
    "has_trade_in": gettext_lazy("有旧车置换"),
    "trade_in_note": gettext_lazy("旧车"),
    "rival_note": gettext_lazy("对比竞品"),
    "wish": gettext_lazy("需求"),
}


@requires("crm.view_lead", label=gettext_lazy("线索详情"))
def lead_detail(request: Any, number: str) -> HttpResponse:
    """One lead."""
    lead = lead_or_404(request, number)
    now = timezone.now()
    context = {
        "lead": lead,
        "here": lead.customer.name,
        "back_url": here(request, "lead_list"),
        "back_title": pgettext("列表", "线索"),
        "record": _record(request, lead, now=now),
        "due": due_of(lead, now=now),
        "advice": advice_for(lead, now=now)[:4] if lead.is_chased else [],
        "may_follow": _may_follow(request, lead),
        "drive_url": drive_url(lead),
        **history_of(lead),
    }
    return render(request, "crm/leads/detail.html", context)


def _may_follow(request: Any, lead: Lead) -> bool:
    return (
        request.store is not None
        and lead.status in {LeadStatus.NEW, LeadStatus.OPEN}
        and bool(request.user.has_perm("crm.follow_lead"))
        and (lead.owner_id is not None or bool(request.user.has_perm("crm.assign_lead")))
    )


def history_of(lead: Lead) -> dict[str, Any]:
    """Everything that was ever done with the lead; one query a kind."""
    changes = lead.intention_changes.select_related("by")[:SHOWN]
    return {
        "talks": lead.follow_ups.select_related("by", "way", "result", "level")[:SHOWN],
        "assignments": list(lead.assignments.select_related("from_user", "to_user", "by")[:SHOWN]),
        "level_changes": lead.level_changes.select_related("from_level", "to_level", "by")[:SHOWN],
        "intention_changes": [(FIELD_LABELS.get(c.field, c.field), c) for c in changes],
        "applications": lead.lost_applications.select_related(
            "reason", "rival", "applied_by", "judged_by"
        )[:SHOWN],
        "merged": lead.merged.select_related("source")[:SHOWN],
    }


def _record(request: Any, lead: Lead, *, now: datetime) -> Record:
    return Record(
        title=lead.customer.name,
        status=lead.get_status_display(),
        family=FAMILIES[lead.status],
        subtitle=lead.wanted,
        steps=steps_of(lead, now=now),
        actions=list(actions_for(request, lead)),
        version=lead.version,
    )


def steps_of(lead: Lead, *, now: datetime) -> list[Step]:
    """Arrived, assigned, answered, carded, ordered, delivered."""
    ended = lead.status in {LeadStatus.LOST, LeadStatus.FROZEN, LeadStatus.INVALID}
    delivered = lead.closed_at if lead.status == LeadStatus.DELIVERED else None
    marks = [
        (_("线索到达"), lead.arrived_at),
        (_("分配"), lead.assigned_at),
        (_("首次响应"), lead.responded_at),
        (_("建卡"), lead.carded_at),
        (_("下订"), lead.ordered_at),
        (_("交车"), delivered),
    ]
    steps, passed = [], False
    for label, at in marks:
        if at is not None:
            steps.append(Step(label, day_words(at, now=now), "done"))
        elif not passed:
            passed = True
            steps.append(Step(label, "", "stop" if ended else "now"))
        else:
            steps.append(Step(label))
    return steps


def actions_for(request: Any, lead: Lead) -> Iterator[Action]:
    """The buttons: the next contact is the blue one."""
    yield from enter_store(request, lead.store)
    moves = moves_here(request, lead, LEAD_WORKFLOW)
    if request.store is None:
        return
    yield from _main(request, lead)
    if lead.is_chased:
        yield from _hands(request, lead)
    yield from _ends(request, lead, moves)


def _do(request: Any, lead: Lead, name: str) -> str:
    return here(request, f"lead_{name}", number=lead.number)


def _main(request: Any, lead: Lead) -> Iterator[Action]:
    user = request.user
    if lead.is_chased and lead.owner_id is None and user.has_perm("crm.claim_lead"):
        yield Action(_("领取"), _do(request, lead, "claim"), "user-plus", "primary", "post")
    if lead.owner_id == user.pk and lead.accepted_at is None and lead.is_chased:
        yield Action(_("接收"), _do(request, lead, "accept"), "check", "default", "post")
    if _may_follow(request, lead):
        url = here(request, "follow_up", number=lead.number)
        yield Action(_("记录跟进"), url, "phone", "primary", key="f")
    if lead.status in {LeadStatus.NEW, LeadStatus.OPEN}:
        if user.has_perm("sales.create_salesorder"):
            yield Action(_("录入订单"), order_url(lead), "receipt", "default")
        if (url := drive_url(lead)) and user.has_perm("crm.book_testdrive"):
            yield Action(_("约试驾"), url, "steering-wheel", "default")


def _hands(request: Any, lead: Lead) -> Iterator[Action]:
    user = request.user
    if user.has_perm("crm.follow_lead"):
        yield Action(_("修改意向"), _do(request, lead, "wish"), "pencil", "menu", key="e")
        yield Action(_("调整级别"), _do(request, lead, "level"), "target", "menu", confirm=True)
    if user.has_perm("crm.edit_task"):
        asked = f"?lead={lead.number}"
        task, activity = here(request, "task_create"), here(request, "activity_create")
        yield Action(_("新建销售任务"), task + asked, "checklist", "menu")
        yield Action(_("新建销售活动"), activity + asked, "speakerphone", "menu")
    if user.has_perm("crm.assign_lead"):
        url = f"{here(request, 'lead_assign')}?pk={lead.pk}"
        yield Action(_("分配给同事"), url, "arrows-split-2", "menu")
    if lead.owner_id and (lead.owner_id == user.pk or user.has_perm("crm.assign_lead")):
        yield Action(
            _("退回公海"), _do(request, lead, "return"), "arrow-back-up", "menu", confirm=True
        )


def _ends(request: Any, lead: Lead, moves: set[str]) -> Iterator[Action]:
    if "reopen" in moves:
        yield Action(_("重新激活"), _do(request, lead, "reopen"), "refresh", "primary")
    if "apply_lost" in moves:
        yield Action(_("申请战败"), _do(request, lead, "lose"), "zzz", "danger")
    if "discard" in moves:
        yield Action(_("判为非意向"), _do(request, lead, "discard"), "x", "danger", confirm=True)
    if "freeze" in moves:
        yield Action(_("转休眠"), _do(request, lead, "freeze"), "zzz", "danger", confirm=True)
