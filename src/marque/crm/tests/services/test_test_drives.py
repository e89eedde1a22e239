"""A test drive from the wish to the feedback: nobody drives without licence and signature."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from marque.crm.events import TestDriveFinished, TestDriveRequested
from marque.crm.models import TestDrive
from marque.crm.queries.agreements import is_unchanged
from marque.crm.queries.drives import board_of, mean_wait, waiting_for_car
from marque.crm.services.dispatch_test_drive import dispatch_test_drive, move_test_drive
from marque.crm.services.run_test_drive import (
    arrive_for_test_drive,
    check_licence,
    end_test_drive,
    finish_test_drive,
    rate_test_drive,
    sign_agreement,
    start_test_drive,
)
from marque.crm.tests.floor import (
    PNG,
    TODAY,
    at,
    licence_of,
    make_consultants,
    make_demo_car,
    make_dispatched_drive,
    make_drive,
    make_finished_drive,
    make_signed_drive,
)
from marque.foundation.documents.models import StatusChange
from marque.foundation.notifications.models import Notification
from marque.inventory.testing import make_vehicle
from marque.kernel.errors import GuardRefused, InvalidInput, NotAuthorised, NotAvailable
from marque.kernel.events import bus
from marque.parties.testing import make_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(bj):
    return make_consultants(bj, "安然", "毕胜")[0]


@pytest.fixture
def bert(bj):
    return make_consultants(bj, "安然", "毕胜")[1]


@pytest.fixture
def car(bj):
    return make_demo_car(bj)


def test_a_request_is_a_task_for_the_dispatcher_at_once(bj, ann, shen, car):
    heard = []
    bus.subscribe(TestDriveRequested, heard.append)
    drive = make_drive(by=ann, store=bj, starts_at=at(15), vehicle=car)
    assert drive.status == "requested"
    assert [event.test_drive_id for event in heard] == [drive.pk]
    todo = Notification.objects.get(user=shen, record=drive.number)
    assert todo.kind == "todo"
    assert "派车" in todo.title
    assert list(waiting_for_car(user=shen, store=bj)) == [drive]
    dispatch_test_drive(drive=drive, by=shen, now=drive.created_at + timedelta(minutes=4))
    todo.refresh_from_db()
    assert todo.read_at is not None
    assert mean_wait(user=shen, store=bj, since=at(0)) == timedelta(minutes=4)
    assert Notification.objects.filter(user=ann, title__contains="已派车").exists()


def test_a_car_is_not_booked_twice_and_the_clash_is_named(bj, ann, bert, car):
    first = make_drive(by=ann, store=bj, starts_at=at(15), vehicle=car)
    with pytest.raises(NotAvailable, match=first.number) as told:
        make_drive(by=bert, store=bj, starts_at=at(15, 10), vehicle=car)
    assert "安然" in str(told.value)
    assert car.short_vin in str(told.value)
    assert TestDrive.objects.count() == 1


def test_a_consultant_goes_along_with_one_customer_at_a_time(bj, ann, car):
    first = make_drive(by=ann, store=bj, starts_at=at(15), vehicle=car)
    with pytest.raises(NotAvailable, match=f"安然 在 .* 已有试驾 {first.number}"):
        make_drive(by=ann, store=bj, starts_at=at(15, 20))


def test_there_is_time_to_prepare_the_car_between_two_drives(bj, ann, bert, car):
    make_drive(by=ann, store=bj, starts_at=at(15), vehicle=car)
    with pytest.raises(NotAvailable, match="15 分钟整备"):
        make_drive(by=bert, store=bj, starts_at=at(15, 30), vehicle=car)
    assert make_drive(by=bert, store=bj, starts_at=at(15, 45), vehicle=car)


def test_the_database_itself_refuses_two_drives_of_a_car_or_a_consultant(bj, ann, bert, car):
    first = make_drive(by=ann, store=bj, starts_at=at(15), vehicle=car)
    other = make_drive(by=bert, store=bj, starts_at=at(16), vehicle=car)
    for change, name in (
        ({"starts_at": at(15, 10), "ends_at": at(15, 40)}, "car_is_free"),
        (
            {"starts_at": at(15, 10), "ends_at": at(15, 40), "owner": ann,
             "vehicle": make_demo_car(bj)},
            "consultant_is_free",
        ),
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            TestDrive.objects.filter(pk=other.pk).update(**change)
    end_test_drive(drive=first, name="cancel", reason="改天", by=ann, now=at(14))
    TestDrive.objects.filter(pk=other.pk).update(starts_at=at(15, 10), ends_at=at(15, 40))


@pytest.mark.parametrize(
    ("hour", "minute", "sentence"),
    [(8, 30, "09:00 到 18:00"), (17, 45, "09:00 到 18:00"), (12, 0, "已过")],
)
def test_a_slot_lies_ahead_and_within_the_opening_hours(bj, ann, car, hour, minute, sentence):
    now = at(13) if hour == 12 else at(8)
    with pytest.raises(InvalidInput, match=sentence):
        make_drive(by=ann, store=bj, starts_at=at(hour, minute), vehicle=car, now=now)


def test_only_a_test_drive_car_of_the_store_is_driven(bj, cx, ann):
    with pytest.raises(NotAvailable, match="不是本店的试驾车"):
        make_drive(by=ann, store=bj, starts_at=at(15), vehicle=make_vehicle(bj))
    with pytest.raises(NotAvailable, match="不是本店的试驾车"):
        make_drive(by=ann, store=bj, starts_at=at(15), vehicle=make_demo_car(cx))


def test_a_whole_test_drive(bj, ann, shen, car):
    heard = []
    bus.subscribe(TestDriveFinished, heard.append)
    drive = make_signed_drive(by=ann, keeper=shen, store=bj, starts_at=at(15), vehicle=car)
    assert is_unchanged(drive)
    start_test_drive(drive=drive, odometer_out=12, route="城区环线", by=ann, now=at(15, 2))
    done = finish_test_drive(drive=drive, odometer_in=21, by=ann, now=at(15, 28))
    car.refresh_from_db()
    assert (done.status, done.distance_km, car.mileage_km) == ("done", 9, 21)
    assert [event.customer_id for event in heard] == [drive.customer_id]
    rated = rate_test_drive(drive=drive, score=5, feedback="加速好", by=ann, now=at(15, 40))
    assert (rated.score, rated.feedback) == (5, "加速好")
    moves = StatusChange.objects.filter(document_type="crm.testdrive", document_id=drive.pk)
    assert [m.transition for m in moves] == ["dispatch", "arrive", "start", "finish"]


def test_nobody_drives_without_licence_signature_and_reading(bj, ann, shen, car):
    drive = make_dispatched_drive(by=ann, keeper=shen, store=bj, starts_at=at(15), vehicle=car)
    arrive_for_test_drive(drive=drive, by=ann, now=at(15))
    with pytest.raises(GuardRefused, match="驾驶证"):
        start_test_drive(drive=drive, odometer_out=0, by=ann, now=at(15))
    with pytest.raises(GuardRefused, match="驾驶证"):
        sign_agreement(drive=drive, signed_name="王芳", signature_png=PNG, by=ann, now=at(15))
    check_licence(drive=drive, licence=licence_of(), by=ann, now=at(15))
    with pytest.raises(GuardRefused, match="协议"):
        start_test_drive(drive=drive, odometer_out=0, by=ann, now=at(15))
    with pytest.raises(InvalidInput, match="签名"):
        sign_agreement(drive=drive, signed_name="王芳", signature_png=b"", by=ann, now=at(15))
    with pytest.raises(InvalidInput, match="王芳"):
        sign_agreement(drive=drive, signed_name="李四", signature_png=PNG, by=ann, now=at(15))
    drive.refresh_from_db()
    assert (drive.status, drive.agreed_at) == ("arrived", None)


@pytest.mark.parametrize(
    ("licence", "sentence"),
    [
        (licence_of(kind="C3"), "C3"),
        (licence_of(kind="D"), "不能驾驶小型汽车"),
        (licence_of(valid_until=date(2026, 11, 19)), "过期"),
        (licence_of(name=" "), "姓名"),
    ],
)
def test_a_wrong_licence_stops_the_test_drive(bj, ann, shen, car, licence, sentence):
    drive = make_dispatched_drive(by=ann, keeper=shen, store=bj, starts_at=at(15), vehicle=car)
    with pytest.raises(InvalidInput, match=sentence):
        check_licence(drive=drive, licence=licence, by=ann, now=at(15))
    drive.refresh_from_db()
    assert drive.licence_checked_at is None


def test_the_last_day_of_a_licence_still_counts(bj, ann, shen, car):
    drive = make_dispatched_drive(by=ann, keeper=shen, store=bj, starts_at=at(15), vehicle=car)
    licence = licence_of(valid_until=TODAY)
    assert check_licence(drive=drive, licence=licence, by=ann, now=at(15)).licence_checked_at


def test_a_signed_agreement_that_is_changed_is_found_out(bj, ann, shen, car):
    drive = make_signed_drive(by=ann, keeper=shen, store=bj, starts_at=at(15), vehicle=car)
    with pytest.raises(GuardRefused, match="已签署"):
        check_licence(drive=drive, licence=licence_of("李四"), by=ann, now=at(15))
    TestDrive.objects.filter(pk=drive.pk).update(driver_name="李四")
    drive.refresh_from_db()
    assert not is_unchanged(drive)


def test_another_car_needs_another_signature(bj, ann, shen, car):
    drive = make_drive(by=ann, store=bj, starts_at=at(15), vehicle=car)
    check_licence(drive=drive, licence=licence_of(), by=ann, now=at(14))
    sign_agreement(drive=drive, signed_name="王芳", signature_png=PNG, by=ann, now=at(14))
    given = dispatch_test_drive(drive=drive, vehicle=make_demo_car(bj), by=shen, now=at(14, 5))
    given.refresh_from_db()
    assert given.vehicle_id != car.pk
    assert (given.agreed_at, given.agreement_digest) == (None, "")


def test_the_odometer_never_runs_backwards(bj, ann, bert, shen, car):
    make_finished_drive(by=ann, keeper=shen, store=bj, starts_at=at(10), vehicle=car, kilometres=20)
    car.refresh_from_db()
    drive = make_signed_drive(by=bert, keeper=shen, store=bj, starts_at=at(15), vehicle=car)
    with pytest.raises(InvalidInput, match="20 公里"):
        start_test_drive(drive=drive, odometer_out=19, by=bert, now=at(15))
    start_test_drive(drive=drive, odometer_out=20, by=bert, now=at(15))
    with pytest.raises(GuardRefused, match="小于出发里程"):
        finish_test_drive(drive=drive, odometer_in=19, by=bert, now=at(15, 20))


def test_it_is_moved_missed_or_cancelled_with_a_reason(bj, ann, bert, shen, car):
    drive = make_dispatched_drive(by=ann, keeper=shen, store=bj, starts_at=at(15), vehicle=car)
    other = make_drive(by=bert, store=bj, starts_at=at(16), vehicle=car)
    with pytest.raises(NotAvailable, match=other.number):
        move_test_drive(drive=drive, starts_at=at(16), by=ann, now=at(12))
    moved = move_test_drive(drive=drive, starts_at=at(11, days=1), by=ann, now=at(12))
    assert moved.ends_at == at(11, 30, days=1)
    with pytest.raises(GuardRefused, match="还没到"):
        end_test_drive(drive=moved, name="miss", reason="", by=ann, now=at(12))
    with pytest.raises(InvalidInput, match="原因"):
        end_test_drive(drive=moved, name="cancel", reason=" ", by=ann, now=at(12))
    assert (
        end_test_drive(drive=moved, name="miss", reason="", by=ann, now=at(12, days=1)).status
        == "missed"
    )
    gone = end_test_drive(drive=other, name="cancel", reason="改看别的车", by=bert, now=at(12))
    assert (gone.status, gone.end_reason) == ("cancelled", "改看别的车")


def test_who_has_no_right_changes_nothing(bj, ann, shen, zhao, car):
    with pytest.raises(NotAuthorised):
        make_drive(by=zhao, store=bj, starts_at=at(15), vehicle=car,
                   customer=make_customer(owner=ann, store=bj))  # fmt: skip
    drive = make_drive(by=ann, store=bj, starts_at=at(15), vehicle=car)
    with pytest.raises(NotAuthorised):
        dispatch_test_drive(drive=drive, by=ann, now=at(14))
    with pytest.raises(NotAuthorised):
        check_licence(drive=drive, licence=licence_of(), by=shen, now=at(14))


def test_the_board_shows_who_is_out_and_hides_names_of_others(bj, ann, bert, car):
    drive = make_drive(by=ann, store=bj, starts_at=at(15), vehicle=car)
    board = board_of(bj, user=bert, on=TODAY, now=at(9))
    (row,) = board.rows
    assert [(block.drive, block.is_visible) for block in row.blocks] == [(drive, False)]
    starts = {slot.at for slot in row.slots}
    assert at(9) in starts
    assert at(14, 0) in starts
    assert not {at(14, 30), at(15), at(15, 30)} & starts, "taken, with time to prepare"
    assert board_of(bj, user=ann, on=TODAY, now=at(9)).rows[0].blocks[0].is_visible
