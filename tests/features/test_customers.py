"""Customers, contacts, agents, competitors, tags, cards, and what protects their data."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from marque.foundation.audit.models import Change
from marque.foundation.notifications.models import Notification
from marque.kernel.identity_numbers import resident_check_character, uscc_check_character
from marque.parties import api as parties
from marque.parties.models import (
    CardStatus,
    Competitor,
    Contact,
    Customer,
    FleetAgreement,
    ImportantDate,
    MemberCard,
    RetentionPolicy,
    Tag,
)
from marque.parties.services.anonymise import anonymise_expired, expired_customers
from marque.parties.services.important_dates import DateDetails, add_date, remind_dates
from marque.parties.services.member_cards import issue_card
from marque.parties.services.tagging import apply_rules
from marque.parties.testing import make_customer
from marque.sales.testing import make_delivered_order, make_order, make_sold_vehicle

pytestmark = pytest.mark.django_db

PHONE, SECOND = "13857016128", "13957016129"
IDENTITY = "33010819840312241" + resident_check_character("33010819840312241")
CREDIT = "91330108MA27XW001" + uscc_check_character("91330108MA27XW001")
PROFILE = {
    "kind": "person", "name": "陈建国", "phone": PHONE, "source": "referral",
    "id_type": "resident", "id_number": IDENTITY, "phone_second": SECOND,
    "wechat": "chenjg1984", "email": "chen@example.com", "preferred_channel": "wechat",
    "preferred_time": "evening", "do_not_call": "on", "division": "浙江省杭州市滨江区",
    "address": "滨盛路 1786 号", "occupation": "企业主", "hobbies": "摄影",
    "education": "bachelor", "marital_status": "married", "notes": "喜欢黑色",
}  # fmt: skip


def url(name, store="bj", **kwargs):
    return reverse(f"parties:{name}", kwargs={"store": store, **kwargs})


@pytest.fixture
def as_lin(client, lin):
    client.force_login(lin)
    return client


@pytest.fixture
def as_li(client, li):
    client.force_login(li)
    return client


@pytest.fixture
def chen(lin, bj):
    return make_customer("陈建国", owner=lin, store=bj, phone=PHONE)


def page(client, address, **params):
    answer = client.get(address, params)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def send(client, address, data=None, to=302):
    answer = client.post(address, data or {})
    assert answer.status_code in {to, 303}, answer.content.decode()[:3000]
    return answer


# -- profiles ---------------------------------------------------------------------------------


@pytest.mark.feature("CUS-01")
def test_a_person_is_stored_with_every_field_and_checked(as_lin, lin, bj):
    wrong = PROFILE | {"id_number": IDENTITY[:-1] + ("0" if IDENTITY[-1] != "0" else "1")}
    answer = as_lin.post(url("customer_create"), wrong)
    assert answer.status_code == 422
    assert "校验位" in answer.content.decode()
    assert as_lin.post(url("customer_create"), PROFILE | {"phone": "1385701"}).status_code == 422
    assert as_lin.post(url("customer_create"), PROFILE | {"email": "chen@"}).status_code == 422
    send(as_lin, url("customer_create"), PROFILE)
    customer = Customer.objects.get()
    kept = PROFILE | {"division": "330108", "do_not_call": True}
    assert {name: getattr(customer, name) for name in kept} == kept
    assert (customer.born_on, customer.gender) == (date(1984, 3, 12), "male")
    shown = page(as_lin, url("customer_detail", number=customer.number))
    for text in ("企业主", "摄影", "本科", "谢绝来电", "138****6128"):
        assert text in shown
    for secret in (PHONE, SECOND, IDENTITY, "chenjg1984", "chen@example.com", "滨盛路"):
        assert secret not in shown


@pytest.mark.feature("CUS-02")
def test_an_enterprise_has_its_fields_contacts_and_a_fleet_agreement(as_li, li, bj):
    told = {
        "kind": "enterprise", "name": "杭州建诚五金有限公司", "phone": "0571-87654321",
        "source": "walk_in", "tax_id": CREDIT, "industry": "五金", "size": "small",
        "legal_representative": "陈建国",
    }  # fmt: skip
    send(as_li, url("customer_create"), told)
    firm = Customer.objects.get()
    assert {name: getattr(firm, name) for name in told} == told
    for name in ("沈佳", "赵敏"):
        contact = {"name": name, "category": "finance", "is_active": "on", "phone": "13700000001"}
        send(as_li, url("contact_create", number=firm.number), contact)
    agreement = {
        "number": "DKH-01", "rate_discount": "3.5",
        "valid_from_on": "2026-01-01", "valid_to_on": "2026-12-31",
    }  # fmt: skip
    send(as_li, url("fleet_agree", number=firm.number), agreement)
    again = agreement | {
        "number": "DKH-02",
        "valid_from_on": "2026-12-31",
        "valid_to_on": "2027-12-31",
    }
    assert as_li.post(url("fleet_agree", number=firm.number), again).status_code == 422
    assert firm.contacts.count() == 2
    assert FleetAgreement.objects.get().rate_discount == Decimal("3.50")
    assert parties.fleet_agreement_of(firm, on=date(2026, 6, 1)).number == "DKH-01"
    assert parties.fleet_agreement_of(firm, on=date(2027, 6, 1)) is None
    shown = page(as_li, url("customer_detail", number=firm.number))
    assert all(text in shown for text in ("DKH-01", "沈佳", "赵敏", CREDIT))


@pytest.mark.feature("CUS-04")
def test_contacts_are_found_by_category_name_and_product(as_lin, chen, lin):
    from marque.catalog.testing import make_trim

    series = make_trim().model.series
    base = {"is_active": "on"}
    send(as_lin, url("contact_create", number=chen.number),
         base | {"name": "沈佳", "category": "family", "relation": "妻子", "interests": [series.pk]})  # fmt: skip
    send(as_lin, url("contact_create", number=chen.number),
         base | {"name": "王师傅", "category": "driver", "phone": "13700000002"})  # fmt: skip
    listed = url("contact_list")
    assert "王师傅" not in page(as_lin, listed, by_category="family")
    assert "沈佳" in page(as_lin, listed, by_category="family")
    assert "沈佳" in page(as_lin, listed, q="shenjia")
    assert "王师傅" in page(as_lin, listed, q="0002")
    by_product = page(as_lin, listed, by_series=str(series.pk))
    assert "沈佳" in by_product
    assert "王师傅" not in by_product


@pytest.mark.feature("CUS-04")
def test_a_day_to_remember_reminds_its_owner_once(as_lin, chen, lin):
    today = date(2026, 11, 22)
    contact = {"name": "沈佳", "category": "family", "is_active": "on", "born_on": "1986-11-24"}
    send(as_lin, url("contact_create", number=chen.number), contact)
    wedding = {
        "label": "结婚纪念日",
        "happens_on": "2012-12-30",
        "is_yearly": "on",
        "remind_days": 7,
    }
    send(as_lin, url("date_create", number=chen.number), wedding)
    details = DateDetails(label="提车周年", happens_on=date(2026, 11, 1), is_yearly=False)
    add_date(chen, details=details, by=lin)
    assert remind_dates(today=today) == 1
    assert remind_dates(today=today + timedelta(days=1)) == 0
    told = Notification.objects.get(user=lin)
    assert "沈佳" in told.title
    assert "生日" in told.title
    assert remind_dates(today=date(2026, 12, 28)) == 1
    assert remind_dates(today=date(2027, 11, 22)) == 1
    assert ImportantDate.objects.count() == 3


@pytest.mark.feature("CUS-05")
@pytest.mark.feature("BAS-01")
def test_a_potential_customer_becomes_formal_by_the_first_delivery(as_lin, chen, lin, bj):
    number, created = chen.number, chen.created_at
    assert (chen.kind, chen.stage, chen.standing) == ("person", "potential", "ordinary")
    assert "陈建国" in page(as_lin, url("customer_list"), view="potential")
    assert "陈建国" not in page(as_lin, url("customer_list"), view="formal")
    details = DateDetails(label="结婚纪念日", happens_on=date(2012, 5, 1))
    add_date(chen, details=details, by=lin)
    make_delivered_order(by=lin, store=bj, customer=chen, vehicle=make_sold_vehicle(bj))
    after = Customer.objects.get(pk=chen.pk)
    assert (after.kind, after.stage, after.standing) == ("person", "formal", "base")
    assert (after.number, after.created_at, after.purchases_count) == (number, created, 1)
    assert after.formal_on == after.first_delivered_on == after.last_visit_on
    assert after.important_dates.count() == 1
    assert "陈建国" not in page(as_lin, url("customer_list"), view="potential")
    assert "陈建国" in page(as_lin, url("customer_list"), view="formal")
    assert "陈建国" in page(as_lin, url("customer_list"), view="base")


@pytest.mark.feature("BAS-01")
def test_the_three_axes_are_independent(chen):
    columns = {field.name for field in Customer._meta.concrete_fields}
    assert {"kind", "stage", "standing"} <= columns
    Customer.objects.filter(pk=chen.pk).update(standing="vip")
    assert parties.become_formal(Customer.objects.get(), on=date(2026, 11, 1))
    assert Customer.objects.get().standing == "vip"
    assert not parties.become_formal(Customer.objects.get(), on=date(2026, 11, 2))
    assert Customer.objects.get().formal_on == date(2026, 11, 1)


@pytest.mark.feature("CUS-06")
def test_an_agent_is_kept_apart_at_the_same_depth(as_lin, lin, bj):
    told = {
        "kind": "enterprise", "name": "城东二网车行", "phone": "0571-87654322",
        "source": "other", "tax_id": CREDIT,
    }  # fmt: skip
    send(as_lin, url("agent_create"), told)
    agent = Customer.objects.get()
    assert agent.is_agent
    assert "城东二网车行" in page(as_lin, url("agent_list"))
    assert "城东二网车行" not in page(as_lin, url("customer_list"))
    contact = {"name": "孙老板", "category": "decider", "is_active": "on"}
    send(as_lin, url("contact_create", number=agent.number), contact)
    order = make_order(by=lin, store=bj, customer=agent)
    shown = page(as_lin, url("customer_detail", number=agent.number), tab="orders")
    assert order.number in shown
    assert "代理/合作伙伴" in shown


@pytest.mark.feature("CUS-07")
def test_a_competitor_has_cars_prices_and_a_score(as_li, li):
    send(
        as_li, url("competitor_create"), {"name": "城西东风店", "brand": "东风", "is_active": "on"}
    )
    rival = Competitor.objects.get()
    for price, day in (("169800", "2026-11-01"), ("165800", "2026-11-20")):
        send(as_li, url("competitor_price", pk=rival.pk),
             {"model": "奕派 008", "amount_price": price, "seen_on": day, "source": "客户转述"})  # fmt: skip
    car = rival.cars.get()
    assert [row.amount_price for row in car.prices.all()] == [Decimal(165800), Decimal(169800)]
    for number, won in ((1, True), (2, False), (2, False), (3, False)):
        parties.record_competitor_result(
            rival, is_won=won, source=("crm.task", number), on=date(2026, 11, 21), model=car
        )
    shown = page(as_li, url("competitor_detail", pk=rival.pk))
    assert "165,800" in shown
    row = page(as_li, url("competitor_list"))
    assert "城西东风店" in row
    assert rival.results.filter(is_won=True).count() == 1
    assert rival.results.filter(is_won=False).count() == 2


# -- cards, the one box -----------------------------------------------------------------------


@pytest.mark.feature("CUS-25")
def test_a_card_is_issued_lost_and_replaced(as_li, chen, li, bj):
    send(as_li, url("card_issue", number=chen.number), {"number": "8800 1234 5678"})
    first = MemberCard.objects.get()
    assert first.number == "880012345678"
    assert as_li.post(url("card_issue", number=chen.number), {"number": "9"}).status_code == 422
    assert opened_by(as_li, first.number) == url("customer_detail", number=chen.number)
    send(as_li, url("card_lost", number=chen.number, pk=first.pk))
    assert opened_by(as_li, first.number) is None
    send(as_li, url("card_replace", number=chen.number, pk=first.pk), {"number": "880012345679"})
    first.refresh_from_db()
    assert (first.status, first.replaced_by.number) == (CardStatus.LOST, "880012345679")
    assert opened_by(as_li, "880012345679") == url("customer_detail", number=chen.number)
    assert opened_by(as_li, first.number) is None


def opened_by(client, scanned):
    """Where the swipe of a card or code leads at once, or None."""
    answer = client.get(reverse("ui:search", kwargs={"store": "bj"}), {"scan": 1, "q": scanned})
    return answer.headers["Location"] if answer.status_code == 302 else None


@pytest.mark.feature("CUS-12")
def test_a_swipe_opens_its_customer_and_nobody_elses(as_lin, chen, li, lin, wang, client, cx):
    card = issue_card(chen, by=li, on=date(2026, 11, 22), number="880012345678")
    assert opened_by(as_lin, f";{card.number}?") == url("customer_detail", number=chen.number)
    assert opened_by(as_lin, "880012340000") is None
    client.force_login(wang)
    answer = client.get(reverse("ui:search", kwargs={"store": "cx"}), {"scan": 1, "q": card.number})
    assert answer.status_code == 200
    assert "陈建国" not in answer.content.decode()


@pytest.mark.feature("CUS-12")
def test_every_page_listens_for_readers(as_lin, chen):
    for address in (url("customer_list"), url("customer_detail", number=chen.number)):
        assert "scan.js" in page(as_lin, address)


@pytest.mark.feature("BEY-11")
@pytest.mark.parametrize(
    "typed",
    ["陈建国", "建国", "陈", "chenjianguo", "jianguo", "cjg", "jg", PHONE, "138 5701 6128", "6128",
     SECOND, "6129", "8800-1234", "沈佳", "sj", "0002"],
)  # fmt: skip
def test_one_box_finds_a_person_by_all_that_is_known(as_li, li, lin, bj, typed):
    chen = make_customer("陈建国", owner=lin, store=bj, phone=PHONE, phone_second=SECOND)
    issue_card(chen, by=li, on=date(2026, 11, 22), number="8800-1234")
    Contact.objects.create(customer=chen, name="沈佳", phone="13700000002", created_by=li)
    make_customer("王莉", owner=lin, store=bj, phone="13700000009")
    search = reverse("ui:search", kwargs={"store": "bj"})
    found = page(as_li, search, q=typed)
    assert url("customer_detail", number=chen.number) in found
    assert "王莉" not in found


@pytest.mark.feature("BEY-11")
def test_the_same_box_reads_the_bar_code_of_a_car(as_li, li, bj):
    vehicle = make_sold_vehicle(bj)
    there = reverse("inventory:vehicle_detail", kwargs={"store": "bj", "vin": vehicle.vin})
    assert opened_by(as_li, vehicle.vin) == there
    assert there in page(as_li, reverse("ui:search", kwargs={"store": "bj"}), q=vehicle.vin[-6:])


# -- tags -------------------------------------------------------------------------------------


@pytest.mark.feature("CUS-15")
def test_tags_by_hand_and_by_rule_make_segments(as_li, li, lin, bj, chen):
    wang = make_customer("王芳", owner=lin, store=bj, source="referral")
    send(as_li, url("tag_create"), {"name": "摄影", "colour": "blue", "is_active": "on"})
    send(as_li, url("tag_create"),
         {"name": "转介绍来的", "colour": "green", "is_active": "on", "test_1": "source:referral"})  # fmt: skip
    send(as_li, url("tag_create"),
         {"name": "买过两次", "colour": "red", "is_active": "on",
          "test_1": "purchases_count:at_least", "number_1": "2"})  # fmt: skip
    by_hand, by_rule, twice = (Tag.objects.get(name=n) for n in ("摄影", "转介绍来的", "买过两次"))
    send(as_li, url("customer_tags", number=chen.number), {"tags": [by_hand.pk]})
    listed = url("customer_list")
    assert "陈建国" in page(as_li, listed, by_tag=str(by_hand.pk))
    assert "王芳" not in page(as_li, listed, by_tag=str(by_hand.pk))
    assert "王芳" in page(as_li, listed, by_tag=str(by_rule.pk))
    assert "转介绍来的" in page(as_li, url("customer_detail", number=wang.number))
    assert not twice.customer_tags.exists()
    Customer.objects.filter(pk=wang.pk).update(purchases_count=2, source="walk_in")
    apply_rules(today=date(2026, 11, 22))
    assert [mark.customer for mark in twice.customer_tags.all()] == [wang]
    assert not by_rule.customer_tags.exists()
    assert [mark.customer for mark in by_hand.customer_tags.all()] == [chen]


# -- privacy ----------------------------------------------------------------------------------


def every_text():
    """All texts of every table of the account set, as they lie in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "SELECT quote_ident(table_name) FROM information_schema.tables"
            " WHERE table_schema IN (current_schema(), 'public') AND table_type = 'BASE TABLE'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT t::text FROM {table} t")
            for (row,) in cursor.fetchall():
                yield table, row


@pytest.mark.feature("SEC-04")
def test_no_phone_and_no_identity_number_lies_in_the_database(as_li, li, lin, bj):
    send(as_li, url("customer_create"), PROFILE)
    customer = Customer.objects.get()
    send(as_li, url("contact_create", number=customer.number),
         {"name": "沈佳", "category": "family", "phone": "13700000002", "is_active": "on"})  # fmt: skip
    edited = PROFILE | {"version": customer.version, "is_active": "on", "phone": "13857016130"}
    send(as_li, url("customer_edit", number=customer.number), edited)
    customer.refresh_from_db()
    make_delivered_order(by=lin, store=bj, customer=customer, vehicle=make_sold_vehicle(bj))
    as_li.post(url("customer_reveal", number=customer.number), {"field": "id_number"})
    as_li.get(url("customer_list"), {"q": PHONE})
    as_li.get(reverse("ui:search", kwargs={"store": "bj"}), {"q": PHONE})
    secrets = (
        PHONE, "13857016130", SECOND, IDENTITY, "13700000002", "chenjg1984", "chen@example.com",
        "滨盛路",
    )  # fmt: skip
    tables = set()
    for table, row in every_text():
        tables.add(table)
        for secret in secrets:
            assert secret not in row, f"{secret} in {table}: {row[:300]}"
    assert {"parties_customer", "parties_contact", "audit_change", "billing_invoice"} <= tables
    assert Customer.objects.with_phone("13857016130").get() == customer
    assert customer.id_number == IDENTITY


@pytest.mark.feature("SEC-04")
def test_who_looks_at_a_number_is_written_down(as_li, chen, li):
    answer = as_li.post(url("customer_reveal", number=chen.number), {"field": "phone"})
    assert PHONE in answer.content.decode()
    assert Change.objects.filter(table_name="reveal", row_id__endswith=chen.number).count() == 1
    log = page(as_li, url("customer_reveals", number=chen.number))
    assert "李经理" in log
    assert PHONE not in log


@pytest.mark.feature("SEC-04")
def test_consent_is_given_by_purpose_and_taken_back_as_easily(as_li, chen, li):
    bank = {"purpose": "bank", "channel": "paper", "text_version": "2026-01"}
    assert as_li.post(url("consent_grant", number=chen.number), bank).status_code == 422
    for name in ("中国银行", "平安银行"):
        send(as_li, url("consent_grant", number=chen.number), bank | {"recipient": name})
    again = bank | {"recipient": "中国银行"}
    assert as_li.post(url("consent_grant", number=chen.number), again).status_code == 422
    assert parties.has_consent(chen, purpose="bank", recipient="中国银行")
    assert not parties.has_consent(chen, purpose="bank", recipient="招商银行")
    assert "短信营销" in parties.consent_problem(chen, purpose="sms")
    row = chen.consents.get(recipient="中国银行")
    send(as_li, url("consent_withdraw", number=chen.number, pk=row.pk))
    assert not parties.has_consent(chen, purpose="bank", recipient="中国银行")
    assert parties.has_consent(chen, purpose="bank", recipient="平安银行")
    row.refresh_from_db()
    assert row.withdrawn_by == li


@pytest.mark.feature("SEC-04")
def test_data_nobody_needs_is_forgotten_after_its_time(as_li, li, lin, bj):
    long_ago = datetime(2022, 1, 5, 10, tzinfo=timezone.get_current_timezone())
    old = make_customer("旧线索", owner=lin, store=bj, now=long_ago, phone=PHONE)
    bought = make_customer("老车主", owner=lin, store=bj, now=long_ago)
    make_order(by=lin, store=bj, customer=bought)
    make_customer("新客户", owner=lin, store=bj)
    today = timezone.localdate()
    assert list(expired_customers(today=today)) == [old]
    shown = page(as_li, url("retention"))
    assert old.number in shown
    assert bought.number not in shown
    send(as_li, url("retention_set"),
         {"category": "potential", "months": 120, "valid_from_on": today.isoformat()})  # fmt: skip
    assert not expired_customers(today=today).exists()
    RetentionPolicy.objects.all().delete()
    assert anonymise_expired(today=today, now=timezone.now()) == 1
    old.refresh_from_db()
    assert (old.name, old.phone, old.is_active, old.owner) == ("匿名客户", "", False, None)
    assert not list(parties.search_customers("旧线索", user=li, store=bj))
    assert not Customer.objects.with_phone(PHONE).exists()
