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
    ("kim", "金敏", "Kim Min", "consultant", "销售部", ""),
)


@dataclass
class World:
    """VINs that a test may take for itself, and numbers to look at."""

    uninspected: list[str] = field(default_factory=list)
    saleable: list[str] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)

    def take(self) -> str:
        """A saleable vehicle that no other test uses."""
        return self.saleable.pop()


def fill() -> World:
    """One store, its people, cars, accessories, a book and orders in several stages."""
    from marque.accounting.testing import open_demo_book
    from marque.catalog.testing import make_accessory
    from marque.organisation.testing import make_store, make_user
    from marque.parties.testing import make_customer
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
    return made
