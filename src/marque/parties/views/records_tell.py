"""What the customer page tells of the customer file: tabs, documents, happenings, what is due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marque.foundation.ui.tables import Create
from marque.foundation.ui.templatetags.ui import local_name
from marque.parties import sources
from marque.parties.models import DealingKind, DealingRecord, ServiceRecord
from marque.parties.queries.records import (
    SHOWN,
    expiring_of,
    plates_in_dealings,
    plates_in_services,
)
from marque.parties.queries.registered import plates
from marque.parties.sources import SYSTEM, Business, Happening, Suggestion
from marque.parties.tables.records import DealingTable, ServiceTable
from marque.parties.tabs import ListTab, list_tab, register_tab

VIEW = "parties.view_customer"
ICONS = {
    DealingKind.LOAN: "building-bank",
    DealingKind.INSURANCE: "shield-check",
    DealingKind.RENEWAL: "shield-check",
    DealingKind.PLATE: "id",
    DealingKind.INSPECTION: "clipboard-check",
}


def connect() -> None:
    """Put the records on the customer page."""
    visit = Create(gettext_lazy("登记维修保养"), "parties:service_create", "parties.record_service")
    deal = Create(gettext_lazy("登记业务"), "parties:dealing_create", "parties.record_dealing")
    for key, label, table, page, create, order in (
        ("services", gettext_lazy("维修保养"), ServiceTable, "service_list", visit, 56),
        ("dealings", gettext_lazy("业务档案"), DealingTable, "dealing_list", deal, 58),
    ):
        listed = ListTab(table, url_name=f"parties:{page}", create=create)
        register_tab(list_tab(key, label, listed, right=VIEW, order=order))
    sources.business.register("services", _services)
    sources.business.register("dealings", _dealings)
    sources.happenings.register("services", _serviced)
    sources.happenings.register("dealings", _dealt)
    sources.suggestions.register("dealings", _due, right="parties.record_dealing")
    plates.register("services", plates_in_services)
    plates.register("dealings", plates_in_dealings)


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _of(model: Any, request: Any, customer: Any, *related: str) -> Any:
    rows = model.objects.visible_to(request.user).valid().filter(customer=customer)
    return rows.select_related("customer__store", *related)[:SHOWN]


def _visits(request: Any, customer: Any) -> Any:
    return _of(ServiceRecord, request, customer, "kind", "adviser")


def _services(request: Any, customer: Any) -> Iterator[Business]:
    for row in _visits(request, customer):
        yield Business(
            _noon(row.came_on),
            row.number,
            row.get_absolute_url(),
            " · ".join(filter(None, (_("维修保养"), row.kind.label, row.fault, row.plate))),
            row.get_status_display(),
            row.family,
            row.amount_total,
            kind="service",
        )


def _dealings(request: Any, customer: Any) -> Iterator[Business]:
    for row in _of(DealingRecord, request, customer):
        yield Business(
            _noon(row.done_on),
            row.number,
            row.get_absolute_url(),
            " · ".join(filter(None, (row.title, row.plate, row.document_number))),
            row.get_status_display(),
            row.family,
            row.amount,
            kind=row.kind,
        )


def _serviced(request: Any, customer: Any) -> Iterator[Happening]:
    for row in _visits(request, customer):
        km = f"{row.mileage_km:,} km" if row.mileage_km is not None else ""
        yield Happening(
            _noon(row.came_on),
            SYSTEM,
            _("维修保养"),
            " · ".join(filter(None, (row.kind.label, km, row.fault))),
            local_name(row.adviser) if row.adviser else row.adviser_name,
            "tools",
            "cyan",
            row.get_absolute_url(),
            row.number,
        )


def _dealt(request: Any, customer: Any) -> Iterator[Happening]:
    for row in _of(DealingRecord, request, customer, "owner"):
        yield Happening(
            _noon(row.done_on),
            SYSTEM,
            row.get_kind_display(),
            " · ".join(filter(None, (row.provider, row.plate))),
            local_name(row.owner),
            ICONS[DealingKind(row.kind)],
            "purple",
            row.get_absolute_url(),
            row.number,
        )


def _due(request: Any, customer: Any) -> Iterator[Suggestion]:
    """Insurance and inspections that end about now; the button opens the form."""
    if request.store is None:
        return
    kwargs = {"store": request.store.code, "number": customer.number}
    for row in expiring_of(customer, today=timezone.localdate()):
        label = _("续保") if row.kind == DealingKind.RENEWAL else _("年审")
        url = f"{reverse('parties:dealing_create', kwargs=kwargs)}?kind={row.kind}"
        why = f"{row.car} · {row.expires_on:%Y-%m-%d}".removeprefix(" · ")
        yield Suggestion(label, why, _("登记"), url, row.expires_on)
