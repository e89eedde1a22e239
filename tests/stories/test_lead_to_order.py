"""A lead becomes an order, the order a delivered car, and the customer one of ours."""

from __future__ import annotations

import pytest
from django.utils import timezone

from marque.crm.models import Lead
from marque.crm.testing import make_carded_lead
from marque.crm.workflow import LeadStatus
from marque.sales import api as sales
from marque.sales.testing import make_confirmed_order, make_delivered_order, make_sold_vehicle

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(lin, bj):
    return make_carded_lead("王丽萍", by=lin, store=bj)


def test_an_order_wins_the_chase(lead, lin, bj):
    make_confirmed_order(by=lin, store=bj, customer=lead.customer, vehicle=make_sold_vehicle(bj))
    lead.refresh_from_db()
    assert (lead.status, lead.next_at) == (LeadStatus.ORDERED, None)
    assert lead.ordered_at is not None


def test_a_cancelled_order_opens_the_chase_again(lead, lin, li, bj):
    order = make_confirmed_order(
        by=lin, store=bj, customer=lead.customer, vehicle=make_sold_vehicle(bj)
    )
    sales.cancel_order(
        order=order,
        cancellation=sales.Cancellation(reason="客户临时改变购车计划"),
        by=li,
        now=timezone.now(),
    )
    lead.refresh_from_db()
    assert lead.status == LeadStatus.OPEN
    assert lead.next_at > timezone.now()


def test_a_delivered_car_makes_the_customer_formal(lead, lin, bj):
    make_delivered_order(by=lin, store=bj, customer=lead.customer, vehicle=make_sold_vehicle(bj))
    lead.refresh_from_db()
    customer = lead.customer
    customer.refresh_from_db()
    assert lead.status == LeadStatus.DELIVERED
    assert (customer.stage, customer.standing, customer.purchases_count) == ("formal", "base", 1)


def test_an_order_without_a_lead_is_an_order(lin, bj):
    make_confirmed_order(by=lin, store=bj, vehicle=make_sold_vehicle(bj))
    assert not Lead.objects.exists()
