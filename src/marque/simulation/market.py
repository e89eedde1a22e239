"""What the demo group sells.  Prices, colours and accessories are invented for the demo."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from decimal import Decimal


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
