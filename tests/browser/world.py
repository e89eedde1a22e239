"""What the browser tests find when they begin, made by the real services."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

CODE, SCHEMA = "browser", "books_browser"

PEOPLE = (
    # username, name, name in English, position, department, language
    ("lin", "林晓彤", "Lin Xiaotong", "consultant", "销售部", "zh-hans"),
    ("amy", "艾米", "Amy Chen", "consultant", "销售部", "en"),
    ("he", "何静", "He Jing", "cashier", "财务部", "zh-hans"),
    ("joan", "乔安", "Joan Qiao", "cashier", "财务部", "en"),
    ("shen", "沈立", "Shen Li", "warehouse", "仓库", "zh-hans"),
    ("sam", "萨姆", "Sam Sha", "warehouse", "仓库", "en"),
    ("qin", "秦岚", "Qin Lan", "chief_accountant", "财务部", "zh-hans"),
    ("quinn", "奎因", "Quinn Kui", "chief_accountant", "财务部", "en"),
    ("gm", "郑国梁", "Zheng Guoliang", "gm", "总经办", "zh-hans"),
    ("sun", "孙悦", "Sun Yue", "reception", "前台", "zh-hans"),
    ("sally", "沈莉", "Sally Shen", "reception", "前台", "en"),
    ("kim", "金敏", "Kim Min", "consultant", "销售部", ""),
    ("feng", "冯涛", "Feng Tao", "consultant", "销售部", "zh-hans"),
    ("ding", "丁蕾", "Ding Lei", "dcc", "网电销", "zh-hans"),
    ("zhou", "周启明", "Zhou Qiming", "manager", "销售部", "en"),
    ("wen", "文静", "Wen Jing", "administrator", "信息部", "en"),
)


@dataclass
class World:
    """VINs that a test may take for itself, and numbers to look at."""

    uninspected: list[str] = field(default_factory=list)
    saleable: list[str] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    demo_cars: list[str] = field(default_factory=list)
    customer: str = ""
    rival: int = 0
    supplier: str = ""

    def take(self) -> str:
        """A saleable vehicle that no other test uses."""
        return self.saleable.pop()


def fill() -> World:
    """One store, its people, cars, accessories, a book and orders in several stages."""
    from marque.accounting.testing import open_demo_book
    from marque.catalog.testing import make_accessory
    from marque.organisation.testing import make_store, make_user
    from marque.parties.models import Competitor
    from marque.parties.testing import make_customer, make_supplier
    from marque.sales.testing import (
        make_confirmed_order,
        make_delivered_order,
        make_order,
        make_paid_order,
        make_sold_vehicle,
        make_submitted_order,
    )

    store = make_store("滨江店", "bj")
    store.name_en = "Binjiang Store"
    store.save()
    people = {}
    for username, name, name_en, position, department, language in PEOPLE:
        user = make_user(username, store=store, position=position, department=department, name=name)
        user.name_en, user.language = name_en, language
        user.save(update_fields=["name_en", "language"])
        people[username] = user
    open_demo_book(store.company, by=people["qin"])
    make_accessory("JP001", name="全车脚垫", name_en="Mats", price=Decimal(980), cost=Decimal(420))
    make_accessory(
        "JP002", name="行车记录仪", name_en="Cam", price=Decimal(1580), cost=Decimal(640)
    )
    lin, keeper = people["lin"], people["shen"]
    customer = make_customer("周慧", owner=lin, store=store, phone="13700001111")
    made = World()
    for make in (
        make_order,
        make_submitted_order,
        make_confirmed_order,
        make_paid_order,
        make_delivered_order,
    ):
        order = make(by=lin, store=store, customer=customer)
        made.orders.append(order.number)
    for _number in range(12):
        made.saleable.append(make_sold_vehicle(store, by=keeper).vin)
    for _number in range(2):
        made.uninspected.append(make_sold_vehicle(store, by=keeper, status="pending_pdi").vin)
    for _number in range(2):
        made.demo_cars.append(make_sold_vehicle(store, by=keeper, status="test_drive").vin)
    made.leads = _leads(store, people)
    made.customer = customer.number
    made.rival = Competitor.objects.create(name="江南大众（机场路店）", created_by=lin).pk
    made.supplier = make_supplier("杭州明达汽车精品批发有限公司（江干配送中心）", by=keeper).code
    return made


LEADS = (
    # name, phone, level, hours until due, source, words, wish
    ("徐志强", "13900002207", "H", -17, "referral", "等置换评估价", {"has_trade_in": True}),
    ("王丽萍", "13900005621", "H", 2, "walk_in", "已报价，今天试驾", {"colour": "霁蓝"}),
    ("杨帆", "13900009034", "A", -30, "maker", "对比 3 款竞品", {"rival_note": "宋PLUS"}),
    ("高翔", "13900007718", "A", 26, "autohome", "首付 30% 方案已发", {"needs_loan": True}),
    ("朱敏", "13900004460", "B", 50, "yiche", "下月发年终奖后买", {"amount_budget_to": 160000}),
    ("蒋文博", "13900003381", "C", 150, "miniapp", "先看充电政策", {"amount_budget_to": 120000}),
)


def _leads(store, people):
    """Leads of 冯涛 in every level, and new ones that wait for DCC."""
    from datetime import timedelta

    from django.utils import timezone

    from marque.crm.facts import Contact
    from marque.crm.services.record_follow_up import record_follow_up
    from marque.crm.testing import make_lead

    now, feng, ding = timezone.now(), people["feng"], people["ding"]
    numbers = []
    for name, phone, level, hours, source, words, wish in LEADS:
        then = now + timedelta(hours=min(hours, 0) - 24)
        told = {"by": feng, "store": store, "owner": feng, "phone": phone, "source": source}
        lead = make_lead(name, now=then, wish=wish, **told)
        contact = Contact(
            result="continue", words=words, level=level, next_at=now + timedelta(hours=hours)
        )
        record_follow_up(lead=lead, contact=contact, by=feng, now=then)
        numbers.append(lead.number)
    for number, name in enumerate(("刘思远", "韩东", "叶晨")):
        at = now - timedelta(minutes=18 - 5 * number)
        make_lead(name, by=ding, store=store, now=at, phone=f"1390000304{number}")
    return numbers
