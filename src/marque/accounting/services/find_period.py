"""The period a voucher belongs to, made when the first voucher of its year comes."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from django.utils.translation import gettext as _

from marque.accounting.models import Book, FiscalPeriod, PeriodStatus
from marque.kernel.errors import InvalidInput, PeriodClosed

YEARS_AHEAD = 1


def open_period(book: Book, *, on: date) -> FiscalPeriod:
    """The open period of `book` that contains `on`.

    Raises InvalidInput before the opening date, PeriodClosed when the period is closed.
    """
    period = FiscalPeriod.objects.filter(book=book, year=on.year, month=on.month).first()
    if period is None:
        _refuse_far_future(book, on)
    refuse_unless_open(book.opened_on, period_closed=is_closed(period), on=on)
    return period or create_period(book.pk, on=on)


def _refuse_far_future(book: Book, on: date) -> None:
    """A year is opened when the one before it is known: nobody posts to the year 9999."""
    last = FiscalPeriod.objects.filter(book=book).order_by("-year").first()
    if last and on.year > last.year + YEARS_AHEAD:
        raise InvalidInput(_("凭证日期超出可记账的年度，请检查年份"), field="voucher_on")


def is_closed(period: FiscalPeriod | None) -> bool:
    return period is not None and period.status == PeriodStatus.CLOSED


def refuse_unless_open(opened_on: date, *, period_closed: bool, on: date) -> None:
    """Say in one sentence why nothing can be posted on that day."""
    if on < opened_on:
        raise InvalidInput(
            _("凭证日期 %(on)s 早于账套启用日期 %(opened_on)s，不能记账")
            % {"on": on, "opened_on": opened_on},
            field="voucher_on",
        )
    if period_closed:
        raise PeriodClosed(
            _("%(year)s 年 %(month)s 月已结账，不能再记账") % {"year": on.year, "month": on.month}
        )


def period_of(book_id: int, *, on: date) -> FiscalPeriod:
    """The period of the month of `on`, not saved yet."""
    return FiscalPeriod(
        book_id=book_id,
        year=on.year,
        month=on.month,
        starts_on=on.replace(day=1),
        ends_on=on.replace(day=monthrange(on.year, on.month)[1]),
    )


def create_period(book_id: int, *, on: date) -> FiscalPeriod:
    """The period of the month of `on`; another transaction may have made it meanwhile."""
    period = period_of(book_id, on=on)
    return FiscalPeriod.objects.get_or_create(
        book_id=book_id,
        year=on.year,
        month=on.month,
        defaults={"starts_on": period.starts_on, "ends_on": period.ends_on},
    )[0]
