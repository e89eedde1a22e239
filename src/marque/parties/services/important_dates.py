"""Days to remember, and the reminders that go out ahead of them (CUS-04)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import ExtractDay, ExtractMonth
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marque.foundation.notifications.services import notify
from marque.kernel.errors import InvalidInput
from marque.organisation.models import User
from marque.parties.models import Contact, Customer, ImportantDate
from marque.parties.services.reach import locked_customer

LONGEST_NOTICE = 31
MONTH = 100


@dataclass(frozen=True, kw_only=True)
class DateDetails:
    """What is told about a day to remember."""

    label: str
    happens_on: date
    is_yearly: bool = True
    remind_days: int = 3
    contact: Contact | None = None


@transaction.atomic
def add_date(customer: Customer, *, details: DateDetails, by: User) -> ImportantDate:
    """Remember a day of the customer, or of one of its contacts."""
    locked = locked_customer(customer, by=by)
    if not details.label.strip():
        raise InvalidInput(_("请填写日期的名目，例如结婚纪念日。"), field="label")
    if not 0 <= details.remind_days <= LONGEST_NOTICE:
        raise InvalidInput(_("提前提醒的天数应在 0 至 31 之间。"), field="remind_days")
    if details.contact is not None and details.contact.customer_id != locked.pk:
        raise InvalidInput(_("这位联系人不属于该客户。"), field="contact")
    return ImportantDate.objects.create(
        customer=locked, **vars(details) | {"label": details.label.strip()}
    )


@transaction.atomic
def remove_date(row: ImportantDate, *, by: User) -> None:
    """Forget a day."""
    locked_customer(row.customer, by=by)
    row.delete()


def coming_dates(dates: QuerySet[ImportantDate], *, today: date) -> list[ImportantDate]:
    """Those whose notice has begun, the next first; each has `comes_on`."""
    days = [today + timedelta(days=ahead) for ahead in range(LONGEST_NOTICE + 2)]
    near = dates.annotate(_day=ExtractMonth("happens_on") * MONTH + ExtractDay("happens_on"))
    rows = near.filter(
        Q(is_yearly=True, _day__in=[day.month * MONTH + day.day for day in [*days, _leap(today)]])
        | Q(is_yearly=False, happens_on__range=(days[0], days[-1]))
    ).filter(customer__is_active=True)
    found = []
    for row in rows.select_related("customer__owner", "customer__store", "contact"):
        comes_on = row.next_on(today)
        if comes_on and (comes_on - today).days <= row.remind_days:
            row.comes_on = comes_on  # type: ignore[attr-defined]
            found.append(row)
    return sorted(found, key=lambda row: (row.comes_on, row.pk))  # type: ignore[attr-defined]


def _leap(today: date) -> date:
    """29 February, which other years keep on the 28th."""
    return date(2024, 2, 29) if today.month in {1, 2} else today


@transaction.atomic
def remind_dates(*, today: date) -> int:
    """Tell the owners of the days that come; each day once.  Returns how many went out."""
    waiting = ImportantDate.objects.filter(customer__owner__isnull=False)
    count = 0
    for row in coming_dates(waiting, today=today):
        comes_on = row.comes_on  # type: ignore[attr-defined]
        if row.reminded_for == comes_on or row.customer.owner is None:
            continue
        notify([row.customer.owner], kind="remind", title=_text(row, comes_on), url=_url(row))
        ImportantDate.objects.filter(pk=row.pk).update(reminded_for=comes_on)
        count += 1
    return count


def _text(row: ImportantDate, comes_on: date) -> str:
    who = f"{row.customer.name} · {row.contact.name}" if row.contact else row.customer.name
    return _("%(day)s 是 %(who)s 的%(label)s") % {
        "day": date_format(comes_on, "m-d"),
        "who": who,
        "label": row.label,
    }


def _url(row: ImportantDate) -> str:
    kwargs = {"store": row.customer.store.code, "number": row.customer.number}
    return reverse("parties:customer_detail", kwargs=kwargs)


def dates_of(customer: Customer) -> QuerySet[ImportantDate]:
    """The days of a customer and its contacts."""
    return (
        ImportantDate.objects.filter(customer=customer)
        .select_related("contact")
        .order_by(ExtractMonth("happens_on"), ExtractDay("happens_on"), F("pk"))
    )
