"""Measures of leads and cards."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marque.crm.measures.rows import (
    CARDED,
    DCC,
    LEAD_SPLITS,
    LEADS,
    NON_INTENT,
    ON_FILE,
    PENDING,
    RIGHT,
    SHOWROOM,
    answered_in_time,
    lasting,
    leads_in,
)
from marque.foundation.measures.registry import Measure, Unit


def _dcc(key: str, name: Any, formula: Any, *more: Q) -> Measure:
    return Measure(
        key=f"crm.{key}",
        name=name,
        group=LEADS,
        formula=formula,
        basis=_("按线索到达时间"),
        numerator=lambda scope: leads_in(scope, "arrived_at", DCC, *more),
        right=RIGHT,
        splits=LEAD_SPLITS,
        dates="arrived_at",
        watcher=_("网电销、销售经理"),
    )


def _cards(key: str, name: Any, formula: Any, *more: Q) -> Measure:
    return Measure(
        key=f"crm.{key}",
        name=name,
        group=LEADS,
        formula=formula,
        basis=_("按建卡时间"),
        numerator=lambda scope: leads_in(scope, "carded_at", *more),
        right=RIGHT,
        splits=LEAD_SPLITS,
        is_more_better=True,
        dates="carded_at",
        watcher=_("销售经理"),
    )


LEAD_MEASURES = (
    _dcc("dcc_leads", _("DCC 线索"), _("有效建卡 + 非意向 + 已有档案 + 待跟进")),
    _dcc("dcc_carded", _("有效建卡"), _("已建卡的 DCC 线索"), CARDED),
    _dcc("dcc_non_intent", _("非意向线索"), _("未建卡即结束的 DCC 线索"), NON_INTENT),
    _dcc("dcc_on_file", _("已有档案线索"), _("并入已有线索的 DCC 线索"), ON_FILE),
    _dcc("dcc_pending", _("待跟进线索"), _("尚未建卡、仍在跟进的 DCC 线索"), PENDING),
    _cards("cards", _("建卡总数"), _("展厅建卡 + DCC 建卡")),
    _cards("cards_showroom", _("展厅建卡"), _("来源属于展厅的建卡"), SHOWROOM),
    _cards("cards_dcc", _("DCC 建卡"), _("来源不属于展厅的建卡"), DCC),
    Measure(
        key="crm.response",
        name=_("线索响应时间"),
        group=LEADS,
        formula=_("Σ（首次联系 − 线索到达）÷ 已响应的 DCC 线索"),
        basis=_("按线索到达时间；未响应的与展厅来访不计"),
        numerator=lambda scope: leads_in(scope, "arrived_at", DCC, Q(responded_at__isnull=False)),
        unit=Unit.MINUTES,
        right=RIGHT,
        average=lasting("responded_at", "arrived_at"),
        splits=LEAD_SPLITS,
        is_more_better=False,
        usual=_("5 分钟内最好"),
        watcher=_("网电销"),
        dates="arrived_at",
    ),
    Measure(
        key="crm.response_in_time",
        name=_("线索及时响应率"),
        group=LEADS,
        formula=_("在响应时限（参数）内联系的 DCC 线索 ÷ DCC 线索"),
        basis=_("按线索到达时间；展厅来访不计"),
        numerator=answered_in_time,
        denominator=lambda scope: leads_in(scope, "arrived_at", DCC),
        unit=Unit.RATE,
        right=RIGHT,
        splits=LEAD_SPLITS,
        is_more_better=True,
        watcher=_("网电销"),
        dates="arrived_at",
    ),
    Measure(
        key="crm.valid_rate",
        name=_("线索有效率"),
        group=LEADS,
        formula=_("有效线索（姓、电话、购车意向齐全）÷ 已处理线索"),
        basis=_("按线索到达时间；待跟进的不计"),
        numerator=lambda scope: leads_in(scope, "arrived_at", CARDED),
        denominator=lambda scope: leads_in(scope, "arrived_at", ~PENDING),
        unit=Unit.RATE,
        right=RIGHT,
        splits=LEAD_SPLITS,
        is_more_better=True,
        dates="arrived_at",
    ),
    Measure(
        key="crm.dcc_card_rate",
        name=_("DCC 线索建卡率"),
        group=LEADS,
        formula=_("有效建卡 ÷（有效建卡 + 非意向 + 已有档案）"),
        basis=_("按线索到达时间；待跟进的不计"),
        numerator=lambda scope: leads_in(scope, "arrived_at", DCC, CARDED),
        denominator=lambda scope: leads_in(scope, "arrived_at", DCC, ~PENDING),
        unit=Unit.RATE,
        right=RIGHT,
        splits=LEAD_SPLITS,
        is_more_better=True,
        dates="arrived_at",
    ),
)
