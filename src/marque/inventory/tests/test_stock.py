from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum
from django.utils import timezone

from marque.accounting import api as accounting
from marque.inventory import api as inventory
from marque.inventory.models import Vehicle
from marque.inventory.queries.vehicles import with_list_facts, with_state_of_hold
from marque.inventory.testing import make_vehicle, order_holder
from marque.inventory.workflow import OWNED

pytestmark = pytest.mark.django_db

STATES = ("pending_pdi", "in_stock", "in_stock", "display", "damaged", "awaiting_delivery", "sold")


@pytest.fixture
def stock(bj, lin):
    vehicles = [make_vehicle(bj, status=status, days=n * 40) for n, status in enumerate(STATES)]
    inventory.lock_vehicle(
        vehicle_id=vehicles[1].pk,
        holder=order_holder("SO2611-0001"),
        expires_at=None,
        by=lin,
        now=timezone.now(),
    )
    return vehicles


@pytest.mark.feature("INV-01")
def test_the_states_add_up_to_the_vehicles_owned(stock):
    counts = inventory.count_by_state(Vehicle.objects.all(), now=timezone.now())
    by_state = {count.state: count.quantity for count in counts}
    assert sum(by_state.values()) == Vehicle.objects.filter(status__in=OWNED).count() == 6
    assert (by_state["locked"], by_state["in_stock"], by_state["display"]) == (1, 1, 1)
    assert not Vehicle.objects.filter(place_text="").exists()


def test_the_state_is_the_same_whether_the_hold_is_joined_or_asked_for(stock, lin):
    ends, today = timezone.now() + timedelta(hours=1), timezone.localdate()
    inventory.lock_vehicle(
        vehicle_id=stock[2].pk,
        holder=order_holder("SO2611-0002", pk=2),
        expires_at=ends,
        by=lin,
        now=timezone.now(),
    )
    shown = []
    for now in (timezone.now(), ends, ends + timedelta(seconds=1)):
        facts = with_list_facts(Vehicle.objects.order_by("pk"), today=today, now=now)
        asked = Vehicle.objects.order_by("pk").with_state(now=now)
        joined = list(with_state_of_hold(facts).values_list("pk", "state"))
        assert joined == list(asked.values_list("pk", "state"))
        shown.append(dict(joined)[stock[2].pk])
    assert shown == ["locked", "in_stock", "in_stock"]


@pytest.mark.feature("INV-02")
def test_saleable_and_held_are_two_lists_without_overlap(stock, lin, bj):
    now = timezone.now()
    free = set(inventory.list_saleable_vehicles(user=lin, store=bj, now=now))
    held = set(inventory.list_held_vehicles(user=lin, store=bj, now=now))
    assert (free, held) == ({stock[2], stock[3]}, {stock[1], stock[5]})


def test_age_classes_hold_every_owned_vehicle_and_its_cost(stock, django_assert_num_queries):
    with django_assert_num_queries(1):
        buckets = inventory.list_age_buckets(Vehicle.objects.all(), today=timezone.localdate())
    assert [bucket.quantity for bucket in buckets] == [1, 1, 1, 2, 1]
    owned = Vehicle.objects.filter(status__in=OWNED).aggregate(t=Sum("amount_cost"))["t"]
    assert sum(bucket.amount for bucket in buckets) == owned


def test_the_stock_value_is_the_balance_of_the_stock_account(bj, shen):
    make_vehicle(bj, amount_cost=Decimal("100000.00"), amount_input_vat=Decimal("13000.00"))
    make_vehicle(bj, amount_cost=Decimal("200000.01"), status="damaged")
    lines = accounting.VoucherLine.objects.filter(
        account__code__startswith="1405", voucher__book__company=bj.company
    )
    sums = lines.aggregate(d=Sum("amount_debit"), c=Sum("amount_credit"))
    value = inventory.sum_stock_value(company_id=bj.company_id)
    assert value == sums["d"] - (sums["c"] or 0) == Decimal("300000.01")


def test_another_stores_vehicles_are_not_seen(stock, wang, cx):
    assert not inventory.list_stock(
        user=wang, store=cx, today=timezone.localdate(), now=timezone.now()
    ).exists()


def test_the_trace_tells_the_whole_life(stock):
    titles = [entry.title for entry in inventory.list_trace(stock[6])]
    assert titles == ["释放锁定", "交车", "销售出库", "锁定", "PDI 合格", "到店入库"] or set(
        titles
    ) == {"释放锁定", "交车", "销售出库", "锁定", "PDI 合格", "到店入库"}


def test_a_vehicle_is_found_by_the_end_of_its_vin(stock, lin):
    vin = stock[2].vin
    for tail in (vin[-6:], vin[-8:].lower(), vin):
        assert inventory.search_vehicles(text=tail, user=lin) == [stock[2]]
    assert inventory.search_vehicles(text=vin[-5:], user=lin) == []
