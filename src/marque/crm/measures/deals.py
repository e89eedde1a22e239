"""Measures of test drives and deals."""

from __future__ import annotations

from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _

from marque.crm.measures.rows import (
    ARRIVED,
    DCC,
    DEALS,
    LEAD_SPLITS,
    RECORDED,
    RIGHT,
    SHOWROOM,
    drives_in,
    lasting,
    leads_in,
    moved_in,
    rate,
    visits_in,
)
from marque.crm.models import VisitResult
from marque.foundation.measures.registry import Measure, Unit

DEAL_MEASURES = (
    rate(
        "drive_rate",
        _("试驾率"),
        DEALS,
        _("完成的试驾 ÷（首次并留档 + 已建卡首次 + 再次到店）"),
        _("试驾返回时间；到店时间"),
        numerator=drives_in,
        denominator=lambda scope: visits_in(scope, *RECORDED),
        splits={"owner": "owner__name", "store": "store__name"},
        usual="50–70 %",
        dates="returned_at",
    ),
    rate(
        "close_rate",
        _("展厅成交率"),
        DEALS,
        _("展厅线索下订 ÷ 首次到店留档（当月，不同批）"),
        _("下订时间；到店时间"),
        version="A",
        numerator=lambda scope: moved_in("win", scope).filter(SHOWROOM),
        denominator=lambda scope: visits_in(scope, VisitResult.FIRST_CARDED),
        splits={"owner": "owner__name", "store": "store__name"},
    ),
    rate(
        "close_rate_cohort",
        _("展厅成交率"),
        DEALS,
        _("期内建卡的展厅线索中已下订的 ÷ 期内建卡的展厅线索（同一批）"),
        _("按建卡时间"),
        version="B",
        numerator=lambda scope: leads_in(scope, "carded_at", SHOWROOM, Q(ordered_at__isnull=False)),
        denominator=lambda scope: leads_in(scope, "carded_at", SHOWROOM),
        splits=LEAD_SPLITS,
        dates="carded_at",
    ),
    rate(
        "dcc_close_rate",
        _("IDCC 成交率"),
        DEALS,
        _("IDCC 下订 ÷ IDCC 新档"),
        _("下订时间；建卡时间"),
        numerator=lambda scope: moved_in("win", scope).filter(DCC),
        denominator=lambda scope: leads_in(scope, "carded_at", DCC),
        splits=LEAD_SPLITS,
    ),
    rate(
        "dcc_arrival_close_rate",
        _("IDCC 进店成交率"),
        DEALS,
        _("IDCC 下订 ÷ 到过店的 IDCC 档案"),
        _("按建卡时间（同一批）"),
        numerator=lambda scope: leads_in(
            scope, "carded_at", DCC, Q(ordered_at__isnull=False), Exists(ARRIVED)
        ),
        denominator=lambda scope: leads_in(scope, "carded_at", DCC, Exists(ARRIVED)),
        splits=LEAD_SPLITS,
        dates="carded_at",
    ),
    Measure(
        key="crm.orders",
        name=_("新增订单（线索）"),
        group=DEALS,
        formula=_("期内下订的线索"),
        basis=_("按下订时间"),
        numerator=lambda scope: moved_in("win", scope),
        right=RIGHT,
        splits=LEAD_SPLITS,
        is_more_better=True,
    ),
    Measure(
        key="crm.cycle",
        name=_("销售周期"),
        group=DEALS,
        formula=_("Σ（下订 − 首次联系）÷ 订单"),
        basis=_("按下订时间"),
        numerator=lambda scope: leads_in(scope, "ordered_at", Q(responded_at__isnull=False)),
        unit=Unit.DAYS,
        right=RIGHT,
        average=lasting("ordered_at", "responded_at"),
        splits=LEAD_SPLITS,
        is_more_better=False,
        usual=_("30 天以内"),
        dates="ordered_at",
    ),
)
