"""The pages of an order as a person uses them."""

from __future__ import annotations

import uuid

from bench.kit.clients import Client, Refused

PRICE = "179800.00"  # within a consultant's own authority


def new_order(store: str) -> str:
    """The address of the form of a new order."""
    return f"/{store}/sales/orders/new/"


def order_form(token: str, customer: str, vehicle: int) -> dict[str, str]:
    """What the page of a new order posts: one vehicle, two accessories."""
    fields = {
        "csrfmiddlewaretoken": token,
        "_key": uuid.uuid4().hex,
        "action": "submit",
        "customer": customer,
        "vehicle": str(vehicle),
        "amount_price": PRICE,
        "deposit_kind": "earnest",
        "amount_deposit_due": "5000",
        "items-TOTAL_FORMS": "2",
        "items-INITIAL_FORMS": "0",
    }
    for number, code in enumerate(("JP001", "JP002")):
        fields[f"items-{number}-item"] = f"accessory:{code}"
        fields[f"items-{number}-quantity"] = "1"
    return fields


def submit(browser: Client, form: dict[str, str], *, store: str) -> str:
    """Submit an order; the address of its page.  Raises Refused for any other answer."""
    answer = browser.post(new_order(store), form)
    if answer.status != 303 or f"/{store}/sales/orders/SO" not in answer.location:
        raise Refused(f"submit: {answer.status} {answer.body[:300]!r}")
    return answer.location


def confirm(browser: Client, order: str, token: str) -> None:
    """Confirm the order of a page.  Raises Refused for any other answer."""
    form = {"csrfmiddlewaretoken": token, "_key": uuid.uuid4().hex}
    answer = browser.post(f"{order}do/confirm/", form)
    if answer.status != 303:
        raise Refused(f"confirm: {answer.status} {answer.body[:300]!r}")
