"""Credit limits, limits lent from one customer to another, and what was owed before the books."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from marque.accounting.models import AccountRole, Book, FiscalPeriod
from marque.accounting.queries.trial_balance import trial_balance
from marque.accounting.testing import open_demo_book
from marque.billing.models import OpeningReceivable
from marque.billing.services.open_receivables import (
    OpeningDraft,
    OpeningImporter,
    ledger_name,
    open_receivables,
)
from marque.foundation.imports.kinds import ImportContext, Line, UndoneRow
from marque.kernel.errors import DomainError, NotAuthorised, PeriodClosed
from marque.organisation.testing import make_user
from marque.parties import api as parties
from marque.parties.models import CreditLimit, CreditLoan
from marque.parties.queries.credit import CreditBook
from marque.parties.services.credit import LimitDetails, LoanDetails
from marque.parties.tasks import return_credit_task
from marque.parties.testing import make_customer
from marque.sales import api as sales
from marque.sales.testing import make_confirmed_order, make_submitted_order

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def zong(bj):
    """宗总, general manager, who sets limits and may exceed them."""
    return make_user("zong", name="宗总", store=bj, position="gm", department="总经办")


@pytest.fixture
def firm(lin, bj):
    return make_customer("云栖汽车租赁", owner=lin, store=bj, kind="enterprise")


@pytest.fixture
def other(lin, bj):
    return make_customer("之江物流", owner=lin, store=bj, kind="enterprise")


def limit(customer, amount, *, by, start=None, days=365):
    start = start or timezone.localdate()
    told = LimitDetails(
        amount=Decimal(amount), starts_on=start, ends_on=start + days * DAY, reason="年度授信"
    )
    today = min(start, timezone.localdate())
    return parties.set_credit_limit(customer, details=told, by=by, today=today)


def lend(lender, borrower, amount, *, by, days=30, today=None):
    today = today or timezone.localdate()
    told = LoanDetails(amount=Decimal(amount), until_on=today + days * DAY, reason="旺季周转")
    return parties.lend_credit(lender=lender, borrower=borrower, details=told, by=by, today=today)


def on(customer, day=None):
    return CreditBook(customer).on(day or timezone.localdate()).limit


@pytest.mark.feature("CUS-29")
def test_a_limit_has_a_term_an_author_and_a_history(client, zong, firm, li, lin):
    client.force_login(zong)
    today = timezone.localdate()
    address = reverse("parties:credit_set", kwargs={"store": "bj", "number": firm.number})
    told = {"amount": "200000", "starts_on": today, "ends_on": today + 90 * DAY, "reason": "年审"}
    assert client.post(address, told).status_code in {302, 303}
    assert client.post(address, told | {"amount": "300000"}).status_code in {302, 303}
    assert client.post(address, told | {"reason": ""}).status_code == 422
    page = reverse("parties:customer_detail", kwargs={"store": "bj", "number": firm.number})
    text = client.get(page, {"tab": "credit"}).content.decode()
    assert "300,000.00" in text
    assert "200,000.00" in text
    assert "宗总" in text
    assert on(firm) == 300_000
    assert on(firm, today + 91 * DAY) == 0
    for nobody in (li, lin):
        with pytest.raises(NotAuthorised):
            limit(firm, 1, by=nobody)
    with pytest.raises(IntegrityError), transaction.atomic():
        CreditLimit.objects.filter(customer=firm).update(amount=-1)


@pytest.mark.feature("CUS-29")
def test_an_order_above_the_limit_needs_somebody_who_may_exceed_it(zong, firm, lin, li):
    limit(firm, 250_000, by=zong)
    first = make_confirmed_order(by=lin, customer=firm)
    assert first.status == "confirmed"
    second = make_submitted_order(by=lin, customer=firm)
    for approver in (lin, li):
        with pytest.raises(NotAuthorised, match="超出信用额度"):
            sales.confirm_order(order=second, by=approver, now=timezone.now())
    second.refresh_from_db()
    assert second.status == "submitted"
    assert sales.confirm_order(order=second, by=zong, now=timezone.now()).status == "confirmed"


@pytest.mark.feature("CUS-29")
def test_customers_without_a_limit_are_not_asked(lin, bj):
    customer = make_customer("散客", owner=lin, store=bj)
    assert make_confirmed_order(by=lin, customer=customer).status == "confirmed"


@pytest.mark.feature("CUS-30")
def test_borrowing_moves_the_limit_until_its_day_and_back_by_itself(zong, firm, other):
    today = timezone.localdate()
    limit(firm, 100_000, by=zong)
    with pytest.raises(DomainError, match="最多可借出"):
        lend(firm, other, 100_001, by=zong)
    lend(firm, other, 60_000, by=zong, days=10)
    assert (on(firm), on(other)) == (40_000, 60_000)
    with pytest.raises(DomainError, match="最多可借出"):
        lend(firm, other, 40_001, by=zong)
    with pytest.raises(DomainError, match="已借出"):
        limit(firm, 59_999, by=zong)
    last, after = today + 10 * DAY, today + 11 * DAY
    assert (on(firm, last), on(other, last)) == (40_000, 60_000)
    assert (on(firm, after), on(other, after)) == (100_000, 0)
    assert parties.return_due_credit(today=last) == 0
    assert parties.return_due_credit(today=after) == 1
    assert parties.return_due_credit(today=after) == 0
    loan = CreditLoan.objects.get()
    assert (loan.returned_on, loan.returned_by) == (after, None)
    assert (on(firm, after), on(other, after)) == (100_000, 0)
    return_credit_task()


@pytest.mark.feature("CUS-30")
def test_a_loan_goes_back_early_unless_it_is_used(client, zong, firm, other, lin):
    client.force_login(zong)
    limit(firm, 300_000, by=zong)
    address = reverse("parties:credit_borrow", kwargs={"store": "bj", "number": other.number})
    until = timezone.localdate() + 20 * DAY
    told = {"lender": firm.pk, "amount": "250000", "until_on": until, "reason": "周转"}
    answer = client.post(address, told)
    assert answer.status_code in {302, 303}, answer.content.decode()[:1500]
    loan = CreditLoan.objects.get()
    limit(other, 0, by=zong)
    make_confirmed_order(by=lin, customer=other)
    with pytest.raises(DomainError, match="还在使用"):
        parties.return_credit(loan, by=zong, today=timezone.localdate())
    other.sales_orders.update(amount_received=200_000)
    kwargs = {"store": "bj", "number": firm.number, "pk": loan.pk}
    assert client.post(reverse("parties:credit_return", kwargs=kwargs)).status_code in {302, 303}
    assert (on(firm), on(other)) == (300_000, 0)


@pytest.mark.feature("CUS-30")
def test_the_database_refuses_a_limit_below_zero(zong, firm, other):
    limit(firm, 100, by=zong)
    today = timezone.localdate()
    with pytest.raises(IntegrityError), transaction.atomic():
        CreditLoan.objects.create(
            lender=firm, borrower=other, amount=101, starts_on=today, until_on=today,
            reason="越过服务", lent_by=zong,
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        CreditLoan.objects.create(
            lender=firm, borrower=other, amount=100, starts_on=today,
            until_on=today + 400 * DAY, reason="晚于额度截止", lent_by=zong,
        )  # fmt: skip


@pytest.mark.feature("CUS-30")
@pytest.mark.parametrize("seed", range(6))
def test_any_sequence_leaves_every_ledger_right_on_every_day(seed, zong, lin, bj):
    rng = random.Random(seed)
    people = [make_customer(f"公司{n}", owner=lin, store=bj) for n in range(3)]
    start = today = date(2026, 11, 20)
    for _step in range(25):
        today += timedelta(days=rng.choice((0, 0, 1, 3)))
        try:
            with transaction.atomic():
                _do(rng, people, zong, today)
        except DomainError:
            pass
        parties.return_due_credit(today=today)
    books = [CreditBook(person) for person in people]
    for n in range(150):
        day = start + n * DAY
        told = [book.on(day) for book in books]
        assert all(credit.limit >= 0 for credit in told), (seed, day)
        assert sum(c.borrowed for c in told) == sum(c.lent for c in told)
        assert sum(c.limit for c in told) == sum(c.own for c in told)


def _do(rng, people, by, today):
    act, amount = rng.random(), Decimal(rng.randrange(1, 2_000))
    lender, borrower = rng.sample(people, 2)
    if act < 0.35:
        ends = today + timedelta(days=rng.randrange(0, 60))
        told = LimitDetails(
            amount=amount, starts_on=today + rng.randrange(3) * DAY, ends_on=ends, reason="授信"
        )
        parties.set_credit_limit(lender, details=told, by=by, today=today)
    elif act < 0.8:
        lend(lender, borrower, amount, by=by, days=rng.randrange(0, 40), today=today)
    elif loans := list(CreditLoan.objects.all()):
        parties.return_credit(rng.choice(loans), by=by, today=today)


@pytest.fixture
def keeper(bj):
    """钱会计, who takes over the balances."""
    return make_user("qian", name="钱会计", store=bj, position="accountant", department="财务部")


@pytest.fixture
def book(bj, keeper):
    return open_demo_book(bj.company, by=keeper)


def opening_of(book):
    code = AccountRole.objects.get(book=book, role="CUSTOMER_RECEIVABLE").account.code
    year = book.opened_on
    row = trial_balance(book, starts_on=year, ends_on=year.replace(month=12, day=31)).at(code)
    return row.opening if row else Decimal(0)


def run_import(lines, bj, by):
    now = timezone.now()
    context = ImportContext(by=by, today=timezone.localdate(), now=now, store=bj, source="期初.csv")
    importer = OpeningImporter()
    importer.check(lines, context)
    assert not any(line.is_refused for line in lines), [line.problems for line in lines]
    importer.apply(lines, context)
    return importer, context


@pytest.mark.feature("CUS-28")
def test_an_imported_receivable_stands_in_ageing_and_the_opening_balance(
    client, book, bj, keeper, lin
):
    customer = make_customer("陈建国", owner=lin, store=bj, phone="13857016128")
    since = book.opened_on - 40 * DAY
    values = {"customer": "13857016128", "amount": Decimal("10000.00"), "since_on": since}
    line = Line(1, {}, values)
    importer, context = run_import([line], bj, keeper)
    assert opening_of(book) == Decimal("10000.00")
    client.force_login(keeper)
    address = reverse("accounting:receivable_ageing", kwargs={"store": "bj"})
    text = client.get(address).content.decode()
    assert ledger_name(customer) in text
    assert "10,000.00" in text
    detail = client.get(address, {"customer": ledger_name(customer)}).content.decode()
    voucher = OpeningReceivable.objects.get().voucher
    link = reverse("accounting:voucher_detail", kwargs={"store": "bj", "pk": voucher.pk})
    assert link in detail
    assert client.get(link).status_code == 200
    row = UndoneRow(1, "create", line.object_type, line.object_id, None)
    importer.undo([row], {}, context)
    assert opening_of(book) == 0
    assert ledger_name(customer) not in client.get(address).content.decode()


@pytest.mark.feature("CUS-28")
def test_openings_are_refused_late_unknown_or_in_a_closed_month(book, bj, keeper, lin):
    customer = make_customer("陈建国", owner=lin, store=bj)
    draft = OpeningDraft(customer=customer, amount=Decimal(100), since_on=book.opened_on)
    unknown = Line(1, {}, {"customer": "10000000000", "amount": Decimal(1), "since_on": date.min})
    OpeningImporter().check(
        [unknown], ImportContext(by=keeper, today=date.max, now=timezone.now(), store=bj)
    )
    assert unknown.is_refused
    with pytest.raises(NotAuthorised):
        open_receivables(drafts=[draft], store=bj, source="x", by=lin)
    late = OpeningDraft(customer=customer, amount=Decimal(1), since_on=book.opened_on + DAY)
    with pytest.raises(DomainError, match="不能晚于"):
        open_receivables(drafts=[late], store=bj, source="x", by=keeper)
    FiscalPeriod.objects.filter(book=book, month=book.opened_on.month).update(status="closed")
    with pytest.raises(PeriodClosed):
        open_receivables(drafts=[draft], store=bj, source="x", by=keeper)
    assert not OpeningReceivable.objects.exists()
    Book.objects.get()


@pytest.mark.feature("CUS-28", "CUS-29")
def test_what_was_owed_before_counts_towards_the_limit(book, bj, keeper, zong, firm, lin, li):
    limit(firm, 190_000, by=zong)
    owed = OpeningDraft(customer=firm, amount=Decimal(50_000), since_on=book.opened_on)
    open_receivables(drafts=[owed], store=bj, source="期初", by=keeper)
    order = make_submitted_order(by=lin, customer=firm)
    with pytest.raises(NotAuthorised, match="已用 ¥50,000.00"):
        sales.confirm_order(order=order, by=li, now=timezone.now())
