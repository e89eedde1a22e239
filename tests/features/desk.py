"""One person at the pages, by the test client: what the feature tests act through."""

from __future__ import annotations

from decimal import Decimal

from django.test import Client
from django.urls import reverse

from marque.accounting import api as accounting
from marque.foundation.ui.idempotency import new_key

BACKEND = "marque.foundation.access.backends.RightsBackend"
PNG = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "YPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
"""A signature of one pixel."""


class Desk:
    """A logged-in person in one store; every answer is kept as `last`."""

    def __init__(self, user, store="bj"):
        self.user, self.store, self.last = user, store, None
        self.client = Client()
        self.client.force_login(user, backend=BACKEND)

    def url(self, name, **kwargs):
        return reverse(name, kwargs={"store": self.store, **kwargs})

    def get(self, name, query=None, **kwargs):
        """The text of a page."""
        self.last = self.client.get(self.url(name, **kwargs), query or {})
        return self.last.content.decode(errors="replace")

    def status(self, name, **kwargs):
        return self.client.get(self.url(name, **kwargs)).status_code

    def post(self, name, data=None, query="", **kwargs):
        """The text of the page that a post leads to."""
        self.last = self.client.post(self.url(name, **kwargs) + query, data or {}, follow=True)
        return self.last.content.decode(errors="replace")


def order_form(
    vehicle, *, items=("accessory:JP001", "accessory:JP002"), action="submit", **changes
):
    """The fields of the order form as a consultant fills them for a new customer."""
    sent = {
        "customer": "",
        "new_name": "陈建国",
        "new_phone": "13812345678",
        "new_id_number": "11010519491231002X",
        "vehicle": vehicle.pk,
        "trim": "",
        "amount_price": "178,000.00",
        "deposit_kind": "earnest",
        "amount_deposit_due": "5,000.00",
        "delivery_planned_on": "",
        "remark": "",
        "items-TOTAL_FORMS": len(items),
        "items-INITIAL_FORMS": 0,
        "action": action,
        "_key": new_key(),
    }
    for n, item in enumerate(items):
        sent |= {
            f"items-{n}-item": item,
            f"items-{n}-quantity": 1,
            f"items-{n}-amount_discount": "",
        }
    return sent | changes


def receipt_form(amount, *, kind="balance", on="t", **changes):
    """The fields of the receipt form."""
    return {
        "kind": kind,
        "amount": amount,
        "method": "transfer",
        "paid_on": on,
        "bank_reference": "",
        "currency": "CNY",
        "rate_exchange": "1",
        "_key": new_key(),
    } | changes


def balance(book, code):
    """Debit minus credit of an account and all below it."""
    lines = accounting.VoucherLine.objects.filter(
        account__book=book, account__code__startswith=code, voucher__status="posted"
    )
    return sum((line.amount_debit - line.amount_credit for line in lines), Decimal(0))


def footprint(book=None):
    """What a refused act must leave as it was: rows of the trade and of the ledger."""
    from marque.billing.models import Invoice, Receipt, Refund
    from marque.inventory.models import Vehicle, VehicleLock, VehicleMovement
    from marque.parties.models import Customer
    from marque.sales.models import SalesOrder

    return {
        "orders": list(
            SalesOrder.objects.order_by("pk").values_list(
                "number", "status", "amount_total", "amount_received", "version", "vehicle"
            )
        ),
        "vehicles": list(Vehicle.objects.order_by("pk").values_list("vin", "status", "place_text")),
        "locks": list(
            VehicleLock.objects.order_by("pk").values_list(
                "vehicle", "holder_number", "released_at"
            )
        ),
        "moves": VehicleMovement.objects.count(),
        "receipts": list(Receipt.objects.order_by("pk").values_list("number", "status", "amount")),
        "refunds": Refund.objects.count(),
        "invoices": list(Invoice.objects.order_by("pk").values_list("number", "status")),
        "customers": Customer.objects.count(),
        "vouchers": accounting.Voucher.objects.count(),
    }
