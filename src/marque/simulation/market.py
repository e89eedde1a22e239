"""What the demo group sells.  Prices, colours and accessories are invented for the demo."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from marque.parties.api import SupplierDetails


@dataclass(frozen=True, slots=True)
class Offer:
    """How one brand is sold here: which trims at most, the price range, the VIN's beginning."""

    brand: str
    supplier: str
    vin_prefix: str
    plant: str
    trims: int


OFFERS = (
    Offer("byd", "比亚迪汽车销售有限公司", "LGXCE6CB", "0", 9),
    Offer("xpeng", "肇庆小鹏汽车销售有限公司", "L1NSPGHB", "A", 7),
    Offer("nio", "上海蔚来汽车销售有限公司", "LJ1EFAUU", "0", 6),
)
COLOURS = (
    ("云母白", "Mica white", "#f2f2ef"),
    ("曜石黑", "Obsidian", "#16181c"),
    ("钛灰", "Titanium", "#7b828b"),
    ("霁蓝", "Ji blue", "#22468c"),
    ("赤霞红", "Sunset red", "#96272b"),
)
INTERIORS = (("黑", "Black", "#1d1d1f"), ("米", "Beige", "#d8c9ae"))
ACCESSORIES = (
    ("JP-001", "原厂脚垫", "Floor mats", "1280", "520"),
    ("JP-002", "车窗膜", "Window film", "2680", "980"),
    ("JP-003", "行车记录仪", "Dash cam", "1580", "640"),
    ("JP-004", "后备箱垫", "Boot mat", "380", "120"),
    ("JP-005", "便携充电枪", "Portable charger", "1980", "860"),
    ("JP-006", "隐形车衣", "Paint protection film", "9800", "4200"),
)
MARGIN = Decimal("0.92")
"""Purchase price with VAT as a share of the list price."""


def list_price(range_km: int | None, power_kw: Decimal | None) -> Decimal:
    """A plausible list price in yuan for the demo, by range and power; ends in 800."""
    base = 60_000 + 150 * int(range_km or 400) + 420 * int(power_kw or 100)
    return Decimal(base // 1000 * 1000 + 800)


ONLINE = (
    "dongchedi", "dongchedi", "autohome", "autohome", "yiche", "douyin", "douyin",
    "xiaohongshu", "miniapp", "maker", "website", "hotline",
)  # fmt: skip
"""Sources of the demo's online leads, the usual ones more often."""
LOSSES = (
    ("price", ""),
    ("rival", "某竞品纯电轿车"),
    ("rival", "某竞品插混 SUV"),
    ("elsewhere", ""),
    ("postponed", ""),
    ("postponed", ""),
    ("unreachable", ""),
    ("plate", ""),
    ("finance", ""),
)
"""Why chases of the demo end, with the rival where the reason asks for one."""
TALKS = (
    "问了落地价和贷款月供，想周末带家人来看",
    "在比较两款车，更在意后排空间",
    "旧车打算置换，想先知道能抵多少",
    "对续航有顾虑，已发冬季实测数据",
    "价格能接受，等爱人拍板",
    "希望送一次保养和脚垫",
    "看中曜石黑，问有没有现车",
    "先办车位充电桩，装好再定",
)
"""What customers of the demo say."""
SIGNATURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""What stands for a signature: one pixel."""
COMPANIES = {
    "bj": ("杭州云桥网约车服务有限公司", "浙江启程企业管理有限公司", "杭州甬江园区物业有限公司"),
    "cx": ("杭州西溪数智科技有限公司", "杭州文创园运营有限公司"),
    "nb": ("宁波港城货运代理有限公司", "宁波明州租车有限公司"),
}
"""Enterprises that buy several cars, by store; all invented."""
AGENTS = {
    "bj": "萧山诚达汽车经纪行",
    "cx": "余杭同路二级经销商",
    "nb": "慈溪顺安汽车信息部",
}
RIVALS = (
    ("东海新能源展厅", "某竞品", "某竞品纯电轿车", "168800"),
    ("瑞通汽车城", "某竞品", "某竞品插混 SUV", "189800"),
    ("之江直营体验店", "某竞品", "某竞品中型 SUV", "215800"),
)
"""Competitor, its brand, a car of it, what customers were offered it for."""
SUPPLIERS = (
    SupplierDetails(code="WL-01", name="浙江顺途商品车物流有限公司", kind="other", payment_days=30),
    SupplierDetails(code="JP-01", name="杭州美行汽车用品有限公司", kind="other", payment_days=45),
)
TAGS: tuple[tuple[str, str, list[dict[str, Any]]], ...] = (
    ("会带朋友来", "blue", []),
    ("首次购车", "green", []),
)
"""Name, colour, rule; without a rule people put the tag on by hand."""
FLEETS = (
    ("公务用车 3 台", "460000"),
    ("网约车首批 10 台", "1280000"),
    ("班车替换 2 台", "380000"),
    ("高管用车 1 台", "260000"),
)
"""What companies think of buying, and what it would come to."""
STEPS = (
    "已联系行政经理，对方在走内部审批",
    "样车已送到公司，司机反馈动力够用",
    "按批量价报了方案，等财务比价",
    "合同条款已确认，准备盖章",
)
RETURNS = ("长期无需求", "已在外地购车", "只问价，不打算换车")
OUTINGS = (
    ("outdoor", "商圈外展", "两台展车，发放试驾券", "收到 12 组意向，邀约到店 5 组"),
    ("salon", "车主品鉴会", "邀请老车主带朋友，讲用车与充电", "到场 9 组，2 组现场留档"),
    ("drive", "周末试驾日", "固定路线，到店即试", "完成试驾 7 组"),
    ("calls", "集中邀约日", "全员电话邀约半天", "打出 86 通，约到 11 组"),
)
"""Type, name, what it is, what came of it."""
USUAL_STEPS = (
    ("了解用车需求", "call", "needs", 1),
    ("送样车试驾", "drive", "drive", 4),
    ("报批量方案", "offer", "offer", 8),
    ("商务洽谈与签约", "talks", "signing", 14),
)
"""Steps of a task with a company: action, stage reached, days after the start."""
