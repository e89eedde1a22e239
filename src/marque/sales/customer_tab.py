"""What sales shows of a customer: orders, cars, what is due, what was bought (CUS-08, CUS-09)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from marque.foundation.documents.models import StatusChange
from marque.foundation.ui.templatetags.ui import local_name, yuan
from marque.parties import api as parties
from marque.sales.models import SalesOrder
from marque.sales.queries.stages import stage_of
from marque.sales.tables import CarTable, OrderTable
from marque.sales.workflow import ORDER_WORKFLOW, PAYABLE, OrderStatus

ORDER = "sales.salesorder"
VIEW = "sales.view_salesorder"
SHOWN = 20
CARS = 4


def connect() -> None:
    """Put orders and cars on the customer page."""
    orders = parties.ListTab(OrderTable, url_name="sales:order_list")
    cars = parties.ListTab(CarTable)
    parties.register_tab(
        parties.list_tab("cars", pgettext_lazy("列表", "车辆"), cars, right=VIEW, order=10)
    )
    parties.register_tab(
        parties.list_tab("orders", pgettext_lazy("列表", "订单"), orders, right=VIEW, order=20)
    )
    parties.register_act(
        parties.CustomerAct(
            key="order",
            label=gettext_lazy("录入订单"),
            icon="receipt",
            url_name="sales:order_create",
            right="sales.create_salesorder",
            order=10,
        )
    )
    parties.figures.register("sales", _figures, right=VIEW)
    parties.suggestions.register("sales", _suggestions, right=VIEW)
    parties.business.register("sales", _business, right=VIEW)
    parties.business.register("papers", _papers, right="sales.print_salesorder")
    parties.happenings.register("sales", _happenings, right=VIEW)
    parties.cars.register("sales", _known_cars, right=VIEW)
    parties.register_exposure("orders", gettext_lazy("已确认未付清的订单"), _owed)
    parties.register_panel(
        parties.Panel("cars", "sales/_customer_cars.html", _cars, right=VIEW, order=10)
    )


def _orders(request: Any, customer: Any) -> Any:
    return SalesOrder.objects.visible_to(request.user).filter(customer=customer)


def _figures(request: Any, customer: Any) -> Iterator[parties.Figure]:
    bought = Q(status=OrderStatus.DELIVERED)
    sums = _orders(request, customer).aggregate(
        total=Sum("amount_total", filter=bought), cars=Count("pk", filter=bought)
    )
    if sums["cars"]:
        yield parties.Figure(_("累计消费"), f"¥{yuan(sums['total'])}", order=10)
        yield parties.Figure(_("名下车辆"), str(sums["cars"]), _("辆"), order=20)


def _owed(customer: Any) -> Decimal:
    """What is open on confirmed and issued orders."""
    orders = SalesOrder.objects.filter(customer=customer, status__in=sorted(PAYABLE))
    owed = orders.order_by().filter(amount_received__lt=F("amount_total"))
    total = owed.aggregate(total=Sum(F("amount_total") - F("amount_received")))["total"]
    return Decimal(total or 0)


def _suggestions(request: Any, customer: Any) -> Iterator[parties.Suggestion]:
    """The hand-over that comes up, or what the order waits for."""
    for order in _orders(request, customer).open().with_details()[:3]:
        stage = stage_of(order)
        planned = order.delivery_planned_on
        why = f"{order.number} · {stage.blocker or stage.label}"
        label = _("交车") if planned else stage.label
        url = order.get_absolute_url()
        yield parties.Suggestion(label, why, _("打开订单"), url, planned)


def _model(order: SalesOrder) -> str:
    return f"{order.trim.model.label} {order.trim.label}" if order.trim else ""


def _business(request: Any, customer: Any) -> Iterator[parties.Business]:
    for order in _orders(request, customer).with_details()[:SHOWN]:
        stage = stage_of(order)
        yield parties.Business(
            timezone.make_aware(datetime.combine(order.signed_on, time(12))),
            order.number,
            order.get_absolute_url(),
            _("整车订单 %(model)s") % {"model": _model(order)},
            stage.label,
            stage.family,
            order.amount_total,
            kind="order",
        )


def _papers(request: Any, customer: Any) -> Iterator[parties.Business]:
    """The contracts, and the sheets of the cars that were handed over."""
    orders = _orders(request, customer).filter(confirmed_at__isnull=False).with_details()
    for order in orders[:SHOWN]:
        model = _model(order)
        yield parties.Business(
            order.confirmed_at,
            order.contract_number,
            _paper_url(order, "contract"),
            _("购车合同 %(model)s") % {"model": model},
            *_contract_state(order),
            order.amount_total,
            kind="contract",
        )
        if order.delivered_at:
            yield parties.Business(
                order.delivered_at,
                order.number,
                _paper_url(order, "handover"),
                _("交车验车 %(model)s") % {"model": model},
                _("已交车"),
                "green",
                kind="handover",
            )


def _paper_url(order: SalesOrder, paper: str) -> str:
    kwargs = {"store": order.store.code, "number": order.number, "paper": paper}
    return reverse("sales:order_print", kwargs=kwargs)


def _contract_state(order: SalesOrder) -> tuple[str, str]:
    if order.status == OrderStatus.CANCELLED:
        return _("已取消"), "void"
    return _("已签订"), "green"


def _known_cars(request: Any, customer: Any) -> Iterator[parties.KnownCar]:
    """The cars that the customer was given."""
    orders = _orders(request, customer).filter(status=OrderStatus.DELIVERED)
    for order in orders.filter(vehicle__isnull=False).with_details()[:CARS]:
        yield parties.KnownCar(vin=order.car.vin, words=_model(order))


def _happenings(request: Any, customer: Any) -> Iterator[parties.Happening]:
    """Every move of the customer's orders."""
    orders = {row.pk: row for row in _orders(request, customer).select_related("store")[:SHOWN]}
    labels = {move.name: str(move.label) for move in ORDER_WORKFLOW.transitions.values()}
    moves = StatusChange.objects.filter(document_type=ORDER, document_id__in=orders)
    for move in moves.select_related("by").order_by("-pk")[:50]:
        order = orders[move.document_id]
        yield parties.Happening(
            move.at,
            parties.SYSTEM,
            labels.get(move.transition, move.transition),
            move.note,
            local_name(move.by),
            "key" if move.transition == "deliver" else "receipt",
            "red" if move.transition == "cancel" else "green",
            order.get_absolute_url(),
            order.number,
        )


def _cars(request: Any, customer: Any) -> dict[str, Any]:
    """The cars the customer bought or is about to get, the newest first."""
    orders = (
        _orders(request, customer)
        .filter(vehicle__isnull=False)
        .exclude(status=OrderStatus.CANCELLED)
        .with_details()
        .select_related("customer", "owner", "store", "vehicle__exterior", "trim__model__series")
    )
    return {"cars": [(order, stage_of(order), _paint(order)) for order in orders[:CARS]]}


def _paint(order: SalesOrder) -> str:
    colour = order.car.exterior
    return colour.hex if colour else ""
