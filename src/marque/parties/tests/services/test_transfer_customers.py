"""Handing customers over."""

from __future__ import annotations

from datetime import date

import pytest

from marque.foundation.administration.hand_over import hand_over_leaver, owned_by
from marque.kernel.errors import InvalidInput
from marque.kernel.events import bus
from marque.parties.facts import CustomersTransferred
from marque.parties.models import Customer, OwnerChange
from marque.parties.services.transfer_customers import transfer_customers
from marque.parties.testing import make_customer

TODAY = date(2026, 11, 22)


@pytest.mark.django_db
@pytest.mark.feature("PLT-08")
def test_every_customer_of_a_leaver_goes_to_the_receiver_with_history(lin, li, bj):
    mine = [make_customer(owner=lin, store=bj) for _ in range(3)]
    other = make_customer(owner=li, store=bj)
    assert transfer_customers(from_user=lin, to_user=li, by=li, today=TODAY) == 3
    assert set(Customer.objects.filter(owner=li)) == {*mine, other}
    change = OwnerChange.objects.get(customer=mine[0])
    assert (change.from_user, change.to_user, change.changed_by) == (lin, li, li)
    assert change.changed_on == TODAY
    assert not OwnerChange.objects.filter(customer=other).exists()


@pytest.mark.django_db
@pytest.mark.feature("PLT-08")
def test_leaving_hands_the_customers_over(lin, li, bj):
    make_customer(owner=lin, store=bj)
    assert ("客户", 1) in [(str(label), count) for label, count in owned_by(lin)]
    hand_over_leaver(employee=lin.employee, heir=li, by=li, left_on=TODAY)
    assert Customer.objects.get().owner == li
    assert OwnerChange.objects.get().changed_on == TODAY


@pytest.mark.django_db
def test_a_form_opened_before_the_hand_over_is_stale(lin, li, bj):
    customer = make_customer(owner=lin, store=bj)
    transfer_customers(from_user=lin, to_user=li, by=li, today=TODAY)
    customer.refresh_from_db()
    assert customer.version == 2


@pytest.mark.django_db
def test_only_one_store_when_asked(lin, li, bj, cx):
    make_customer(owner=lin, store=bj)
    elsewhere = make_customer(owner=lin, store=cx)
    assert transfer_customers(from_user=lin, to_user=li, by=li, today=TODAY, store=bj) == 1
    elsewhere.refresh_from_db()
    assert elsewhere.owner == lin


@pytest.mark.django_db
def test_others_are_told(lin, li, bj, monkeypatch):
    customer = make_customer(owner=lin, store=bj)
    told = []
    monkeypatch.setattr(bus, "publish", told.append)
    transfer_customers(from_user=lin, to_user=li, by=li, today=TODAY)
    assert told == [CustomersTransferred(lin.pk, li.pk, (customer.pk,))]


@pytest.mark.django_db
def test_impossible_receivers_are_refused(lin, li, bj):
    make_customer(owner=lin, store=bj)
    with pytest.raises(InvalidInput, match="不能是原归属人本人"):
        transfer_customers(from_user=lin, to_user=lin, by=li, today=TODAY)
    li.is_active = False
    with pytest.raises(InvalidInput, match="已停用"):
        transfer_customers(from_user=lin, to_user=li, by=li, today=TODAY)
    assert Customer.objects.filter(owner=lin).count() == 1
    assert not OwnerChange.objects.exists()


@pytest.mark.django_db
def test_nobody_hands_over_what_lies_outside_their_reach(lin, li, bj, cx):
    make_customer(owner=lin, store=bj)
    elsewhere = make_customer(owner=lin, store=cx)
    mine = Customer.objects.filter(store=bj)
    moved = transfer_customers(from_user=lin, to_user=li, by=li, today=TODAY, within=mine)
    elsewhere.refresh_from_db()
    assert (moved, elsewhere.owner) == (1, lin)
