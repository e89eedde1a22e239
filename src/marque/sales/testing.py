"""Builders for tests.  A document in a later state is reached by the real services."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone

from marque.billing.testing import make_confirmed_receipt
from marque.catalog.testing import make_accessory
from marque.foundation.access.authority import authority_of
from marque.foundation.attachments.testing import attach_photo
from marque.inventory import api as inventory
from marque.inventory.testing import make_vehicle
from marque.organisation.models import User
from marque.organisation.testing import make_user
from marque.parties.testing import make_customer
from marque.sales import api as sales
from marque.sales.models import SalesOrder
from marque.sales.services.handover_list import tick_handover_items

PRICE = Decimal("178000.00")


def staff(position, store, username, name, department="销售部"):
    """Somebody of a store with the rights of a position."""
    return User.objects.filter(username=username).first() or make_user(
        username, store=store, position=position, name=name, department=department
    )


def cashier_of(store):
    """何静, who takes the money of a store."""
    return staff("accountant", store, f"cashier-{store.code}", "何静", "财务部")


def manager_of(store):
    """周启明, whose authority covers 5 %."""
    return staff("manager", store, f"manager-{store.code}", "周启明")


def keeper_of(store):
    """沈立, who issues the vehicles of a store."""
    return staff("warehouse", store, f"stock-{store.code}", "沈立", "仓库")


def make_sold_vehicle(store, **fields):
    """A vehicle that may be sold: in stock, its certificate in the store."""
    return make_vehicle(
        store, certificate_no="YH2026000001", certificate_status="at_store", **fields
    )


def make_draft(*, by, store, vehicle=None, customer=None, items=None, **fields):
    """An order as a consultant would enter it, with one accessory."""
    if items is None:
        make_accessory("JP001", name="全车脚垫", price=Decimal(980), cost=Decimal(420))
        items = (sales.ItemDraft(kind="accessory", code="JP001"),)
    fields.setdefault("amount_price", PRICE)
    fields.setdefault("amount_deposit_due", Decimal("5000.00"))
    if "trim" not in fields:
        vehicle = vehicle or make_sold_vehicle(store)
        vehicle = inventory.Vehicle.objects.select_related(
            "trim__model__series__brand", "exterior", "interior"
        ).get(pk=vehicle.pk)
    return sales.OrderDraft(
        customer=customer or make_customer(owner=by, store=store),
        vehicle=vehicle,
        items=items,
        **fields,
    )


def make_order(*, by, store=None, now=None, **fields):
    """A draft order of `by`."""
    store = store or _store_of(by)
    draft = make_draft(by=by, store=store, **fields)
    return sales.create_order(draft=draft, store=store, by=by, now=now or timezone.now())


def make_submitted_order(*, by, now=None, **fields):
    """An order that waits for confirmation; its vehicle is held."""
    order = make_order(by=by, now=now, **fields)
    return sales.submit_order(order=order, by=by, now=now or timezone.now())


def make_confirmed_order(*, by, now=None, manager=None, **fields):
    """An order to which the dealership is committed."""
    order = make_submitted_order(by=by, now=now, **fields)
    manager = manager or manager_of(order.store)
    return sales.confirm_order(order=order, by=manager, now=now or timezone.now())


def make_deposit_order(*, by, now=None, **fields):
    """A confirmed order whose deposit the cashier has confirmed."""
    order = make_confirmed_order(by=by, now=now, **fields)
    make_confirmed_receipt(
        order,
        order.amount_deposit_due,
        by=by,
        cashier=cashier_of(order.store),
        kind=order.deposit_kind,
        now=now,
    )
    return reload(order)


def make_paid_order(*, by, now=None, **fields):
    """A confirmed order whose whole amount the cashier has confirmed."""
    order = make_deposit_order(by=by, now=now, **fields)
    make_confirmed_receipt(
        order, order.amount_open, by=by, cashier=cashier_of(order.store), now=now
    )
    return reload(order)


def make_invoiced_order(*, by, now=None, **fields):
    """A paid order whose car is invoiced."""
    order = make_paid_order(by=by, now=now, **fields)
    sales.issue_sales_invoice(order=order, by=cashier_of(order.store), now=now or timezone.now())
    return reload(order)


def make_issued_order(*, by, now=None, **fields):
    """An order whose car has left the stock."""
    order = make_invoiced_order(by=by, now=now, **fields)
    sales.outbound_order(order=order, by=keeper_of(order.store), now=now or timezone.now())
    return reload(order)


def make_delivered_order(*, by, now=None, **fields):
    """An order whose car the customer has taken."""
    order = make_issued_order(by=by, now=now, **fields)
    now = now or timezone.now()
    everything = {item.position for item in order.handover_items.all()}
    tick_handover_items(order=order, positions=everything, by=by, now=now)
    attach_photo(order, by=by)
    sheet = sales.HandoverSheet(signed_name=order.customer.name)
    sales.deliver_order(order=order, sheet=sheet, by=by, now=now)
    return reload(order)


def reload(order):
    """The order as the database has it now, with its relations."""
    return SalesOrder.objects.select_related("store", "customer", "owner", "vehicle").get(
        pk=order.pk
    )


def _store_of(user):
    return authority_of(user).post.department.store
