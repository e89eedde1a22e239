"""Measures of follow-ups and of what was lost."""

from __future__ import annotations

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marque.crm.measures.rows import (
    CHASE,
    LEAD_SPLITS,
    RIGHT,
    chased_in,
    due_in,
    judged_in,
    leads_in,
    moved_in,
    rate,
)
from marque.crm.workflow import CHASED
from marque.foundation.measures.registry import Measure

CHASES = (
    rate(
        "in_time",
        _("跟进及时率"),
        CHASE,
        _("按时完成的应跟进 ÷ 应跟进"),
        _("按应跟进时间；含逾期未做的线索见“逾期未跟进”"),
        numerator=lambda scope: due_in(scope, Q(at__lte=F("due_at"))),
        denominator=due_in,
        splits={"owner": "by__name", "store": "store__name"},
        usual="90 %",
        dates="due_at",
    ),
    Measure(
        key="crm.overdue",
        name=_("逾期未跟进"),
        group=CHASE,
        formula=_("下次跟进时间已过、仍在跟进的线索"),
        basis=_("应跟进时间在期内，以现在为准"),
        numerator=lambda scope: leads_in(
            scope, "next_at", Q(status__in=sorted(CHASED), next_at__lt=scope.now)
        ),
        right=RIGHT,
        splits=LEAD_SPLITS,
        is_more_better=False,
        dates="next_at",
    ),
    rate(
        "lost_rate",
        _("战败率"),
        CHASE,
        _("同意战败 ÷ 期内处理的线索（建卡、非意向、战败）"),
        _("按事件发生时间"),
        version="A",
        numerator=lambda scope: moved_in("approve_lost", scope),
        denominator=lambda scope: (
            moved_in("approve_lost", scope) | moved_in("card", scope) | moved_in("discard", scope)
        ),
        splits=LEAD_SPLITS,
        is_more_better=False,
    ),
    rate(
        "lost_rate_open",
        _("战败率"),
        CHASE,
        _("同意战败 ÷（期初在跟 + 期内新增）"),
        _("按事件发生时间"),
        version="B",
        numerator=lambda scope: moved_in("approve_lost", scope),
        denominator=lambda scope: chased_in(scope) | moved_in("approve_lost", scope),
        splits=LEAD_SPLITS,
        is_more_better=False,
    ),
    rate(
        "lost_refused",
        _("战败审核拒绝率"),
        CHASE,
        _("驳回的战败申请 ÷ 已审核的战败申请"),
        _("按审核时间"),
        numerator=lambda scope: judged_in(scope, Q(is_approved=False)),
        denominator=judged_in,
        splits={"owner": "applied_by__name", "reason": "reason__name"},
        is_more_better=None,
        dates="judged_at",
    ),
)
