"""The customer page: everything that was ever done, tabs equal to lists, live, what comes next."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from marque.crm import api as crm
from marque.crm.models import FollowUp
from marque.crm.testing import make_carded_lead
from marque.crm.tests.floor import make_drive, make_visit, soon
from marque.foundation.attachments.testing import attach_photo
from marque.foundation.audit.models import Change
from marque.foundation.documents.models import Comment
from marque.foundation.live.topics import may_hear
from marque.parties.testing import make_customer
from marque.sales.testing import make_delivered_order, make_order

pytestmark = pytest.mark.django_db


def url(number, store="bj", **query):
    address = reverse("parties:customer_detail", kwargs={"store": store, "number": number})
    return f"{address}?{'&'.join(f'{k}={v}' for k, v in query.items())}" if query else address


def page(client, number, **query):
    answer = client.get(url(number, **query))
    assert answer.status_code == 200, answer
    return answer.content.decode()


@pytest.fixture
def boss(client, li):
    client.force_login(li)
    return client


@pytest.fixture
def chen(lin, bj):
    """陈建国 with one record of each kind that there is."""
    lead = make_carded_lead("陈建国", by=lin, store=bj)
    customer = lead.customer
    make_visit(by=lin, store=bj, customer=customer)
    make_drive(by=lin, store=bj, customer=customer, starts_at=soon(10), now=timezone.now())
    make_delivered_order(by=lin, store=bj, customer=customer)
    attach_photo(customer, by=lin)
    return customer


@pytest.mark.feature("CUS-08", "CUS-09")
def test_one_record_of_each_kind_stands_on_the_page_and_opens(boss, chen, lin):
    text = page(boss, chen.number)
    block = text[text.index("最近业务") :]
    block = block[: block.index("联系人")]
    links = re.findall(r'<a class="link" href="([^"]+)">([^<]+)<', block)
    order = chen.sales_orders.get()
    numbers = {number for _address, number in links}
    mine = {
        "order": order.number,
        "receipt": chen.receipts.order_by("-pk").first().number,
        "invoice": chen.invoices.order_by("-pk").first().number,
    }
    assert set(mine.values()) <= numbers
    assert {n[:1] for n in numbers} >= {"S", "L", "V"}, numbers
    for address, number in links:
        assert boss.get(address).status_code == 200, (address, number)
    for said in ("电话", "交车", "收款已确认", "到店", "建档", "累计消费", "名下车辆", "试驾"):
        assert said in text, said
    assert order.vehicle.vin[-6:] in text


@pytest.mark.feature("CUS-09", "CUS-11")
@pytest.mark.parametrize(
    ("tab", "page_name"),
    [
        ("orders", "sales:order_list"),
        ("leads", "crm:lead_archive"),
        ("visits", "crm:visit_list"),
        ("test_drives", "crm:test_drive_list"),
        ("receipts", "billing:receipt_list"),
        ("invoices", "billing:invoice_list"),
        ("tasks", "crm:task_list"),
        ("processes", "crm:process_list"),
        ("opportunities", "crm:opportunity_list"),
    ],
)
def test_a_tab_counts_what_the_filtered_list_shows(boss, chen, lin, bj, tab, page_name):
    make_order(by=lin, store=bj, customer=make_customer("别人", owner=lin, store=bj))
    text = page(boss, chen.number)
    counted = re.search(rf'tab={tab}"[^>]*>[^<]+<span class="cnt">(\d+)<', text)
    assert counted, tab
    query = {"view": "all", "by_customer": chen.number}
    listed = boss.get(reverse(page_name, kwargs={"store": "bj"}), query).content.decode()
    shown = re.search(r'data-summary="(\d+)', listed)
    assert shown, tab
    assert shown.group(1) == counted.group(1), tab
    if tab in {"orders", "leads", "visits", "test_drives", "receipts", "invoices"}:
        assert int(counted.group(1)) >= 1, tab
    assert page(boss, chen.number, tab=tab)


@pytest.mark.feature("CUS-09")
def test_other_tabs_show_cars_files_messages_and_changes(boss, chen):
    assert chen.sales_orders.get().vehicle.vin[-6:] in page(boss, chen.number, tab="cars")
    assert "attachments" in page(boss, chen.number, tab="files")
    chen.refresh_from_db()
    assert "资料变更" in page(boss, chen.number, tab="changes")
    assert page(boss, chen.number, tab="messages")


@pytest.mark.feature("CUS-08")
def test_the_number_of_queries_does_not_grow_with_the_records(boss, chen, lin, bj):
    page(boss, chen.number)

    def count(**query):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(boss, chen.number, **query)
        return len(asked)

    tabs = ({}, {"tab": "orders"}, {"tab": "leads"}, {"tab": "receipts"}, {"tab": "cars"})
    before = [count(**query) for query in tabs]
    make_delivered_order(by=lin, store=bj, customer=chen)
    make_visit(by=lin, store=bj, customer=chen)
    assert [count(**query) for query in tabs] == before
    assert max(before) < 100


@pytest.mark.feature("CUS-08")
def test_the_composer_records_a_follow_up_of_the_open_lead_or_a_note(boss, lin, bj):
    lead = make_carded_lead("周敏", by=lin, store=bj)
    number = lead.customer.number
    text = page(boss, number)
    form = text[text.index('<form class="composer') :]
    due = re.search(r'<select class="in sm" name="next".*?<option value="([^"]+)"', form, re.DOTALL)
    told = {
        "words": "周六带家人来", "result": "continue", "way": "call", "level": "H",
        "next": due.group(1), "action": "customer",
    }  # fmt: skip
    answer = boss.post(f"/bj/sales/leads/{lead.number}/follow-up/", told)
    if answer.status_code == 404:
        answer = boss.post(
            reverse("crm:follow_up", kwargs={"store": "bj", "number": lead.number}), told
        )
    assert answer.status_code in {302, 303}, answer.content.decode()[:2000]
    assert answer["Location"] == url(number)
    assert FollowUp.objects.order_by("-pk").first().words == "周六带家人来"
    note = reverse("parties:customer_note", kwargs={"store": "bj", "number": number})
    assert boss.post(note, {"words": "爱人说了算"}).status_code in {302, 303}
    assert Comment.objects.get().text == "爱人说了算"
    feed = reverse("parties:customer_feed", kwargs={"store": "bj", "number": number})
    talk = boss.get(feed, {"feed": "talk"}).content.decode()
    assert "周六带家人来" in talk
    assert "爱人说了算" in talk
    assert "建档" not in talk
    system = boss.get(feed, {"feed": "system"}).content.decode()
    assert "建档" in system
    assert "爱人说了算" not in system


@pytest.mark.feature("CUS-08")
def test_what_to_do_next_is_ordered_by_urgency(boss, lin, bj):
    lead = make_carded_lead("周敏", by=lin, store=bj)
    now = timezone.now()
    crm.Lead.objects.filter(pk=lead.pk).update(next_at=now - timedelta(days=2))
    order = make_order(by=lin, store=bj, customer=lead.customer)
    type(order).objects.filter(pk=order.pk).update(delivery_planned_on=timezone.localdate())
    text = page(boss, lead.customer.number)
    block = text[text.index("建议动作") : text.index("最近业务")]
    assert "逾期 2 天" in block
    assert "马上联系" in block
    assert block.index("马上联系") < block.index(order.number)
    assert reverse("crm:follow_up", kwargs={"store": "bj", "number": lead.number}) in block


@pytest.mark.feature("CUS-08")
def test_the_figures_show_only_what_is_known(boss, lin, bj):
    new = make_customer("新客", owner=lin, store=bj)
    text = page(boss, new.number)
    for never in ("累计消费", "名下车辆", "最近到店", "试驾评分"):
        assert never not in text


@pytest.mark.feature("CUS-08")
def test_pages_are_told_and_only_readers_hear(lin, wang, bj):
    customer = make_customer("陈建国", owner=lin, store=bj)
    assert may_hear(lin, f"customer:{customer.number}")
    assert not may_hear(wang, f"customer:{customer.number}")


@pytest.mark.feature("CUS-08")
def test_a_call_asks_for_the_number_and_is_noted(boss, lin, bj):
    customer = make_customer("陈建国", owner=lin, store=bj, phone="13857016128")
    dial = reverse("parties:customer_dial", kwargs={"store": "bj", "number": customer.number})
    answer = boss.post(dial)
    if answer.status_code == 403:
        pytest.skip("the manager may not see numbers here")
    assert answer.json() == {"phone": "13857016128"}
    assert Change.objects.filter(table_name="reveal").count() == 1
    type(customer).objects.filter(pk=customer.pk).update(do_not_call=True)
    assert boss.post(dial).status_code == 422
