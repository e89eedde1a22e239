"""Whatever is done to a vehicle in whatever order, the promises hold."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marque.inventory import api as inventory
from marque.inventory.models import Vehicle, VehicleLock
from marque.inventory.testing import make_keeper, make_vehicle, order_holder
from marque.inventory.workflow import OWNED, SALEABLE
from marque.kernel.errors import DomainError

pytestmark = pytest.mark.django_db

HOLDERS = (order_holder("SO2611-0001", 1), order_holder("SO2611-0002", 2))
ACTS = ("lock", "release", "extend", "issue", "return", "deliver", "damage", "repair", "inspect",
        "sweep", "wait")  # fmt: skip


class Play:
    """One vehicle, two holders, and a clock of its own."""

    def __init__(self, store):
        self.keeper = make_keeper(store)
        self.vehicle = make_vehicle(store, by=self.keeper)
        self.now = timezone.now()

    def act(self, name, holder):
        who = {"vehicle_id": self.vehicle.pk, "by": self.keeper, "now": self.now}
        end = self.now + timedelta(hours=24)
        acts = {
            "lock": lambda: inventory.lock_vehicle(holder=holder, expires_at=end, **who),
            "release": lambda: inventory.release_lock(holder=holder, reason="退订", **who),
            "extend": lambda: inventory.extend_lock(
                vehicle_id=self.vehicle.pk, holder=holder, expires_at=None, now=self.now
            ),
            "issue": lambda: inventory.issue_vehicle(holder=holder, **who),
            "return": lambda: inventory.return_vehicle(holder=holder, reason="退订", **who),
            "deliver": lambda: inventory.deliver_vehicle(holder=holder, **who),
            "damage": lambda: inventory.change_state(name="report_damage", note="划痕", **who),
            "repair": lambda: inventory.change_state(name="repair", note="修好", **who),
            "inspect": self.inspect,
            "sweep": lambda: inventory.expire_locks(now=self.now),
            "wait": self.wait,
        }
        try:
            acts[name]()
        except DomainError:
            return

    def inspect(self):
        from marque.inventory.testing import inspect

        inspect(self.vehicle, by=self.keeper, now=self.now)

    def wait(self):
        self.now += timedelta(hours=25)

    def check(self):
        vehicle = Vehicle.objects.get(pk=self.vehicle.pk)
        unreleased = VehicleLock.objects.filter(released_at__isnull=True)
        held = unreleased.active(now=self.now).exists()
        saleable = Vehicle.objects.saleable(now=self.now).exists()
        assert unreleased.count() <= 1
        assert saleable == (vehicle.status in SALEABLE and not held)
        assert vehicle.place_text
        if vehicle.status == "awaiting_delivery":
            assert vehicle.received_on
        if vehicle.status == "sold":
            assert not held
            assert vehicle.certificate_status == "handed_over"
        counts = inventory.count_by_state(Vehicle.objects.all(), now=self.now)
        assert sum(count.quantity for count in counts) == (vehicle.status in OWNED)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(moves=st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(HOLDERS)), max_size=14))
def test_no_order_of_acts_breaks_a_promise(bj, moves):
    from django.db import transaction

    with transaction.atomic():
        play = Play(bj)
        play.check()
        for name, holder in moves:
            play.act(name, holder)
            play.check()
        transaction.set_rollback(True)
