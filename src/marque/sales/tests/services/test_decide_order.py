"""Confirming, rejecting and withdrawing; the discount authority."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from marque.foundation.notifications.models import Notification
from marque.inventory import api as inventory
from marque.kernel.errors import InvalidInput, InvalidTransition, NotAuthorised
from marque.organisation.models import Post
from marque.sales import api as sales
from marque.sales.models import SalesOrder
from marque.sales.queries.people import list_users_with
from marque.sales.testing import (
    make_confirmed_order,
    make_draft,
    make_sold_vehicle,
    make_submitted_order,
    reload,
)

pytestmark = pytest.mark.django_db

NOW = timezone.now()
FOUR_PERCENT = Decimal("174336.00")


@pytest.mark.feature("PLT-16")
@pytest.mark.feature("BAS-14")
def test_a_consultant_confirms_within_two_percent_a_manager_within_five(lin, li):
    order = make_submitted_order(by=lin, items=(), amount_price=FOUR_PERCENT)
    with pytest.raises(NotAuthorised, match="超出您的权限"):
        sales.confirm_order(order=order, by=lin, now=NOW)
    assert reload(order).status == "submitted"
    assert sales.confirm_order(order=order, by=li, now=NOW).status == "confirmed"
    assert reload(order).confirmed_by == li
    assert Notification.objects.filter(user=lin, record=order.number).exists()


def test_who_has_to_know_is_whoever_has_the_right_in_the_store_today(
    lin, li, zhao, wang, grant, bj
):
    right, today = "sales.confirm_salesorder", timezone.localdate()

    def told():
        return {user.username for user in list_users_with(right, store=bj)}

    assert told() == {"lin", "li"}
    grant(zhao, right)
    grant(wang, right)
    assert told() == {"lin", "li", "zhao"}
    Post.objects.filter(employee__user=lin).update(starts_on=today + timedelta(days=1))
    Post.objects.filter(employee__user=li).update(ends_on=today + timedelta(days=1))
    assert told() == {"li", "zhao"}
    Post.objects.filter(employee__user=zhao).update(ends_on=today - timedelta(days=1))
    assert told() == {"li"}


def test_confirming_needs_few_statements(lin, django_assert_max_num_queries):
    order = make_submitted_order(by=lin)
    with django_assert_max_num_queries(10):
        sales.confirm_order(order=order, by=lin, now=NOW)


def test_an_order_is_confirmed_once(lin, li):
    order = make_confirmed_order(by=lin, manager=li)
    with pytest.raises(InvalidTransition):
        sales.confirm_order(order=order, by=li, now=NOW)


def test_another_store_cannot_confirm(lin, wang):
    order = make_submitted_order(by=lin)
    with pytest.raises(SalesOrder.DoesNotExist):
        sales.confirm_order(order=order, by=wang, now=NOW)
    assert reload(order).status == "submitted"


def test_rejecting_needs_a_reason_and_frees_the_vehicle(lin, li):
    order = make_submitted_order(by=lin)
    with pytest.raises(InvalidInput, match="意见"):
        sales.reject_order(order=order, reason=" ", by=li, now=NOW)
    assert reload(order).status == "submitted"
    sales.reject_order(order=order, reason="优惠太高", by=li, now=NOW)
    order = reload(order)
    assert (order.status, order.approval_comment) == ("draft", "优惠太高")
    assert inventory.find_lock(vehicle_id=order.vehicle_id, now=NOW) is None


def test_a_consultant_cannot_reject_but_withdraw(lin):
    order = make_submitted_order(by=lin)
    with pytest.raises(NotAuthorised):
        sales.reject_order(order=order, reason="x", by=lin, now=NOW)
    assert sales.withdraw_order(order=order, by=lin, now=NOW).status == "draft"


@pytest.mark.feature("ORD-13")
def test_a_lock_that_runs_out_frees_the_vehicle_for_another_order(lin, bj):
    first = make_confirmed_order(by=lin)
    later = timezone.now() + timedelta(days=30)
    inventory.expire_locks(now=later)
    first = reload(first)
    assert first.vehicle_id is None
    assert Notification.objects.filter(user=lin, title__contains="锁车到期").exists()


def test_an_order_takes_a_vehicle_whose_lock_ran_out_before_the_sweep(lin, bj):
    first = make_confirmed_order(by=lin)
    car = first.vehicle
    later = timezone.now() + timedelta(days=30)
    draft = make_draft(by=lin, store=bj, vehicle=car)
    second = sales.place_order(draft=draft, store=bj, by=lin, now=later)
    assert (reload(first).vehicle_id, second.vehicle_id) == (None, car.pk)


def test_swapping_releases_the_old_vehicle(lin, li, bj):
    order = make_confirmed_order(by=lin)
    old, new = order.vehicle, make_sold_vehicle(bj)
    sales.allocate_vehicle(order=order, vehicle=new, by=li, now=NOW)
    assert inventory.find_lock(vehicle_id=old.pk, now=NOW) is None
    assert inventory.find_lock(vehicle_id=new.pk, now=NOW).holder_number == order.number
