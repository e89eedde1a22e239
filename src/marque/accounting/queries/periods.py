"""Books, periods, and what stands between a period and its close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from marque.accounting.models import (
    AccountKind,
    Book,
    FiscalPeriod,
    PeriodStatus,
    Voucher,
    VoucherKind,
    VoucherLine,
    VoucherWord,
)
from marque.accounting.workflow import OPEN, VoucherStatus
from marque.foundation.access.authority import authority_of
from marque.foundation.access.models import Scope
from marque.organisation.models import Company, User


@dataclass(frozen=True, slots=True)
class ClosePoint:
    """One point of the close checklist; `detail` says what is missing or that it is done."""

    label: str
    detail: str
    is_done: bool
    is_blocking: bool = True
    link: str = ""


def find_book(user: Any, *, store: Any, company_id: int | None = None) -> Book | None:
    """The book behind a page: of the store's company, else the one chosen, else the first."""
    books = Book.objects.visible_to(user).select_related("company")
    if store is not None:
        books = books.filter(company=store.company_id)
    elif company_id is not None:
        books = books.filter(company=company_id)
    found: Book | None = books.order_by("company__code").first()
    return found


def find_period(book: Book, *, year: int, month: int) -> FiscalPeriod | None:
    return (
        FiscalPeriod.objects.select_related("book")
        .filter(book=book, year=year, month=month)
        .first()
    )


def period_choices(book: Book, *, today: date) -> list[FiscalPeriod]:
    """The periods that have begun, the latest first."""
    return list(FiscalPeriod.objects.filter(book=book, starts_on__lte=today).order_by("-starts_on"))


def close_checklist(period: FiscalPeriod) -> list[ClosePoint]:
    """What must be true before a period is closed, and what should be."""
    return [
        _earlier_closed(period),
        _all_posted(period),
        _numbers_whole(period),
        _balanced(period),
        _profit_carried(period),
    ]


def _earlier_closed(period: FiscalPeriod) -> ClosePoint:
    earlier = (
        FiscalPeriod.objects.filter(book=period.book_id, starts_on__lt=period.starts_on)
        .exclude(status=PeriodStatus.CLOSED)
        .order_by("starts_on")
        .first()
    )
    detail = (
        _("%(period)s 还没有结账") % {"period": earlier} if earlier else _("以前月份已全部结账")
    )
    return ClosePoint(_("以前月份"), detail, earlier is None)


def _all_posted(period: FiscalPeriod) -> ClosePoint:
    waiting = Voucher.objects.filter(period=period, status__in=OPEN).count()
    detail = _("还有 %(n)s 张凭证没有记账") % {"n": waiting} if waiting else _("凭证已全部记账")
    return ClosePoint(_("凭证记账"), detail, not waiting, link="vouchers")


def _numbers_whole(period: FiscalPeriod) -> ClosePoint:
    words = (
        Voucher.objects.filter(period=period, number__gt=0)
        .values("word")
        .annotate(first=Min("number"), last=Max("number"), count=Count("pk"))
        .order_by("word")
    )
    broken = [
        str(VoucherWord(row["word"]).label)
        for row in words
        if row["first"] != 1 or row["last"] != row["count"]
    ]
    detail = (
        _("“%(words)s”字凭证断号") % {"words": "、".join(broken)} if broken else _("凭证号连续")
    )
    return ClosePoint(_("凭证编号"), detail, not broken)


def _balanced(period: FiscalPeriod) -> ClosePoint:
    difference = VoucherLine.objects.filter(
        voucher__book=period.book_id,
        voucher__status=VoucherStatus.POSTED,
        voucher__voucher_on__lte=period.ends_on,
    ).aggregate(total=Sum(F("amount_debit") - F("amount_credit")))["total"]
    detail = _("借贷差 %(amount)s") % {"amount": difference} if difference else _("试算平衡")
    return ClosePoint(_("试算平衡"), detail, not difference, link="trial-balance")


def _profit_carried(period: FiscalPeriod) -> ClosePoint:
    left = (
        VoucherLine.objects.filter(
            Q(account__kind=AccountKind.INCOME) | Q(account__kind=AccountKind.EXPENSE),
            voucher__book=period.book_id,
            voucher__status=VoucherStatus.POSTED,
            voucher__voucher_on__lte=period.ends_on,
        )
        .values("account")
        .annotate(balance=Sum(F("amount_debit") - F("amount_credit")))
        .exclude(balance=0)
        .count()
    )
    detail = _("还有 %(n)s 个损益科目有余额") % {"n": left} if left else _("损益已结转")
    return ClosePoint(_("损益结转"), detail, not left, is_blocking=False, link="carry")


def books_of(user: Any) -> QuerySet[Book]:
    """The books within the reader's reach."""
    found: QuerySet[Book] = Book.objects.visible_to(user).select_related(
        "company", "opened_by", "administrator"
    )
    return found.order_by("company__code")


def companies_without_book(user: Any) -> QuerySet[Company]:
    """The companies for which the reader may open a book."""
    reach = reach_of(user, "accounting.open_book")
    return Company.objects.filter(reach, is_active=True).exclude(
        pk__in=Book.objects.values("company")
    )


def users_of(user: Any) -> QuerySet[User]:
    """The active people who may be named administrator of a book."""
    reach = reach_of(user, "accounting.open_book", path="employee__posts__department__company")
    found: QuerySet[User] = User.objects.filter(reach, is_active=True).distinct()
    return found.order_by("username")


def reach_of(user: Any, right: str, *, path: str = "pk") -> Q:
    """The condition that a right's scope puts on companies, found by `path`."""
    authority = authority_of(user)
    scope = authority.scope(right)
    if scope == Scope.GROUP:
        return Q()
    if scope is None or authority.post is None:
        return Q(pk__in=[])
    return Q(**{path: authority.post.department.company_id})


def find_opening(book: Book) -> Voucher | None:
    """The voucher with the opening balances of a book, once it was entered."""
    found: Voucher | None = Voucher.objects.filter(
        book=book, kind=VoucherKind.OPENING, source_number=""
    ).first()
    return found
