from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from marque.accounting import api as accounting
from marque.accounting.models import PostingRule, TaxRate, Voucher
from marque.accounting.testing import make_draft, make_fact

pytestmark = pytest.mark.django_db
RENT = (("5602", "1000", "0"), ("1002", "0", "1000"))


def url(name, store="bj", **kwargs):
    return reverse(f"accounting:{name}", kwargs={"store": store, **kwargs})


@pytest.fixture
def as_(client):
    def log_in(user):
        client.force_login(user, backend="marque.foundation.access.backends.RightsBackend")
        return client

    return log_in


@pytest.fixture
def voucher(book, qian):
    return accounting.create_voucher(book=book, draft=make_draft(*RENT), by=qian)


def typed(*rows, **head):
    columns = ("line_summary", "line_account", "line_dimensions", "line_debit", "line_credit")
    sent = {name: [row[at] for row in rows] for at, name in enumerate(columns)}
    return {"word": "记", "voucher_on": "2026-11-20", "attachments_count": "2", **sent, **head}


GOOD = (
    ("付房租", "5602 管理费用", "部门：销售部", "1,000.00", ""),
    ("付房租", "1002 银行存款", "", "", "1000"),
    ("", "", "", "", ""),
)


@pytest.mark.parametrize(
    "name",
    [
        "voucher_list",
        "voucher_create",
        "trial_balance",
        "period_list",
        "rule_list",
        "tax_rate_list",
        "book_list",
    ],
)
def test_every_page_opens(as_, book, sun, name):
    assert as_(sun).get(url(name)).status_code == 200


def test_pages_say_so_when_the_company_has_no_book(as_, sun):
    for name in ("voucher_create", "trial_balance", "period_list", "rule_list"):
        assert "还没有建账" in as_(sun).get(url(name)).content.decode()


@pytest.mark.feature("FIN-07")
def test_a_voucher_is_typed_and_saved(as_, book, qian):
    answer = as_(qian).post(url("voucher_create"), typed(*GOOD))
    voucher = Voucher.objects.get()
    assert answer["Location"] == url("voucher_detail", pk=voucher.pk)
    assert (voucher.status, voucher.attachments_count, voucher.store.code) == ("submitted", 2, "bj")
    assert [line.dimensions for line in voucher.lines.all()] == [{"department": "销售部"}, {}]
    page = as_(qian).get(answer["Location"]).content.decode()
    assert "1002 银行存款" in page


@pytest.mark.parametrize(
    ("rows", "head", "sentence"),
    [
        ([GOOD[0], ("", "1002", "", "", "999")], {}, "借贷不平"),
        ([GOOD[0], ("", "1002", "", "", "abc")], {}, "不是金额"),
        ([GOOD[0], ("", "1002", "天气：晴", "", "1000")], {}, "辅助核算"),
        ([GOOD[0], ("", "8888", "", "", "1000")], {}, "没有科目"),
        ([*GOOD], {"voucher_on": "2025-01-02"}, "早于账套启用日期"),
        ([*GOOD], {"voucher_on": "昨天吧"}, "日期"),
        ([*GOOD], {"word": "乱"}, ""),
        ([GOOD[0], ("", "1002", "", "", "9" * 24)], {}, ""),
    ],
)
def test_a_wrong_voucher_comes_back_with_a_reason_and_what_was_typed(
    as_, book, qian, rows, head, sentence
):
    answer = as_(qian).post(url("voucher_create"), typed(*rows, **head))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert "付房租" in page
    assert not Voucher.objects.exists()


def test_more_rows_without_scripts(as_, book, qian):
    answer = as_(qian).post(url("voucher_create"), typed(*GOOD, more="6"))
    assert answer.status_code == 200
    assert "付房租" in answer.content.decode()
    assert not Voucher.objects.exists()


def test_a_draft_and_another_one(as_, book, qian):
    as_(qian).post(url("voucher_create"), typed(GOOD[0], draft="1"))
    answer = as_(qian).post(url("voucher_create"), typed(*GOOD, again="1"))
    assert answer["Location"] == url("voucher_create")
    assert sorted(Voucher.objects.values_list("status", flat=True)) == ["draft", "submitted"]


def test_the_preparer_changes_it_but_not_over_a_newer_version(as_, voucher, qian):
    target = url("voucher_detail", pk=voucher.pk)
    assert as_(qian).post(target, typed(*GOOD, version="1")).status_code == 302
    assert as_(qian).post(target, typed(*GOOD, version="1")).status_code == 409
    voucher.refresh_from_db()
    assert voucher.version == 2


@pytest.mark.feature("FIN-07")
def test_review_and_posting_by_the_buttons(as_, voucher, qian, sun):
    review = url("voucher_move", pk=voucher.pk, move="review")
    page = as_(qian).get(url("voucher_detail", pk=voucher.pk)).content.decode()
    assert review not in page
    as_(qian).post(review)
    voucher.refresh_from_db()
    assert voucher.status == "submitted"
    assert review in as_(sun).get(url("voucher_detail", pk=voucher.pk)).content.decode()
    as_(sun).post(review)
    as_(sun).post(url("voucher_move", pk=voucher.pk, move="post"))
    voucher.refresh_from_db()
    assert voucher.status == "posted"
    answer = as_(sun).post(url("voucher_reverse", pk=voucher.pk), {"on": "2026-11-30"})
    red = Voucher.objects.get(reverses=voucher)
    assert answer["Location"] == url("voucher_detail", pk=red.pk)
    assert as_(sun).get(answer["Location"]).status_code == 200
    assert "待记账" in as_(sun).get(url("voucher_detail", pk=voucher.pk)).content.decode()


@pytest.mark.parametrize("on", ["", "2026-13-45", "x"])
def test_a_reversal_without_a_day_is_refused(as_, voucher, sun, on):
    as_(sun).post(url("voucher_reverse", pk=voucher.pk), {"on": on})
    assert Voucher.objects.count() == 1


@pytest.mark.feature("FIN-08")
@pytest.mark.feature("FIN-09")
def test_from_the_voucher_to_the_document_and_from_the_balance_to_the_voucher(
    as_, book, qian, sun, bj, monkeypatch
):
    monkeypatch.setitem(
        __import__("marque.accounting.sources", fromlist=["_urls"])._urls,
        "sales.salesorder",
        lambda source: f"/{source.store}/sales/orders/{source.number}/",
    )
    made = accounting.post(make_fact("billing.deposit_received", book=book, store=bj), by=qian)
    page = as_(sun).get(url("voucher_detail", pk=made.pk)).content.decode()
    assert "/bj/sales/orders/SO2611-0001/" in page
    assert "系统规则" in page
    balance = as_(sun).get(url("trial_balance"), {"period": "2026-11"}).content.decode()
    assert url("account_ledger", code="2203") in balance
    ledger = as_(sun).get(url("account_ledger", code="2203"), {"period": "2026-11"})
    assert url("voucher_detail", pk=made.pk) in ledger.content.decode()


def test_the_books_can_be_exported(as_, book, qian, sun):
    accounting.post(make_fact("billing.deposit_received", book=book), by=qian)
    for target in (url("trial_balance"), url("account_ledger", code="1002"), url("voucher_list")):
        answer = as_(sun).get(target, {"export": "xlsx", "period": "2026-11"})
        body = b"".join(answer) if answer.streaming else answer.content
        assert body[:2] == b"PK"


def test_a_period_is_closed_and_opened_again_on_its_page(as_, book, sun, qian):
    january = book.periods.get(month=1)
    assert as_(sun).post(url("period_close", pk=january.pk)).status_code == 302
    january.refresh_from_db()
    assert january.status == "closed"
    assert as_(qian).post(url("period_reopen", pk=january.pk)).status_code == 403
    page = as_(sun).get(url("period_list"), {"period": "2026-01"}).content.decode()
    assert "已结账" in page
    as_(sun).post(url("period_reopen", pk=january.pk))
    january.refresh_from_db()
    assert january.status == "open"


@pytest.mark.feature("PLT-03")
def test_a_book_is_opened_on_its_page(as_, sun, bj):
    answer = as_(sun).post(
        url("book_list"),
        {
            "company": bj.company_id,
            "standard": "small",
            "opened_on": "2026-08-01",
            "administrator": sun.pk,
        },
    )
    assert answer.status_code == 302
    assert accounting.Book.objects.get().administrator == sun


@pytest.mark.feature("PLT-23")
def test_a_rate_is_set_on_its_page(as_, book, sun):
    sent = {"code": "VAT_GOODS", "rate": "12", "valid_from": "2027-01-01", "source": "某公告"}
    as_(sun).post(url("tax_rate_list"), sent)
    assert (
        accounting.rate_on("VAT_GOODS", date(2027, 1, 1))
        == TaxRate.objects.get(source="某公告").rate
    )
    assert "晚于" in as_(sun).post(url("tax_rate_list"), sent).content.decode()


def test_a_rule_is_changed_on_its_page(as_, book, sun):
    rule = PostingRule.objects.get(book=book, code="sales.vehicle_sold")
    as_(sun).post(url("rule_change", pk=rule.pk), {"summary": "收入 {source}", "active": "on"})
    rule.refresh_from_db()
    assert (rule.summary, rule.is_auto_reviewed, rule.is_active) == ("收入 {source}", False, True)
    as_(sun).post(url("rule_change", pk=rule.pk), {"summary": " ", "active": "on"})
    rule.refresh_from_db()
    assert rule.summary == "收入 {source}"


def test_who_has_no_right_gets_nothing(as_, book, voucher, zhao, li):
    for user in (zhao, li):
        for name in ("voucher_list", "trial_balance", "period_list", "book_list", "voucher_create"):
            assert as_(user).get(url(name)).status_code in {403, 404}
        assert as_(user).get(url("voucher_detail", pk=voucher.pk)).status_code in {403, 404}


def test_vouchers_of_another_company_do_not_exist(as_, book, voucher, cx):
    from marque.organisation.models import Company
    from marque.organisation.testing import make_store, make_user

    other = Company.objects.create(code="c2", name="另一家公司")
    store = make_store("东湖店", "dh", company=other)
    stranger = make_user("feng", store=store, position="chief_accountant")
    client = as_(stranger)
    assert client.get(url("voucher_detail", store="dh", pk=voucher.pk)).status_code == 404
    assert client.get(url("voucher_detail", store="bj", pk=voucher.pk)).status_code == 404
    assert (
        client.post(url("voucher_move", store="dh", pk=voucher.pk, move="review")).status_code
        == 404
    )
    january = book.periods.get(month=1)
    assert client.post(url("period_close", store="dh", pk=january.pk)).status_code == 404


def test_the_group_view_offers_a_company(as_, book, hq, cx, bj):
    page = as_(hq).get(url("trial_balance", store="hq"))
    assert page.status_code == 200
