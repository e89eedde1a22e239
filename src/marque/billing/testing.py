"""Builders for tests: money through the real services, for any payable document."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone

from marque.billing import api as billing


def money(amount, *, kind="balance", method="transfer", now=None, **fields):
    """What a customer gave."""
    paid_on = timezone.localdate(now or timezone.now())
    return billing.Money(
        kind=kind, method=method, amount=Decimal(amount), paid_on=paid_on, **fields
    )


def make_receipt(document, amount, *, by, now=None, **fields):
    """A registered receipt for a payable document, such as an order."""
    now = now or timezone.now()
    return billing.register_receipt(
        payable_type=document._meta.label_lower,
        payable_id=document.pk,
        money=money(amount, now=now, **fields),
        by=by,
        now=now,
    )


def make_confirmed_receipt(document, amount, *, by, cashier, now=None, **fields):
    """A receipt that the cashier has confirmed."""
    now = now or timezone.now()
    receipt = make_receipt(document, amount, by=by, now=now, **fields)
    return billing.confirm_receipt(receipt=receipt, by=cashier, now=now)
