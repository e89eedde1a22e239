"""Two consultants, one car: one holds it, the other is told who does."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from marque.inventory import api as inventory
from marque.inventory.models import VehicleLock
from marque.inventory.testing import make_vehicle, order_holder
from marque.kernel.errors import AlreadyLocked

pytestmark = pytest.mark.django_db(transaction=True)

RIVALS = 8


def race(count, act, books):
    """Run `act(n)` in `count` threads that start together; returns what each got."""
    results, start = [None] * count, threading.Barrier(count)

    def run(n):
        connection.set_tenant(books)
        try:
            start.wait(timeout=10)
            results[n] = act(n)
        except Exception as error:
            results[n] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def lock_for(vehicle, by):
    now = timezone.now()
    return lambda n: inventory.lock_vehicle(
        vehicle_id=vehicle.pk,
        holder=order_holder(f"SO2611-{n:04d}", n + 1),
        expires_at=now + timedelta(hours=24),
        by=by,
        now=now,
    )


@pytest.mark.feature("BEY-03")
def test_of_many_who_lock_one_vehicle_at_once_exactly_one_wins(books, bj, lin):
    vehicle = make_vehicle(bj)
    results = race(RIVALS, lock_for(vehicle, lin), books)
    won = [r for r in results if isinstance(r, VehicleLock)]
    told = [r for r in results if isinstance(r, AlreadyLocked)]
    assert (len(won), len(told)) == (1, RIVALS - 1), results
    assert all(won[0].holder_number in str(r) for r in told)
    assert VehicleLock.objects.filter(released_at__isnull=True).count() == 1


def test_the_sweep_and_a_new_lock_do_not_stand_in_each_others_way(books, bj, lin):
    vehicle = make_vehicle(bj)
    lock_for(vehicle, lin)(99)
    later = timezone.now() + timedelta(hours=25)

    def act(n):
        if n % 2:
            return inventory.expire_locks(now=later)
        return inventory.lock_vehicle(
            vehicle_id=vehicle.pk,
            holder=order_holder(f"SO2611-{n:04d}", n + 1),
            expires_at=later + timedelta(hours=24),
            by=lin,
            now=later,
        )

    results = race(4, act, books)
    won = [r for r in results if isinstance(r, VehicleLock)]
    assert len(won) == 1, results
    assert VehicleLock.objects.filter(released_at__isnull=True).count() == 1
