"""The one box finds every paper of a sale, and reads no row twice."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from marque.accounting.testing import open_demo_book
from marque.billing.models import Receipt
from marque.crm.testing import make_lead
from marque.foundation.ui.search import find
from marque.organisation.testing import make_user
from marque.sales.testing import make_invoiced_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def sold(lin, bj):
    open_demo_book(bj.company, by=lin)
    return make_invoiced_order(by=lin)


@pytest.fixture
def gm(bj):
    return make_user("gm", store=bj, position="gm", name="顾总")


def titles(user, text, store):
    return {(str(hit.group), hit.title) for hit in find(user, text, store, store.code) if hit.group}


def test_an_order_number_finds_the_order_and_its_papers(sold, he, gm, bj):
    groups = {group for group, _title in titles(he, sold.number, bj)}
    assert {"收款", "发票"} <= groups
    receipt = Receipt.objects.filter(payable_number=sold.number).first()
    groups = {group for group, _title in titles(he, receipt.number, bj)}
    assert {"收款", "凭证"} <= groups
    found = titles(gm, sold.number, bj)
    assert ("销售订单", f"{sold.number} {sold.customer.name}") in found


def test_the_end_of_the_vin_finds_the_car_and_the_order(sold, gm, bj):
    found = titles(gm, sold.vehicle.vin[-8:], bj)
    car = sold.vehicle
    shown = f"{car.trim.model.label} {car.trim.label} {car.short_vin}"
    assert ("车辆", shown) in found
    assert ("销售订单", f"{sold.number} {sold.customer.name}") in found


def test_a_hit_shows_only_what_was_read(sold, gm, he, lin, bj):
    make_lead(sold.customer.name, by=lin, store=bj, now=timezone.now(), owner=lin)
    receipt = Receipt.objects.filter(payable_number=sold.number).first()
    for text in (
        sold.number,
        receipt.number,
        sold.customer.name,
        sold.vehicle.vin[-8:],
        sold.trim.name,
    ):
        with CaptureQueriesContext(connection) as asked:
            assert find(gm, text, bj, bj.code)
            find(he, text, bj, bj.code)
        again = [
            one["sql"] for one in asked if '."id" = ' in one["sql"] and "LIMIT 21" in one["sql"]
        ]
        assert not again, again
