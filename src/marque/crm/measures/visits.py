"""Measures of the showroom floor."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists
from django.utils.translation import gettext_lazy as _

from marque.crm.measures.rows import (
    DCC,
    FLOW,
    INVITED,
    LEAD_SPLITS,
    RIGHT,
    VISIT_SPLITS,
    files_open_in,
    leads_in,
    rate,
    visits_in,
)
from marque.crm.models import FIRST, VisitResult
from marque.foundation.measures.registry import Measure


def _flow(key: str, name: Any, formula: Any, *results: str) -> Measure:
    return Measure(
        key=f"crm.{key}",
        name=name,
        group=FLOW,
        formula=formula,
        basis=_("按到店时间"),
        numerator=lambda scope: visits_in(scope, *results),
        right=RIGHT,
        splits=VISIT_SPLITS,
        is_more_better=True if key in {"flow", "first"} else None,
        dates="arrived_at",
        watcher=_("前台、销售经理"),
    )


FLOWS = (
    _flow("flow", _("客流总数"), _("首次到店 + 再次到店 + 非意向 + 未完善（批）")),
    _flow("first", _("首次到店"), _("首次并留档 + 已建卡首次 + 看车未留档（批）"), *FIRST),
    _flow("first_carded", _("首次并留档"), _("首次到店时留下档案的批数"), VisitResult.FIRST_CARDED),
    _flow(
        "carded_first",
        _("已建卡首次"),
        _("到店前已建卡，第一次到店的批数"),
        VisitResult.CARDED_FIRST,
    ),
    _flow("looked", _("看车未留档"), _("首次到店、未留档的批数"), VisitResult.LOOKED),
    _flow("again", _("再次到店"), _("以前到过店的批数"), VisitResult.AGAIN),
    _flow("non_intent_visit", _("非意向来店"), _("不是来看车购车的批数"), VisitResult.NON_INTENT),
    _flow("incomplete", _("未完善客流"), _("尚未完善去向的批数"), VisitResult.INCOMPLETE),
)


BY_VISIT = _("按到店时间")
SHARES = (
    rate(
        "file_rate",
        _("留档率"),
        FLOW,
        _("首次并留档 ÷（首次并留档 + 看车未留档）"),
        BY_VISIT,
        version="A",
        numerator=lambda scope: visits_in(scope, VisitResult.FIRST_CARDED),
        denominator=lambda scope: visits_in(scope, VisitResult.FIRST_CARDED, VisitResult.LOOKED),
        splits=VISIT_SPLITS,
        dates="arrived_at",
    ),
    rate(
        "file_rate_natural",
        _("留档率"),
        FLOW,
        _("首次自然到店留档 ÷ 首次自然到店（不含邀约）"),
        BY_VISIT,
        version="B",
        numerator=lambda scope: visits_in(scope, VisitResult.FIRST_CARDED, was_invited=False),
        denominator=lambda scope: visits_in(scope, *FIRST, was_invited=False),
        splits=VISIT_SPLITS,
        dates="arrived_at",
    ),
    rate(
        "invited_share",
        _("邀约到店客户占比"),
        FLOW,
        _("邀约到店 ÷（首次到店 + 再次到店）"),
        BY_VISIT,
        numerator=lambda scope: visits_in(scope, *FIRST, VisitResult.AGAIN, was_invited=True),
        denominator=lambda scope: visits_in(scope, *FIRST, VisitResult.AGAIN),
        splits=VISIT_SPLITS,
        dates="arrived_at",
    ),
    rate(
        "invited_arrivals",
        _("IDCC 邀约进店率"),
        FLOW,
        _("建卡后邀约到店的 IDCC 新档 ÷ IDCC 新档"),
        _("按建卡时间"),
        numerator=lambda scope: leads_in(scope, "carded_at", DCC, Exists(INVITED)),
        denominator=lambda scope: leads_in(scope, "carded_at", DCC),
        splits=LEAD_SPLITS,
        dates="carded_at",
    ),
    rate(
        "again_rate",
        _("二次到店率"),
        FLOW,
        _("再次到店（批）÷ 在跟档案"),
        _("到店时间；期内在跟的建卡档案"),
        numerator=lambda scope: visits_in(scope, VisitResult.AGAIN),
        denominator=files_open_in,
        splits={"owner": "owner__name"},
        dates="arrived_at",
    ),
)
