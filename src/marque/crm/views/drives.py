"""Test drives: the list, the board of a day, the dispatcher's list, booking."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marque.crm.forms.drives import BookForm, initial_booking
from marque.crm.models import TestDrive
from marque.crm.queries.drives import board_of, mean_wait, waiting_for_car
from marque.crm.queries.leads import list_leads
from marque.crm.services.book_test_drive import book_test_drive
from marque.crm.tables.drives import TestDriveTable
from marque.crm.views.drive_page import here
from marque.foundation.access.decorators import requires
from marque.foundation.ui.filters import read_day
from marque.foundation.ui.idempotency import submit_once
from marque.foundation.ui.lists import render_list
from marque.foundation.ui.records import SeeOther, store_needed
from marque.inventory import api as inventory
from marque.kernel.errors import DomainError, InvalidInput
from marque.kernel.text import translated
from marque.parties import api as parties

MEASURED = timedelta(days=30)


@requires("crm.view_testdrive", label=gettext_lazy("试乘试驾"))
def test_drive_list(request: Any) -> HttpResponse:
    """The test drives of the store."""
    return render_list(request, table=TestDriveTable, template="crm/drives/list.html")


@requires("crm.view_testdrive", label=gettext_lazy("试驾排期"))
def test_drive_board(request: Any) -> HttpResponse:
    """Cars and half hours of one day; a free one leads to the booking."""
    store = store_needed(request)
    on = read_day(request.GET.get("on", "")) or timezone.localdate()
    board = board_of(store, user=request.user, on=on, now=timezone.now())
    context = {
        "board": board,
        "title": _("试驾排期"),
        "previous": on - timedelta(days=1) if on > date.min else on,
        "next": on + timedelta(days=1) if on < date.max else on,
        "hour": f"{100 / max(1, len(board.heads)):.4f}%",
        "now_share": (board.now_at or 0) / 100,
        "may_book": request.user.has_perm("crm.book_testdrive"),
        "customer": _known(request, parties.Customer.objects, "customer", "number"),
    }
    return render(request, "crm/drives/board.html", context)


@requires("crm.dispatch_testdrive", label=gettext_lazy("试驾派车"))
def dispatch_list(request: Any) -> HttpResponse:
    """Requests that wait for their car, and how long they do."""
    now = timezone.now()
    context = {
        "drives": waiting_for_car(user=request.user, store=request.store),
        "wait": _minutes(mean_wait(user=request.user, store=request.store, since=now - MEASURED)),
        "title": _("试驾派车"),
    }
    return render(request, "crm/drives/dispatch.html", context)


def _minutes(wait: timedelta | None) -> int | None:
    return None if wait is None else round(wait.total_seconds() / 60)


@requires("crm.book_testdrive", label=gettext_lazy("预约试驾"))
@submit_once
def test_drive_create(request: Any) -> HttpResponse:
    """Book a test drive; `?customer=`, `?lead=`, `?car=` and `?at=` fill the form."""
    store = store_needed(request)
    url = reverse("parties:customer_lookup", kwargs={"store": store.code})
    if request.method != "POST":
        form = BookForm(initial=_initial(request), store=store, user=request.user, lookup_url=url)
        return _form_page(request, form)
    form = BookForm(request.POST, store=store, user=request.user, lookup_url=url)
    drive = _booked(request, store, form) if form.is_valid() else None
    if drive is not None:
        return SeeOther(here(request, "test_drive_detail", number=drive.number))
    return _form_page(request, form, status=422)


def _booked(request: Any, store: Any, form: BookForm) -> TestDrive | None:
    try:
        return book_test_drive(
            request=form.request(), store=store, by=request.user, now=timezone.now()
        )
    except DomainError as error:
        field = error.field if isinstance(error, InvalidInput) else None
        form.add_error(field if field in form.fields else None, translated(str(error), str))
        return None


def _initial(request: Any) -> dict[str, Any]:
    customer = _known(request, parties.Customer.objects, "customer", "number")
    if number := request.GET.get("lead", "")[:30]:
        leads = list_leads(user=request.user, store=request.store).select_related("customer")
        lead = leads.filter(number=number).first()
        customer = lead.customer if lead else customer
    car = inventory.list_demo_cars(store=request.store).filter(vin=request.GET.get("car", "")[:17])
    at = _moment(request.GET.get("at", ""))
    return initial_booking(user=request.user, customer=customer, car=car.first(), starts_at=at)


def _known(request: Any, rows: Any, name: str, field: str) -> Any:
    """The row named in the address, if the user may see it here."""
    text = request.GET.get(name, "")[:30]
    if not text:
        return None
    visible = rows.visible_to(request.user).in_store(request.store)
    return visible.filter(**{field: text}).first()


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text[:25])
    except ValueError:
        return None
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def _form_page(request: Any, form: BookForm, *, status: int = 200) -> HttpResponse:
    title = _("预约试驾")
    context = {
        "form": form,
        "title": title,
        "here": title,
        "submit": title,
        "back_url": here(request, "test_drive_board"),
        "has_cars": form.fields["vehicle"].queryset.exists(),  # type: ignore[attr-defined]
    }
    return render(request, "crm/drives/form.html", context, status=status)
