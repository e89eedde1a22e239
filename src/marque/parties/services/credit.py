"""Set, lend and give back credit limits; nobody's limit falls below zero on any day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from marque.kernel.errors import GuardRefused, InvalidInput, InvalidTransition, NotAuthorised
from marque.organisation.models import User
from marque.parties.models import CreditLimit, CreditLoan, Customer
from marque.parties.queries.credit import DAY, CreditBook
from marque.parties.services.reach import locked_customer
from marque.parties.sources import exposures_of

ZERO = Decimal(0)
MOST = Decimal(1_000_000_000)


@dataclass(frozen=True, kw_only=True)
class LimitDetails:
    """A limit and its term."""

    amount: Decimal
    starts_on: date
    ends_on: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class LoanDetails:
    """How much is lent, until which day, and why."""

    amount: Decimal
    until_on: date
    reason: str


@transaction.atomic
def set_credit_limit(
    customer: Customer, *, details: LimitDetails, by: User, today: date
) -> CreditLimit:
    """Give a customer a limit for a term; it replaces what held before on those days.

    Refused when more than the new limit is lent out on one of them.
    """
    _allow(by, "parties.set_credit", _("您没有设置信用额度的权限。"))
    locked = locked_customer(customer, by=by)
    if not ZERO <= details.amount < MOST:
        raise InvalidInput(_("额度应在 0 至 10 亿元之间。"), field="amount")
    if details.starts_on < today:
        raise InvalidInput(_("生效日期不能早于今天。"), field="starts_on")
    if details.ends_on < details.starts_on:
        raise InvalidInput(_("截止日期不能早于生效日期。"), field="ends_on")
    reason = _reason(details.reason)
    book = CreditBook(locked)
    row = CreditLimit(
        customer=locked,
        amount=details.amount,
        starts_on=details.starts_on,
        ends_on=details.ends_on,
        reason=reason,
        set_by=by,
    )
    book.limits.insert(0, row)
    if book.lowest(details.starts_on, details.ends_on) < ZERO:
        raise GuardRefused(_("已借出的额度超过新额度，请先收回借出的额度。"))
    row.save()
    return row


@transaction.atomic
def lend_credit(
    *, lender: Customer, borrower: Customer, details: LoanDetails, by: User, today: date
) -> CreditLoan:
    """Let one customer use a part of another's limit until a day.

    The lender must be able to spare it on every day of the term, beside what it owes itself.
    """
    _allow(by, "parties.lend_credit", _("您没有借用信用额度的权限。"))
    if lender.pk == borrower.pk:
        raise InvalidInput(_("不能向自己借用额度。"), field="lender")
    if not ZERO < details.amount < MOST:
        raise InvalidInput(_("借用额度应大于 0。"), field="amount")
    if details.until_on < today:
        raise InvalidInput(_("归还日期不能早于今天。"), field="until_on")
    reason = _reason(details.reason)
    both = sorted((lender, borrower), key=lambda row: row.pk)
    locked = {row.pk: locked_customer(row, by=by) for row in both}
    book = CreditBook(locked[lender.pk])
    spare = book.lowest(today, details.until_on) - sum(
        (amount for _label, amount in exposures_of(lender)), ZERO
    )
    if details.amount > spare:
        raise GuardRefused(
            _("%(who)s 在借用期内最多可借出 ¥%(spare)s。")
            % {"who": lender.name, "spare": f"{max(spare, ZERO):,.2f}"}
        )
    return CreditLoan.objects.create(
        lender=locked[lender.pk],
        borrower=locked[borrower.pk],
        amount=details.amount,
        starts_on=today,
        until_on=details.until_on,
        reason=reason,
        lent_by=by,
    )


@transaction.atomic
def return_credit(loan: CreditLoan, *, by: User, today: date) -> CreditLoan:
    """Give a loan back before its day; refused when the borrower has lent it on or owes it."""
    _allow(by, "parties.lend_credit", _("您没有借用信用额度的权限。"))
    both = Customer.objects.filter(pk__in=(loan.lender_id, loan.borrower_id)).order_by("pk")
    list(both.select_for_update(of=("self",)))
    found = CreditLoan.objects.select_for_update(of=("self",)).get(pk=loan.pk)
    if not found.counts_on(today):
        raise InvalidTransition(_("这笔额度已经归还。"))
    borrower = Customer.objects.get(pk=found.borrower_id)
    book = CreditBook(borrower)
    book.loans = [row for row in book.loans if row.pk != found.pk]
    left = book.lowest(today, found.until_on)
    owed = sum((amount for _label, amount in exposures_of(borrower)), ZERO)
    if left < ZERO or book.on(today).limit < owed:
        raise GuardRefused(_("%(who)s 还在使用这笔额度，不能提前归还。") % {"who": borrower.name})
    found.returned_on, found.returned_by = today, by
    found.save(update_fields=["returned_on", "returned_by"])
    return found


@transaction.atomic
def return_due_credit(*, today: date) -> int:
    """Loans whose day is over go back by themselves; returns how many.  Safe to repeat.

    The limits do not wait for this: a loan stops to count after its last day.
    """
    due = CreditLoan.objects.filter(returned_on__isnull=True, until_on__lt=today).order_by("pk")
    rows = list(due.select_for_update(of=("self",), skip_locked=True))
    for row in rows:
        row.returned_on = row.until_on + DAY
        row.save(update_fields=["returned_on"])
    return len(rows)


def credit_problem(
    customer: Customer, *, amount: Decimal, on: date, besides: Decimal = ZERO
) -> str:
    """Why the customer may not owe `amount` more, in one sentence; empty when they may.

    `besides` is what of the exposure is this very amount already.  A customer who never had a
    limit pays before the car leaves and is not asked.  Locks the customer: two orders at once
    are counted one after the other.
    """
    if not CreditLimit.objects.filter(customer=customer).exists():
        return ""
    Customer.objects.select_for_update(of=("self",), no_key=True).get(pk=customer.pk)
    limit = CreditBook(customer).on(on).limit
    used = sum((owed for _label, owed in exposures_of(customer)), ZERO) - besides
    if used + amount <= limit:
        return ""
    told = {"limit": f"{limit:,.2f}", "used": f"{used:,.2f}", "amount": f"{amount:,.2f}"}
    return (
        _(
            "超出信用额度：额度 ¥%(limit)s，已用 ¥%(used)s，本单 ¥%(amount)s，"
            "须由有“超额度审核”权限的人审核。"
        )
        % told
    )


def _allow(by: User, right: str, sentence: str) -> None:
    if not by.has_perm(right):
        raise NotAuthorised(sentence)


def _reason(text: str) -> str:
    reason = text.strip()[:200]
    if not reason:
        raise InvalidInput(_("请填写依据或事由。"), field="reason")
    return reason
