"""Which colour family a state belongs to (the single source of the state map).

Families: ``gray blue cyan green amber orange red purple void``. Every map is written by the
Chinese label of the state, because that is what the design fixes; ``families_for`` turns it into a
map by stored code for one ``TextChoices``. An app whose labels differ registers its own codes::

    status_families.register("sales.salesorder", {"draft": "gray", "confirmed": "cyan"})
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import translation

FAMILIES = ("gray", "blue", "cyan", "green", "amber", "orange", "red", "purple", "void")

STATES: dict[str, dict[str, str]] = {
    "quote": {
        "草稿": "gray",
        "已发送": "blue",
        "已查看": "cyan",
        "已转订单": "green",
        "已过期": "gray",
        "已作废": "void",
    },
    "test_drive": {
        "已约": "blue",
        "已签到": "cyan",
        "试驾中": "cyan",
        "已完成": "green",
        "爽约": "red",
    },
    "order": {
        "草稿": "gray",
        "待审批": "purple",
        "待定金": "amber",
        "待配车": "cyan",
        "配车中": "cyan",
        "已配车": "cyan",
        "待收款": "amber",
        "待开票": "amber",
        "上牌中": "cyan",
        "待交车": "amber",
        "已交车": "green",
        "退订中": "purple",
        "已退订": "void",
        "已取消": "void",
        "已作废": "void",
    },
    "vehicle": {
        "订购": "gray",
        "在途": "blue",
        "待 PDI": "amber",
        "在库": "green",
        "展车": "blue",
        "试驾车": "blue",
        "预占": "orange",
        "锁定": "orange",
        "已锁定": "orange",
        "调拨中": "cyan",
        "待交车": "amber",
        "已售": "gray",
        "质损": "red",
        "已退回": "void",
    },
    "certificate": {
        "厂家": "gray",
        "银行监管": "purple",
        "赎证中": "cyan",
        "已赎证": "green",
        "在店": "gray",
        "在途随车": "gray",
        "遗失": "red",
    },
    "finance": {
        "草稿": "gray",
        "已提交": "blue",
        "补件": "amber",
        "已批": "green",
        "拒绝": "red",
        "待放款": "amber",
        "已放款": "green",
    },
    "work_order": {
        "待接车": "gray",
        "待派工": "amber",
        "施工中": "blue",
        "待料": "amber",
        "待客户确认": "purple",
        "质检": "cyan",
        "返工": "red",
        "待结算": "amber",
        "已结算": "green",
        "已交车": "green",
    },
    "parts": {
        "申请": "gray",
        "备料": "cyan",
        "已领": "green",
        "缺件": "red",
        "在途": "blue",
    },
    "warranty": {
        "草稿": "gray",
        "已提交": "blue",
        "退回": "red",
        "已批": "green",
        "已赔付": "green",
        "将超期": "amber",
    },
    "voucher": {
        "草稿": "gray",
        "未审核": "amber",
        "已审核": "blue",
        "已记账": "green",
        "红字冲销": "red",
        "已冲销": "red",
        "作废": "void",
    },
    "invoice": {
        "待开": "amber",
        "待开票": "amber",
        "已开": "green",
        "已开票": "green",
        "已红冲": "red",
        "已作废": "void",
    },
    "receipt": {
        "草稿": "gray",
        "待收": "amber",
        "待确认": "amber",
        "已收": "green",
        "已确认": "green",
        "已收款": "green",
        "已退款": "void",
        "已作废": "void",
    },
    "approval": {
        "待我": "amber",
        "待审批": "purple",
        "流转中": "purple",
        "通过": "green",
        "驳回": "red",
        "撤回": "void",
    },
    "period": {"未结": "gray", "结账中": "cyan", "已结": "green", "反结": "red"},
    "job": {
        "排队中": "gray",
        "等待中": "gray",
        "进行中": "cyan",
        "运行中": "cyan",
        "已完成": "green",
        "失败": "red",
        "已撤销": "void",
        "已取消": "void",
    },
    "lab_step": {
        "未开始": "gray",
        "当前": "blue",
        "通过": "green",
        "未通过": "red",
        "跳过": "void",
    },
    "active": {
        "启用": "green",
        "在用": "green",
        "停用": "gray",
        "在职": "green",
        "离职": "gray",
        "待生效": "amber",
    },
}

_registered: dict[str, dict[str, str]] = {}
_by_code: dict[tuple[str, tuple[str, ...]], dict[str, str]] = {}


def register(kind: str, families: dict[str, str]) -> None:
    """Add or replace the families of one object, by stored code. Raises ``ValueError`` when a
    family does not exist."""
    wrong = sorted(set(families.values()) - set(FAMILIES))
    if wrong:
        raise ValueError(f"unknown status family: {', '.join(wrong)}")
    _registered[kind] = {**_registered.get(kind, {}), **families}
    _by_code.clear()


def families_for(kind: str, choices: Iterable[tuple[Any, Any]]) -> dict[str, str]:
    """Code → family for ``choices`` of an object; what the map does not know is ``gray``."""
    pairs = list(choices)
    key = (kind, tuple(str(code) for code, _ in pairs))
    if key not in _by_code:
        labels, codes = STATES.get(kind, {}), _registered.get(kind, {})
        with translation.override("zh-hans"):
            _by_code[key] = {
                str(code): codes.get(str(code)) or labels.get(str(label)) or "gray"
                for code, label in pairs
            }
    return _by_code[key]


def family_of(kind: str, code: str, label: str = "") -> str:
    """The family of one state by its code, else by its Chinese label, else ``gray``."""
    return _registered.get(kind, {}).get(code) or STATES.get(kind, {}).get(label or code, "gray")
