"""The customer file: repair visits, loans, insurance, plates and inspections (CUS-09, CUS-10)."""

from __future__ import annotations

import html
import io
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from marque.foundation.access.models import Role
from marque.foundation.dictionaries import parameters
from marque.foundation.documents.models import StatusChange
from marque.foundation.documents.services.comment import add_comment
from marque.foundation.imports.services.map_columns import map_columns
from marque.foundation.imports.services.open_batch import open_batch
from marque.foundation.imports.services.run_batch import run_batch
from marque.foundation.imports.services.undo_batch import undo_batch
from marque.kernel.errors import (
    Duplicate,
    GuardRefused,
    InvalidInput,
    NotAuthorised,
    StaleDocument,
)
from marque.parties import api as parties
from marque.parties.models import (
    Customer,
    DealingRecord,
    DuplicatePair,
    ServicePart,
    ServiceRecord,
)
from marque.parties.queries.records import expiring_of, mileage_warning
from marque.parties.services.anonymise import expired_customers
from marque.parties.services.dealing_records import edit_dealing
from marque.parties.services.find_duplicates import find_duplicates
from marque.parties.services.merge_customers import MergeOrder, merge_customers
from marque.parties.services.release_idle import idle_since
from marque.parties.services.service_records import edit_service
from marque.parties.services.share_customer import Grant, share_customer
from marque.parties.services.tag_rules import NUMBERS
from marque.parties.services.void_record import void_record
from marque.parties.testing import make_customer
from marque.sales.testing import make_delivered_order

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
VIN = "LSVAB2BR0T3000011"
PAPERS = 9


def url(name, store="bj", **kwargs):
    return reverse(f"parties:{name}", kwargs={"store": store, **kwargs})


def page(client, number, tab=""):
    answer = client.get(url("customer_detail", number=number) + (f"?tab={tab}" if tab else ""))
    assert answer.status_code == 200, answer
    return answer.content.decode()


def visit(customer, *, by, on=None, now=None, paper=None, **more):
    told = {"kind": "repair", "came_on": on or timezone.localdate(), **more}
    return parties.record_service(
        customer,
        store=customer.store,
        details=parties.ServiceDetails(**told),
        by=by,
        now=now or timezone.now(),
        paper=paper,
    )


def deal(customer, kind, *, by, on=None, paper=None, **more):
    day = on or timezone.localdate()
    if kind in {"insurance", "renewal", "inspection"}:
        more.setdefault("expires_on", day + 365 * DAY)
    if kind in {"loan", "insurance", "renewal"}:
        more.setdefault("provider", "人保财险")
    return parties.record_dealing(
        customer,
        store=customer.store,
        details=parties.DealingDetails(kind=kind, done_on=day, **more),
        by=by,
        now=timezone.now(),
        paper=paper,
    )


@pytest.fixture
def boss(client, li):
    client.force_login(li)
    return client


@pytest.fixture
def as_lin(client, lin):
    client.force_login(lin)
    return client


@pytest.fixture
def chen(lin, bj):
    return make_customer("陈建国", owner=lin, store=bj, phone="13857016128")


# -- nine kinds on one page -----------------------------------------------------------------------
def business(text):
    """(address, number, words) of the rows of 最近业务."""
    block = text[text.index("最近业务") :]
    block = block[: block.index("联系人")]
    rows = re.findall(r'<td><a class="link" href="([^"]+)">([^<]+)</a></td><td>([^<]*)</td>', block)
    return [tuple(map(html.unescape, row)) for row in rows]


@pytest.mark.feature("CUS-09")
def test_one_record_of_each_of_the_nine_kinds_stands_on_the_page_and_opens(boss, chen, lin, bj):
    order = make_delivered_order(by=lin, store=bj, customer=chen)
    for kind in ("loan", "insurance", "plate", "inspection"):
        deal(chen, kind, by=lin, plate="苏A12345")
    rows = business(page(boss, chen.number))
    said = {
        "合同": "购车合同", "订单": "整车订单", "缴款": "现金", "发票": "发票", "贷款": "贷款",
        "投保": "投保", "上牌": "上牌", "年审": "年审", "交车验车": "交车验车",
    }  # fmt: skip
    receipt = chen.receipts.order_by("-pk").first()
    said["缴款"] = receipt.get_kind_display()
    said["发票"] = chen.invoices.first().get_kind_display()
    found = {kind: [row for row in rows if words in row[2]] for kind, words in said.items()}
    assert [kind for kind, there in found.items() if not there] == []
    assert len(found) == PAPERS
    assert {order.contract_number, order.number} <= {number for _url, number, _words in rows}
    for address, number, words in rows:
        answer = boss.get(address)
        assert answer.status_code == 200, (address, number, words)
        if "/print/" not in address:
            assert number in answer.content.decode()


@pytest.mark.feature("CUS-09")
def test_the_newest_of_each_kind_is_shown_however_many_there_are(boss, chen, lin, bj):
    today = timezone.localdate()
    loan = deal(chen, "loan", by=lin, on=today - 900 * DAY)
    for days in range(20):
        visit(chen, by=lin, on=today - days * DAY)
    rows = business(page(boss, chen.number))
    assert loan.number in {number for _url, number, _words in rows}
    assert len(rows) == 10


@pytest.mark.feature("CUS-09", "CUS-10")
@pytest.mark.parametrize(
    ("tab", "list_name"), [("services", "service_list"), ("dealings", "dealing_list")]
)
def test_the_tabs_count_what_the_filtered_lists_show(boss, chen, lin, bj, tab, list_name):
    other = make_customer("别人", owner=lin, store=bj)
    for who in (chen, chen, other):
        visit(who, by=lin)
        deal(who, "plate", by=lin)
    text = page(boss, chen.number)
    counted = re.search(rf'tab={tab}"[^>]*>[^<]+<span class="cnt">(\d+)<', text)
    assert counted.group(1) == "2"
    query = {"view": "all", "by_customer": chen.number}
    listed = boss.get(url(list_name), query).content.decode()
    assert re.search(r'data-summary="(\d+)', listed).group(1) == "2"
    rows = page(boss, chen.number, tab)
    of_chen = {"services": chen.servicerecords, "dealings": chen.dealingrecords}[tab]
    for row in of_chen.all():
        assert f'href="{row.get_absolute_url()}"' in rows
        assert boss.get(row.get_absolute_url()).status_code == 200


@pytest.mark.feature("CUS-09")
def test_the_page_does_not_ask_more_when_the_file_grows(boss, chen, lin):
    def count():
        with CaptureQueriesContext(connection) as asked:
            page(boss, chen.number)
            page(boss, chen.number, "services")
            page(boss, chen.number, "dealings")
        return len(asked)

    for _n in range(2):
        visit(chen, by=lin, parts=(parties.PartLine("机油滤清器"),), plate="苏A12345")
        deal(chen, "insurance", by=lin, plate="苏A12345")
    count()
    before = count()
    for _n in range(3):
        visit(chen, by=lin, parts=(parties.PartLine("机油"),), plate="苏B12345")
        deal(chen, "inspection", by=lin, plate="苏B12345")
    assert count() == before


# -- a repair visit -------------------------------------------------------------------------------
TYPED = {
    "came_on": "2026-03-02", "kind": "", "mileage_km": "20350", "fault": "制动异响",
    "adviser": "林晓彤", "quantity_hours": "1.5", "amount_labour": "180", "amount_parts": "420.50",
    "document_number": "wo 20260302-7", "plate": "苏a·12345", "vin": "", "car": "汉 EV",
    "remark": "客户等待", "parts-TOTAL_FORMS": "3", "parts-INITIAL_FORMS": "0",
    "parts-0-name": "前制动片", "parts-0-code": "BP-01", "parts-0-quantity": "2",
    "parts-1-name": "制动液", "parts-1-code": "", "parts-1-quantity": "0.5",
    "parts-2-name": "", "parts-2-code": "", "parts-2-quantity": "1",
}  # fmt: skip


def kind_key(code):
    return (
        ServiceRecord._meta.get_field("kind")
        .related_model.objects.get(kind="parties.service_kind", code=code)
        .pk
    )


@pytest.mark.feature("CUS-10")
def test_a_visit_typed_on_the_page_stands_in_its_row_with_every_fact(as_lin, chen, lin):
    told = TYPED | {"kind": kind_key("repair")}
    answer = as_lin.post(url("service_create", number=chen.number), told)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    row = ServiceRecord.objects.get()
    assert answer["Location"] == url("service_detail", number=row.number)
    assert row.document_number == "WO20260302-7"
    assert row.plate == "苏A12345"
    assert row.adviser == lin
    assert [str(part) for part in row.parts.all()] == ["前制动片×2", "制动液×0.5"]
    table = page(as_lin, chen.number, "services")
    table = table[table.index('id="list"') :]
    facts = ("2026-03-02", "一般维修", "20,350", "制动异响", "前制动片×2、制动液×0.5", "林", "1.5",
             "600.50")  # fmt: skip
    for fact in facts:
        assert fact in table, fact
    detail = as_lin.get(row.get_absolute_url()).content.decode()
    for fact in (*facts[:4], "前制动片", "BP-01", "180.00", "420.50", "WO20260302-7", "客户等待"):
        assert fact in detail, fact
    assert "维修保养" in page(as_lin, chen.number)


@pytest.mark.feature("CUS-10")
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"mileage_km": "-1"}, "里程不能为负数。"),
        ({"came_on": "2099-01-01"}, "日期不能晚于今天。"),
        ({"kind": ""}, "请选择维修保养类型。"),
        ({"quantity_hours": "-2"}, "工时不能为负数。"),
        ({"plate": "X99"}, "车牌应以省份简称开头"),
        ({"vin": "123"}, "车架号应为 17 位，还差 14 位。"),
        ({"parts-0-quantity": "0"}, "数量应大于 0。"),
        ({"parts-2-code": "A1"}, "请填写配件名称。"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(as_lin, chen, wrong, sentence):
    told = TYPED | {"kind": kind_key("repair")} | wrong
    answer = as_lin.post(url("service_create", number=chen.number), told)
    assert answer.status_code == 422
    assert sentence in html.unescape(answer.content.decode())
    assert not ServiceRecord.objects.exists()


@pytest.mark.feature("CUS-10")
@pytest.mark.parametrize(
    "wrong",
    [
        {"mileage_km": -1},
        {"quantity_hours": Decimal(-1)},
        {"amount_parts": Decimal(-1)},
        {"vin": "IOQ"},
        {"source": "document"},
        {"status": "odd"},
    ],
)
def test_the_database_refuses_it_too(chen, lin, wrong):
    row = visit(chen, by=lin)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRecord.objects.filter(pk=row.pk).update(**wrong)


@pytest.mark.feature("CUS-10")
def test_a_mileage_below_an_earlier_one_is_pointed_at_and_kept(as_lin, chen, lin):
    visit(chen, by=lin, on=timezone.localdate() - 500 * DAY, mileage_km=30_000, plate="苏A12345")
    visit(chen, by=lin, on=timezone.localdate() - 500 * DAY, mileage_km=90_000, plate="苏B54321")
    told = TYPED | {"kind": kind_key("repair"), "known": ""}
    answer = as_lin.post(url("service_create", number=chen.number), told, follow=True)
    text = answer.content.decode()
    assert "里程 20,350 公里低于" in text
    assert "30,000" in text
    row = ServiceRecord.objects.order_by("-pk").first()
    assert row.mileage_km == 20_350
    assert mileage_warning(visit(chen, by=lin, mileage_km=31_000, plate="苏A12345")) == ""


@pytest.mark.feature("CUS-10")
def test_a_known_car_is_chosen_and_another_one_typed(as_lin, chen, lin, bj):
    order = make_delivered_order(by=lin, store=bj, customer=chen)
    vin = order.vehicle.vin
    address = url("service_create", number=chen.number)
    assert f'value="{vin}"' in as_lin.get(address).content.decode()
    told = TYPED | {"kind": kind_key("repair"), "plate": "", "car": "", "document_number": ""}
    assert as_lin.post(address, told | {"known": vin}).status_code == 302
    assert as_lin.post(address, told | {"known": vin, "plate": "苏A12345"}).status_code == 302
    chosen, typed = ServiceRecord.objects.order_by("pk")
    assert (chosen.vin, typed.vin, typed.plate) == (vin, "", "苏A12345")
    assert chosen.car


@pytest.mark.feature("CUS-10")
def test_a_number_stands_once_in_a_store_and_a_voided_one_is_free_again(chen, lin, li, bj):
    other = make_customer("别人", owner=lin, store=bj)
    row = visit(chen, by=lin, document_number="WO-1")
    with pytest.raises(Duplicate, match="WO-1 已经登记过"):
        visit(other, by=lin, document_number="wo-1")
    void_record(row, reason="登记错客户", by=li, now=timezone.now())
    assert visit(other, by=lin, document_number="WO-1").document_number == "WO-1"


@pytest.mark.feature("CUS-10")
def test_a_document_of_another_app_has_one_record_that_follows_it(chen, lin):
    paper = parties.Paper("workshop.repairorder", 7, "RO-7")
    first = visit(chen, by=lin, paper=paper, mileage_km=100)
    again = visit(chen, by=lin, paper=paper, mileage_km=120)
    assert again.pk == first.pk
    row = ServiceRecord.objects.get()
    assert (row.mileage_km, row.source, row.document_number) == (120, "document", "RO-7")
    details = parties.ServiceDetails(came_on=row.came_on, kind="repair")
    with pytest.raises(GuardRefused, match="请在原单据上修改"):
        edit_service(row, details=details, by=lin, now=timezone.now(), version=None)
    deal(chen, "loan", by=lin, paper=parties.Paper("finance.loan", 7, "L-7"))
    deal(chen, "loan", by=lin, paper=parties.Paper("finance.loan", 7, "L-7"))
    assert DealingRecord.objects.count() == 1


@pytest.mark.feature("CUS-10")
def test_a_visit_is_corrected_by_whoever_saw_its_last_state(as_lin, chen, lin):
    row = visit(chen, by=lin, parts=(parties.PartLine("机油", Decimal(4)),), mileage_km=10)
    edit = url("service_edit", number=row.number)
    assert 'value="机油"' in as_lin.get(edit).content.decode()
    told = TYPED | {"kind": kind_key("body"), "version": "1", "parts-INITIAL_FORMS": "1"}
    assert as_lin.post(edit, told).status_code == 302
    row.refresh_from_db()
    assert (row.kind.code, row.mileage_km, row.version) == ("body", 20_350, 2)
    assert [part.name for part in row.parts.all()] == ["前制动片", "制动液"]
    assert "已被他人修改" in as_lin.post(edit, told).content.decode()
    details = parties.ServiceDetails(came_on=row.came_on, kind="repair")
    with pytest.raises(StaleDocument):
        edit_service(row, details=details, by=lin, now=timezone.now(), version=1)


@pytest.mark.feature("CUS-10")
def test_voiding_asks_why_keeps_the_record_and_takes_it_out_of_the_counts(boss, chen, lin):
    row = visit(chen, by=lin, fault="误登记")
    void = url("service_void", number=row.number)
    assert boss.post(void, {"reason": "", "version": "1"}).status_code == 422
    assert boss.post(void, {"reason": "登记错客户", "version": "1"}).status_code in {302, 303}
    row.refresh_from_db()
    assert row.status == "voided"
    assert StatusChange.objects.get(document_id=row.pk).note == "登记错客户"
    detail = boss.get(row.get_absolute_url()).content.decode()
    assert "登记错客户" in detail
    assert "误登记" in detail
    assert "误登记" not in page(boss, chen.number)
    assert boss.post(url("service_edit", number=row.number), TYPED).status_code == 422
    with pytest.raises(GuardRefused):
        void_record(row, reason="再次", by=lin, now=timezone.now())


# -- loans, insurance, plates, inspections --------------------------------------------------------
@pytest.mark.feature("CUS-09")
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"expires_on": ""}, "保险和年审请填写到期日期。"),
        ({"expires_on": "2026-01-01"}, "到期日期不能早于办理日期。"),
        ({"provider": ""}, "请填写银行或保险公司。"),
        ({"kind": "plate"}, "上牌没有到期日期，请清空。"),
        ({"kind": "x"}, "业务种类"),
        ({"amount": "-5"}, "不能"),
        ({"done_on": "2099-01-01"}, "日期不能晚于今天。"),
    ],
)
def test_an_arrangement_is_typed_and_what_cannot_be_is_refused(as_lin, chen, lin, wrong, sentence):
    told = {
        "kind": "insurance", "done_on": "2026-02-01", "expires_on": "2027-01-31",
        "provider": "人保财险", "document_number": "pd-1", "amount": "4860", "owner": lin.pk,
        "plate": "苏A12345",
    }  # fmt: skip
    address = url("dealing_create", number=chen.number)
    refused = as_lin.post(address, told | wrong)
    assert refused.status_code == 422
    assert sentence in html.unescape(refused.content.decode())
    assert not DealingRecord.objects.exists()
    assert as_lin.post(address, told).status_code == 302
    row = DealingRecord.objects.get()
    assert (row.kind, row.document_number, row.owner) == ("insurance", "PD-1", lin)
    with pytest.raises(Duplicate):
        deal(chen, "insurance", by=lin, document_number="PD-1")
    assert deal(chen, "loan", by=lin, document_number="PD-1")
    detail = as_lin.get(row.get_absolute_url()).content.decode()
    for fact in ("投保", "2027-01-31", "人保财险", "PD-1", "4,860.00", "苏A12345", "附件"):
        assert fact in detail, fact


@pytest.mark.feature("CUS-09")
@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": -1},
        {"expires_on": None},
        {"kind": "plate"},
        {"kind": "odd"},
        {"expires_on": "2001-01-01"},
    ],
)
def test_the_database_refuses_an_arrangement_that_cannot_be(chen, lin, wrong):
    row = deal(chen, "renewal", by=lin)
    with pytest.raises(IntegrityError), transaction.atomic():
        DealingRecord.objects.filter(pk=row.pk).update(**wrong)


@pytest.mark.feature("CUS-09")
def test_what_ends_soon_is_a_chip_and_a_next_act_until_it_is_renewed(boss, chen, lin):
    today = timezone.localdate()
    deal(
        chen,
        "insurance",
        by=lin,
        on=today - 345 * DAY,
        expires_on=today + 20 * DAY,
        plate="苏A12345",
    )
    deal(chen, "inspection", by=lin, on=today - 100 * DAY, expires_on=today + 40 * DAY)
    text = page(boss, chen.number)
    assert "保险 苏A12345 20 天后到期" in text
    assert f"{url('dealing_create', number=chen.number)}?kind=renewal" in text
    assert "年审 40 天后到期" not in text
    parameters.set_value(key="parties.expiry_days", store=None, value=Decimal(60))
    assert [row.kind for row in expiring_of(chen, today=today)] == ["renewal", "inspection"]
    assert [row.days for row in expiring_of(chen, today=today + 30 * DAY)] == [-10, 10]
    deal(chen, "renewal", by=lin, plate="苏A12345")
    assert [row.kind for row in expiring_of(chen, today=today)] == ["inspection"]


@pytest.mark.feature("CUS-09")
def test_an_arrangement_is_corrected_and_voided(boss, chen, lin, li):
    row = deal(chen, "loan", by=lin, provider="工商银行")
    edit = url("dealing_edit", number=row.number)
    told = {"kind": "loan", "done_on": "2026-02-01", "provider": "建设银行", "version": "1"}
    assert boss.post(edit, told).status_code == 302
    row.refresh_from_db()
    assert (row.provider, row.owner, row.version) == ("建设银行", lin, 2)
    details = parties.DealingDetails(kind="loan", done_on=row.done_on, provider="x")
    with pytest.raises(StaleDocument):
        edit_dealing(row, details=details, by=li, now=timezone.now(), version=1)
    void = url("dealing_void", number=row.number)
    assert boss.get(void).status_code == 200
    assert boss.post(void, {"reason": "客户退贷", "version": "2"}).status_code in {302, 303}
    row.refresh_from_db()
    assert row.status == "voided"


# -- who may --------------------------------------------------------------------------------------
@pytest.mark.feature("CUS-09", "CUS-10")
def test_another_stores_people_and_those_without_the_right_see_nothing(client, chen, lin, wang, bj):
    row, loan = visit(chen, by=lin, fault="秘密故障"), deal(chen, "loan", by=lin)
    client.force_login(wang)
    for name, number in (("service", row.number), ("dealing", loan.number)):
        for act in ("detail", "edit", "void"):
            address = url(f"{name}_{act}", store="cx", number=number)
            assert client.get(address).status_code == 404, address
            assert client.post(address, {"reason": "x", "version": "1"}).status_code in {404, 405}
        listed = client.get(url(f"{name}_list", store="cx") + "?view=all").content.decode()
        assert number not in listed
        assert client.get(url(f"{name}_create", store="cx", number=chen.number)).status_code == 404
    with pytest.raises(NotAuthorised):
        visit(chen, by=wang)
    with pytest.raises(NotAuthorised):
        void_record(row, reason="x", by=wang, now=timezone.now())
    client.force_login(lin)
    assert client.get(url("service_void", number=row.number)).status_code == 403
    Role.objects.filter(positions__posts__employee__user=lin).update(
        rights=["parties.view_customer"]
    )
    assert client.get(url("service_create", number=chen.number)).status_code == 403
    assert row.number in client.get(url("service_list")).content.decode()


@pytest.mark.feature("CUS-09", "CUS-10")
def test_a_shared_customers_file_is_read_and_only_changed_where_the_share_allows(
    client, chen, lin, li, people
):
    row = visit(chen, by=lin)
    friend = people("zhou")
    assert not ServiceRecord.objects.visible_to(friend).exists()
    share_customer(chen, grant=Grant(user=friend), by=lin, now=timezone.now())
    assert ServiceRecord.objects.visible_to(friend).get() == row
    assert not ServiceRecord.objects.editable_by(friend).exists()
    client.force_login(friend)
    assert client.get(url("service_detail", number=row.number)).status_code == 200
    assert client.post(url("service_edit", number=row.number), TYPED).status_code == 404


@pytest.fixture
def people(bj):
    from marque.organisation.testing import make_user

    return lambda name: make_user(name, name="周全", store=bj, department="二网部")


# -- the base, churn, retention, merging ----------------------------------------------------------
@pytest.mark.feature("CUS-14", "CUS-19")
def test_a_visit_to_the_workshop_keeps_a_customer_of_the_base_active(chen, lin, li, bj):
    today = timezone.localdate()
    long_ago = today - 900 * DAY
    order = make_delivered_order(by=lin, store=bj, customer=chen)
    Customer.objects.filter(pk=chen.pk).update(
        created_at=timezone.now() - 1000 * DAY, formal_on=long_ago, last_visit_on=long_ago,
        last_delivered_on=long_ago,
    )  # fmt: skip
    type(order).objects.filter(pk=order.pk).update(
        delivered_at=timezone.now() - 900 * DAY, issued_at=timezone.now() - 901 * DAY
    )
    parties.compute_worth(today=today)
    chen.refresh_from_db()
    assert (chen.base_status, chen.lifecycle) == ("inactive", "lost")
    row = visit(chen, by=lin, on=today - 10 * DAY)
    chen.refresh_from_db()
    assert (chen.base_status, chen.lifecycle) == ("active", "won_back")
    assert chen.last_service_on == chen.last_seen_on == today - 10 * DAY
    assert chen.last_visit_on == long_ago
    void_record(row, reason="登记错客户", by=li, now=timezone.now())
    chen.refresh_from_db()
    assert (chen.base_status, chen.last_service_on) == ("inactive", None)
    assert parties.compute_worth(today=today) == 0


@pytest.mark.feature("CUS-10")
def test_a_visit_is_told_as_the_last_one_and_keeps_the_customer(boss, chen, lin, bj):
    today, old = timezone.localdate(), timezone.now() - 2000 * DAY
    Customer.objects.filter(pk=chen.pk).update(
        created_at=old, owner_since=old, protected_until=None
    )
    assert chen in expired_customers(today=today)
    assert chen in idle_since(store=bj, last=today - 90 * DAY, now=timezone.now())
    visit(chen, by=lin, on=today - 3 * DAY)
    text = page(boss, chen.number)
    assert "最近到店" in text
    assert "3 天前" in text
    assert chen not in expired_customers(today=today)
    assert chen not in idle_since(store=bj, last=today - 90 * DAY, now=timezone.now())
    not_here = NUMBERS["last_visit_on:days"].condition
    assert not Customer.objects.filter(not_here(30, today), pk=chen.pk).exists()
    assert Customer.objects.filter(not_here(3, today), pk=chen.pk).exists()


@pytest.mark.feature("CUS-10")
def test_a_merge_takes_the_file_along(chen, lin, li, bj):
    twin = make_customer("陈建国", owner=lin, store=bj)
    visit(chen, by=lin, plate="苏A12345")
    row = visit(twin, by=lin, plate="苏A12345", on=timezone.localdate() - DAY)
    deal(twin, "plate", by=lin, plate="苏A12345")
    find_duplicates(store=bj, now=timezone.now())
    assert DuplicatePair.objects.filter(first=chen, second=twin).exists()
    order = MergeOrder(kept=chen, merged=twin, reason="同一人")
    merge_customers(order, by=li, now=timezone.now())
    row.refresh_from_db()
    assert row.customer_id == chen.pk
    assert (chen.servicerecords.count(), chen.dealingrecords.count()) == (2, 1)


# -- files ----------------------------------------------------------------------------------------
def imported(kind, text, *, by, store):
    batch = open_batch(
        kind_key=kind,
        file=io.BytesIO(text.encode("gb18030")),
        file_name="记录.csv",
        store=store,
        now=timezone.now(),
        by=by,
    )
    batch = map_columns(
        batch_id=batch.pk,
        mapping=batch.mapping,
        is_all_or_nothing=False,
        duplicates="fill",
        now=timezone.now(),
        by=by,
    )
    return run_batch(batch_id=batch.pk, now=timezone.now(), by=by)


def problems(batch):
    return [
        (row.row_no, problem["text"])
        for row in batch.rows.order_by("row_no")
        for problem in row.problems
    ]


VISITS = """客户编号,进厂日期,维修类型,工单号,车牌,里程,故障描述,更换配件,服务顾问,工时数,人工费,材料费
13857016128,2025-06-18,保养,WO1,苏A12345,20000,,OF-1|机油滤清器×1；机油×4,林晓彤,1.5,120,380
13857016128,2025-12-01,一般维修,WO2,苏A12345,15000,异响,,外店李师傅,2,200,0
13857016128,2025-12-01,保养,WO1,苏A12345,21000,,,,,,
13857016128,2025-12-01,洗车,WO4,,,,,,,,
13900000000,2025-12-01,保养,WO5,,,,,,,,
13857016128,2025-12-02,保养,WO6,,-5,,,,,,
13857016128,2025-12-03,保养,OLD,,,,,,,,
13857016128,2025-12-04,保养,,苏A12345,22000,,机油×0,,,,
13857016128,2025-12-05,保养,,苏A12345,23000,,,,,,
13857016128,2025-12-05,保养,,苏A12345,23000,,,,,,
"""


@pytest.mark.feature("CUS-10")
def test_visits_come_from_a_file_with_each_duplicate_refused_and_are_taken_back(chen, li, lin, bj):
    visit(chen, by=lin, document_number="OLD", on=timezone.localdate() - 400 * DAY)
    batch = imported("parties.service_record", VISITS, by=li, store=bj)
    assert (batch.quantity_created, batch.quantity_refused) == (3, 7)
    said = dict(problems(batch))
    for row_no, words in {
        3: "里程 15,000 公里低于 2025-06-18 进厂时的 20,000 公里",
        4: "与第 2 行重复。",
        5: "“洗车”不是维修保养类型",
        6: "没有客户“13900000000”",
        7: "里程应在 0 至 300 万公里之间。",
        8: "已有相同的记录 WX",
        9: "配件“机油”的数量应大于 0。",
        11: "与第 10 行重复。",
    }.items():
        assert words in said[row_no], (row_no, said)
    first = ServiceRecord.objects.get(document_number="WO1")
    assert (first.source, first.adviser, first.quantity_hours) == ("imported", lin, Decimal("1.5"))
    assert [(p.code, str(p)) for p in first.parts.all()] == [
        ("OF-1", "机油滤清器×1"),
        ("", "机油×4"),
    ]
    assert ServiceRecord.objects.get(document_number="WO2").adviser_name == "外店李师傅"
    chen.refresh_from_db()
    assert chen.last_service_on.isoformat() == "2025-12-05"
    with pytest.raises(GuardRefused, match="没有可以导入的行"):
        imported("parties.service_record", VISITS, by=li, store=bj)
    undo_batch(batch_id=batch.pk, now=timezone.now(), by=li)
    assert ServiceRecord.objects.get().document_number == "OLD"
    assert not ServicePart.objects.exists()
    chen.refresh_from_db()
    assert chen.last_service_on == timezone.localdate() - 400 * DAY


DEALS = """手机,业务类型,办理日期,到期日,保险公司,保单号,保费,车牌,经办人
13857016128,续保,2025-12-01,2026-11-30,人保财险,P1,"4,860.00",苏A12345,林晓彤
13857016128,年审,2025-12-01,,,,,苏A12345,
13857016128,上牌,2023-12-01,,车管所,,500,苏A12345,
13857016128,贷款,2023-12-01,,工商银行,P1,80000,,没有这人
13857016128,续保,2025-12-01,2026-11-30,人保财险,p1,1,,
"""


@pytest.mark.feature("CUS-09")
def test_arrangements_come_from_a_file_and_are_taken_back_unless_used(chen, li, lin, bj):
    batch = imported("parties.dealing_record", DEALS, by=li, store=bj)
    assert (batch.quantity_created, batch.quantity_refused) == (2, 3)
    said = dict(problems(batch))
    assert "保险和年审请填写到期日期。" in said[3]
    assert "本店没有在职员工“没有这人”" in said[5]
    assert "与第 2 行重复" in said[6]
    row = DealingRecord.objects.get(kind="renewal")
    assert (row.owner, row.amount, row.provider) == (lin, Decimal("4860.00"), "人保财险")
    add_comment(document=row, text="已电话确认", by=li)
    with pytest.raises(GuardRefused, match="附件或评论"):
        undo_batch(batch_id=batch.pk, now=timezone.now(), by=li)
    assert DealingRecord.objects.count() == 2


@pytest.mark.feature("CUS-10")
def test_a_file_reaches_only_the_customers_in_reach(chen, wang, cx):
    with pytest.raises(GuardRefused, match="没有可以导入的行"):
        imported("parties.service_record", VISITS, by=wang, store=cx)
    assert not ServiceRecord.objects.exists()


@pytest.mark.feature("CUS-09", "CUS-10")
def test_the_services_refuse_what_no_form_would_send(chen, lin):
    for wrong in (
        {"kind": "nothing"},
        {"amount_labour": Decimal(-1)},
        {"parts": (parties.PartLine(" "),)},
        {"quantity_hours": Decimal(5000)},
        {"mileage_km": 10_000_000},
    ):
        with pytest.raises(InvalidInput):
            visit(chen, by=lin, **wrong)
    with pytest.raises(InvalidInput):
        deal(chen, "gift", by=lin)
