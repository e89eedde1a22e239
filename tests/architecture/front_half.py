"""Two stores full of the records of crm and parties, every text of which says whose it is.

`鹿鹿` is the consultant's, `鹤鹤` a colleague's of the same department, `鹭鹭` somebody's of another
department of the store, `鲸鲸` the other store's.  `共鸣` stands in every name, to search by.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from marque.crm.facts import Contact, Loss
from marque.crm.models import ProcessTemplate
from marque.crm.services.doors import make_feed, open_channel
from marque.crm.services.lose_lead import apply_lost
from marque.crm.services.note_rival import note_rival
from marque.crm.services.record_follow_up import record_follow_up
from marque.crm.services.share_task import Share, share_task
from marque.crm.services.write_activity import note_event
from marque.crm.testing import (
    make_activity,
    make_carded_lead,
    make_lead,
    make_opportunity,
    make_process,
    make_rule,
    make_task,
)
from marque.crm.tests.floor import make_demo_car, make_drive, make_signed_drive, make_visit, soon
from marque.crm.words import TASK_ACTION, WAY
from marque.foundation.attachments.services.attach import attach_file
from marque.foundation.dictionaries.words import entry
from marque.foundation.documents.services.comment import add_comment
from marque.foundation.jobs.models import Job
from marque.organisation.testing import make_store, make_user
from marque.parties.facts import ContactDetails, DealingDetails, PartLine, ServiceDetails
from marque.parties.models import CreditLimit, CreditLoan, DuplicatePair, Relation, Tag
from marque.parties.services.classify import Decision, decide_class
from marque.parties.services.competitors import note_price, save_competitor
from marque.parties.services.consents import ConsentDetails, grant_consent
from marque.parties.services.dealing_records import record_dealing
from marque.parties.services.fleet_agreements import FleetDetails, agree_fleet
from marque.parties.services.important_dates import DateDetails, add_date
from marque.parties.services.member_cards import issue_card
from marque.parties.services.merge_customers import MergeOrder, merge_customers
from marque.parties.services.relations import relate_customers
from marque.parties.services.save_contact import save_contact
from marque.parties.services.service_records import record_service
from marque.parties.services.share_customer import Grant, share_customer
from marque.parties.testing import make_customer, make_supplier

COMMON = "共鸣"
CROSSED = "雁雁"
"""The consultant's customer with whom the colleague and the other department work as well."""
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
YUAN = Decimal(50_000)


@dataclass
class Estate:
    """Everything of one person: what fills addresses, what must not be read by others."""

    owner: Any
    store: Any
    boss: Any
    mark: str
    digits: str
    keys: dict[str, Any] = field(default_factory=dict)
    secrets: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    rows: list[Any] = field(default_factory=list)

    @property
    def marks(self) -> set[str]:
        """What gives a record of theirs away."""
        return {self.mark, *self.secrets, *self.phones}

    def keep(self, name: str, row: Any, key: Any = None) -> Any:
        """Remember a record by the part of the address that names it."""
        number = getattr(row, "number", None)
        self.keys.setdefault(name, row.pk if key is None else key)
        if number:
            self.secrets.add(number)
        self.rows.append(row)
        return row


@dataclass
class World:
    """The people and what belongs to whom."""

    estates: dict[str, Estate]
    people: dict[str, Any]
    shared: dict[str, Any]
    clients: dict[str, Any] = field(default_factory=dict)


def build() -> World:
    """Both stores, by the real services."""
    bj, cx = make_store("滨江店", "bj"), make_store("城西店", "cx")
    here = {"boss": make_user("boss", name="总经理", store=bj, position="gm")}
    there = {"boss": make_user("boss-cx", name="西总", store=cx, position="gm")}
    people = {
        "lin": make_user("lin", name="林晓彤", store=bj),
        "chen": make_user("chen", name="陈立", store=bj),
        "du": make_user("du", name="杜衡", store=bj, department="二网部"),
        "zhou": make_user("zhou", name="周全", store=bj, department="二网部"),
        "gao": make_user("gao", name="高远", store=cx),
        "zhu": make_user("zhu", name="祝平", store=cx),
        "li": make_user("li", name="李经理", store=bj, position="manager"),
        "wang": make_user("wang", name="王经理", store=cx, position="manager"),
        "hq": make_user("hq", name="郑国梁", store=bj, position="hq", department="集团"),
        "zhao": make_user("zhao", name="赵", store=bj, position="nobody"),
    }
    shared = _of_everybody(people["li"])
    estates = {
        name: Estate(people[name], store, boss, mark, digits)
        for name, store, boss, mark, digits in (
            ("lin", bj, here["boss"], "鹿鹿", "31"),
            ("chen", bj, here["boss"], "鹤鹤", "32"),
            ("du", bj, here["boss"], "鹭鹭", "33"),
            ("gao", cx, there["boss"], "鲸鲸", "34"),
        )
    }
    for name, estate in estates.items():
        friend = people["zhu" if name == "gao" else "zhou"]
        _fill(estate, friend, shared)
    _cross(estates)
    return World(estates, people, shared)


def _of_everybody(li: Any) -> dict[str, Any]:
    """What belongs to the group and not to anybody."""
    rival = save_competitor(values={"name": "隔岸汽车"}, by=li)
    note_price(rival, model="海豹", amount_price=YUAN, seen_on=date(2026, 11, 1), by=li)
    tag = Tag.objects.create(name="常客", created_by=li)
    supplier = make_supplier("滨海主机厂", by=li)
    person = supplier.contacts.create(name="刘厂长")
    usual = ProcessTemplate.objects.create(name="回访", action=entry(TASK_ACTION, "call"))
    return {
        "competitors": rival.pk,
        "tags": tag.pk,
        "suppliers": supplier.code,
        "people": person.pk,
        "templates": usual.pk,
        "against": rival,
    }


def _fill(estate: Estate, friend: Any, shared: dict[str, Any]) -> None:
    customer = _customers(estate, friend)
    _belongings(estate, customer)
    _records(estate, customer)
    _credit(estate, customer)
    _leads(estate, customer)
    _floor(estate, customer)
    _tasks(estate, customer, friend, shared)
    _papers(estate)


def _named(estate: Estate, what: str, **more: Any) -> Any:
    """A customer of the estate with a phone number of its own."""
    phone = f"138{estate.digits}{len(estate.phones):06d}"
    estate.phones.add(phone)
    row = make_customer(
        f"{estate.mark}{COMMON}{what}",
        owner=estate.owner,
        store=estate.store,
        phone=phone,
        notes=f"{estate.mark}备注",
        **more,
    )
    estate.secrets.add(row.number)
    return row


def _customers(estate: Estate, friend: Any) -> Any:
    now = timezone.now()
    customer = _named(estate, "客户", wechat=f"wx{estate.digits}0077")
    estate.keep("customers", customer, customer.number)
    estate.keys["worth"] = customer.number
    estate.rows.append(_named(estate, "代理", role="agent", kind="enterprise"))
    share = share_customer(
        _named(estate, "共享"), grant=Grant(user=friend, note=estate.mark), by=estate.owner, now=now
    )
    estate.keys["shared"] = share.customer.number
    estate.keep(
        "share", share_customer(customer, grant=Grant(user=friend), by=estate.owner, now=now)
    )
    twins = [_named(estate, "双生") for _n in range(2)]
    pair = DuplicatePair(store=estate.store, score=90, reasons="name", found_at=now)
    pair.first, pair.second = twins
    pair.save()
    estate.keep("duplicates", pair)
    kept, merged = (_named(estate, "合并") for _n in range(2))
    order = MergeOrder(kept=kept, merged=merged, reason=estate.mark)
    estate.keep("merges", merge_customers(order, by=estate.boss, now=now))
    return customer


def _belongings(estate: Estate, customer: Any) -> None:
    today, owner, mark = timezone.localdate(), estate.owner, estate.mark
    details = ContactDetails(name=f"{mark}{COMMON}联系人", phone=f"136{estate.digits}990001")
    estate.phones.add(details.phone)
    estate.keep("contacts", save_contact(customer, details=details, by=owner))
    day = DateDetails(label=f"{mark}纪念", happens_on=today + timedelta(days=2))
    estate.keep("dates", add_date(customer, details=day, by=owner))
    other = _named(estate, "集团", kind="enterprise")
    estate.keep("relations", relate_customers(customer, other=other, kind="employer", by=owner))
    card = issue_card(customer, by=estate.boss, on=today, number=f"VIP{estate.digits}8800")
    estate.keep("cards", card, card.pk)
    estate.secrets.remove(card.number)
    estate.phones.add(card.number)
    consent = ConsentDetails(
        purpose="bank", channel="paper", text_version="2026-1", recipient=f"{mark}银行"
    )
    estate.keep("consents", grant_consent(customer, details=consent, by=owner, now=timezone.now()))
    fleet = FleetDetails(
        number=f"FL{estate.digits}",
        rate_discount=Decimal(3),
        valid_from_on=today,
        valid_to_on=today + timedelta(days=90),
        notes=mark,
    )
    agree_fleet(other, details=fleet, by=owner)
    decision = Decision(axis="standing", value="vip", reason=mark)
    estate.keep("classify", decide_class(customer, decision, by=estate.boss, now=timezone.now()))


def _records(estate: Estate, customer: Any) -> None:
    """A repair visit, and something that expires soon."""
    now, owner, mark = timezone.now(), estate.owner, estate.mark
    today = timezone.localdate(now)
    plate = f"苏B9{estate.digits}K5"
    estate.phones |= {plate, f"WO{estate.digits}7711", f"PD{estate.digits}7711"}
    where = {"store": estate.store, "by": owner, "now": now}
    visit = ServiceDetails(
        came_on=today, kind="repair", fault=f"{mark}故障", plate=plate, remark=mark,
        parts=(PartLine(f"{mark}配件"),), adviser_name=f"{mark}师傅",
        document_number=f"WO{estate.digits}7711",
    )  # fmt: skip
    row = record_service(customer, details=visit, **where)
    estate.keep("services", row, row.number)
    deal = DealingDetails(
        kind="renewal", done_on=today, expires_on=today + timedelta(days=9), plate=plate,
        provider=f"{mark}保险", remark=mark, document_number=f"PD{estate.digits}7711",
    )  # fmt: skip
    row = record_dealing(customer, details=deal, **where)
    estate.keep("dealings", row, row.number)


def _credit(estate: Estate, customer: Any) -> None:
    today = timezone.localdate()
    term = {"starts_on": today, "reason": estate.mark}
    CreditLimit.objects.create(
        customer=customer,
        amount=YUAN,
        ends_on=today + timedelta(days=30),
        set_by=estate.boss,
        **term,
    )
    loan = CreditLoan.objects.create(
        lender=customer,
        borrower=_named(estate, "借款"),
        amount=YUAN / 10,
        until_on=today + timedelta(days=9),
        lent_by=estate.boss,
        **term,
    )
    estate.keep("credit", loan)


def _leads(estate: Estate, customer: Any) -> None:
    owner, store, mark = estate.owner, estate.store, estate.mark
    now = timezone.now()
    lead = make_carded_lead(
        customer.name, by=owner, store=store, phone=customer.phone, source_note=f"{mark}来源",
        wish={"wish": f"{mark}需求", "trade_in_note": mark},
    )  # fmt: skip
    estate.keep("leads", lead, lead.number)
    estate.keys["follow-ups"] = lead.number
    said = Contact(result="continue", words=f"{mark}跟进", next_at=now + timedelta(hours=3))
    record_follow_up(lead=lead, contact=said, by=owner, now=now)
    fresh = make_lead(f"{mark}{COMMON}新", by=owner, store=store, owner=owner)
    estate.secrets |= {fresh.number, fresh.customer.number}
    lost = make_carded_lead(f"{mark}{COMMON}败", by=owner, store=store)
    loss = Loss(reason="rival", note=f"{mark}战败", rival_model=f"{mark}竞品")
    estate.keep("lost", apply_lost(lead=lost, loss=loss, by=owner, now=now))
    estate.secrets |= {lost.number, lost.customer.number}
    estate.phones |= {fresh.customer.phone, lost.customer.phone}
    rule = make_rule(store, f"规则{estate.digits}")
    estate.keep("rules", rule)
    channel, token = open_channel(
        store=store, kind="form", name=f"渠道{estate.digits}", source="dongchedi",
        by=estate.boss, now=now,
    )  # fmt: skip
    estate.keep("channels", channel)
    estate.keys |= {"token": token, "secret": make_feed(user=owner, now=now)}


def _floor(estate: Estate, customer: Any) -> None:
    owner, store, mark = estate.owner, estate.store, estate.mark
    plate = f"苏A8{estate.digits}K5"
    estate.phones.add(plate)
    visit = make_visit(
        by=owner, store=store, customer=customer, owner=owner, plate=plate, called=f"{mark}女士",
        note=f"{mark}来店",
    )  # fmt: skip
    estate.keep("visits", visit, visit.number)
    alone = make_visit(by=owner, store=store, owner=owner, called=f"{mark}{COMMON}散客")
    estate.secrets.add(alone.number)
    car = make_demo_car(store)
    hour = 10 + int(estate.digits) % 30 % 8
    drive = make_signed_drive(
        by=owner, keeper=estate.boss, store=store, customer=customer, vehicle=car,
        starts_at=soon(hour), now=timezone.now(), wish=f"{mark}试驾", route=f"{mark}环线",
    )  # fmt: skip
    estate.keep("test-drives", drive, drive.number)
    asked = make_drive(
        by=owner, store=store, customer=customer, vehicle=car, starts_at=soon(hour, 45),
        now=timezone.now(), wish=f"{mark}再试",
    )  # fmt: skip
    estate.secrets.add(asked.number)


def _tasks(estate: Estate, customer: Any, friend: Any, shared: dict[str, Any]) -> None:
    owner, store, mark = estate.owner, estate.store, estate.mark
    now = timezone.now()
    chance = make_opportunity(
        by=owner, store=store, customer=customer, title=f"{mark}{COMMON}机会", need=mark
    )
    estate.keep("opportunities", chance, chance.number)
    task = make_task(
        by=owner, store=store, customer=customer, title=f"{mark}{COMMON}任务", content=f"{mark}内容"
    )
    estate.keep("tasks", task, task.number)
    share_task(task=task, shares=[Share(owner), Share(friend, duty=mark)], by=owner)
    note = {"car": f"{mark}对手", "note": mark}
    estate.keep("rival", note_rival(task=task, competitor=shared["against"], by=owner, **note))
    step = make_process(task, by=owner, title=f"{mark}进程", planned_at=now + timedelta(hours=2))
    estate.keep("processes", step)
    plan = make_activity(
        by=owner,
        store=store,
        name=f"{mark}活动",
        content=f"{mark}细节",
        customer=customer,
        task=task,
    )
    estate.keep("activities", plan, plan.number)
    way = entry(WAY, "call")
    note_event(plan, way=way, text=f"{mark}事件", at=now, by=owner, now=now)
    # somebody of another department works on the task and plans something for it
    helped = make_activity(by=friend, store=store, name=f"{mark}协作", task=task)
    estate.secrets.add(helped.number)
    make_process(task, by=friend, executor=friend, title=f"{mark}协办")


def _papers(estate: Estate) -> None:
    """Files, comments and jobs."""
    for row in list(estate.rows):
        if getattr(type(row), "VIEW_RIGHT", ""):
            add_comment(document=row, text=f"{estate.mark}评论", by=estate.owner)
    customer = estate.rows[0]
    png = ContentFile(PNG, name=f"{estate.mark}.png")
    estate.keys["file"] = attach_file(document=customer, upload=png, by=estate.owner).pk
    job = Job.objects.create(kind="export", title=f"{estate.mark}导出", owner=estate.owner)
    job.result_file.save("x.csv", ContentFile(estate.mark.encode()))
    estate.keys["job"] = job.pk


def _cross(estates: dict[str, Estate]) -> None:
    """Records of others about a customer of the consultant, and ties between customers."""
    lin, chen, gao = estates["lin"], estates["chen"], estates["gao"]
    customer = make_customer(f"{CROSSED}{COMMON}", owner=lin.owner, store=lin.store)
    lin.keys["crossed"] = customer.number
    for other in (chen, estates["du"]):
        who, mark = other.owner, other.mark
        where = {"by": who, "store": other.store, "customer": customer}
        rows = (
            make_opportunity(**where, title=f"{mark}{COMMON}机会"),
            make_task(**where, title=f"{mark}{COMMON}任务"),
            make_activity(**where, name=f"{mark}活动"),
            make_visit(**where, owner=who, called=f"{mark}先生", note=mark),
            make_drive(**where, starts_at=soon(16), now=timezone.now(), wish=mark),
        )
        other.secrets |= {row.number for row in rows}
        make_process(rows[1], by=who, title=f"{mark}进程")
    mine, theirs, far = (estate.rows[0] for estate in (lin, chen, gao))
    for one in (theirs, far):
        Relation.objects.create(customer=mine, other=one, kind="friend", created_by=lin.boss)
        Relation.objects.create(customer=one, other=mine, kind="parent", created_by=lin.boss)
    day = timezone.localdate()
    CreditLoan.objects.create(
        lender=mine, borrower=theirs, amount=YUAN / 10, reason="周转", starts_on=day,
        until_on=day + timedelta(days=9), lent_by=lin.boss,
    )  # fmt: skip
