"""Who works in the demo group.  All persons are invented."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "Marque-2026!"  # noqa: S105  printed for everybody who starts the demo


@dataclass(frozen=True, slots=True)
class StorePlan:
    """A store of the demo: what it sells and how many cars a month."""

    code: str
    name: str
    name_en: str
    company: str
    brand: str
    region: str
    address: str
    monthly: int


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """A person of the demo; `store` empty for the head office."""

    username: str
    name: str
    name_en: str
    store: str
    department: str
    position: str


COMPANIES = (
    (
        "hz",
        "杭州云和汽车销售服务有限公司",
        "Hangzhou Yunhe Auto Sales Co., Ltd",
        "913301000000000019",
    ),
    (
        "nb",
        "宁波云和汽车销售服务有限公司",
        "Ningbo Yunhe Auto Sales Co., Ltd",
        "913302000000000020",
    ),
)
STORES = (
    StorePlan(
        "bj", "滨江店", "Binjiang Store", "hz", "byd", "330108", "杭州市滨江区江南大道 318 号", 20
    ),
    StorePlan(
        "cx", "城西店", "West Store", "hz", "xpeng", "330106", "杭州市西湖区文一西路 520 号", 15
    ),
    StorePlan(
        "nb", "宁波店", "Ningbo Store", "nb", "nio", "330212", "宁波市鄞州区首南中路 66 号", 12
    ),
)
DEPARTMENTS = ("销售部", "财务部", "仓库", "客服部")
PEOPLE = (
    PersonPlan("S0101", "林晓彤", "Lin Xiaotong", "bj", "销售部", "consultant"),
    PersonPlan("S0102", "许文昊", "Xu Wenhao", "bj", "销售部", "consultant"),
    PersonPlan("S0103", "叶晨", "Ye Chen", "bj", "销售部", "consultant"),
    PersonPlan("S0110", "周启明", "Zhou Qiming", "bj", "销售部", "manager"),
    PersonPlan("S0120", "郑国梁", "Zheng Guoliang", "bj", "", "gm"),
    PersonPlan("S0130", "何静", "He Jing", "bj", "财务部", "cashier"),
    PersonPlan("S0131", "秦岚", "Qin Lan", "bj", "财务部", "accountant"),
    PersonPlan("S0132", "邵敏", "Shao Min", "bj", "财务部", "chief_accountant"),
    PersonPlan("S0140", "沈立", "Shen Li", "bj", "仓库", "warehouse"),
    PersonPlan("S0150", "陆瑶", "Lu Yao", "bj", "客服部", "reception"),
    PersonPlan("S0151", "白露", "Bai Lu", "bj", "客服部", "dcc"),
    PersonPlan("S0201", "唐俊杰", "Tang Junjie", "cx", "销售部", "consultant"),
    PersonPlan("S0202", "蒋雨桐", "Jiang Yutong", "cx", "销售部", "consultant"),
    PersonPlan("S0210", "高远", "Gao Yuan", "cx", "销售部", "manager"),
    PersonPlan("S0230", "罗婷", "Luo Ting", "cx", "财务部", "cashier"),
    PersonPlan("S0240", "马志强", "Ma Zhiqiang", "cx", "仓库", "warehouse"),
    PersonPlan("S0250", "石静怡", "Shi Jingyi", "cx", "客服部", "reception"),
    PersonPlan("S0251", "方圆", "Fang Yuan", "cx", "客服部", "dcc"),
    PersonPlan("S0301", "顾思远", "Gu Siyuan", "nb", "销售部", "consultant"),
    PersonPlan("S0302", "钱雪", "Qian Xue", "nb", "销售部", "consultant"),
    PersonPlan("S0310", "冯凯", "Feng Kai", "nb", "销售部", "manager"),
    PersonPlan("S0330", "丁洁", "Ding Jie", "nb", "财务部", "cashier"),
    PersonPlan("S0331", "汪海", "Wang Hai", "nb", "财务部", "chief_accountant"),
    PersonPlan("S0340", "潘勇", "Pan Yong", "nb", "仓库", "warehouse"),
    PersonPlan("S0350", "江岚", "Jiang Lan", "nb", "客服部", "reception"),
    PersonPlan("S0351", "夏青", "Xia Qing", "nb", "客服部", "dcc"),
    PersonPlan("S0001", "梁博文", "Liang Bowen", "", "", "hq"),
)
SHOWN = (
    "S0101",
    "S0110",
    "S0120",
    "S0130",
    "S0131",
    "S0132",
    "S0140",
    "S0150",
    "S0151",
    "S0001",
    "admin",
)
"""One account a role, printed by `./marque demo`."""
