"""Reception and test drives, told through the pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from marque.crm.models import Lead, TestDrive, Visit
from marque.crm.tests.floor import (
    complete,
    make_consultants,
    make_demo_car,
    make_drive,
    make_receptionist,
    make_visit,
)
from marque.foundation.notifications.models import Notification
from marque.foundation.ui.idempotency import new_key
from marque.parties.testing import make_customer
from marque.sales.testing import make_issued_order
from tests.features.desk import PNG, Desk

pytestmark = pytest.mark.django_db


def arrival(**changes):
    """The reception's form as it stands when the page opens."""
    return {
        "visitor": "", "visitor_text": "", "errand": "intent", "party_size": "1",
        "called": "", "phone": "", "plate": "", "owner": "", "arrived_at": "", "note": "",
        "_key": new_key(),
    } | changes  # fmt: skip


def outcome(visit, **changes):
    """The form that completes a visit, with nothing filled in."""
    return {
        "customer": "", "customer_text": "", "name": "", "phone": "", "level": "",
        "errand": visit.errand.code, "result": "", "left_at": "", "note": "",
        "version": visit.version, "_key": new_key(),
    } | changes  # fmt: skip


@pytest.fixture
def front(bj):
    return Desk(make_receptionist(bj))


@pytest.fixture
def ann(bj):
    return make_consultants(bj, "安然", "毕胜")[0]


def tomorrow(hour, minute=0):
    at = timezone.localtime() + timedelta(days=1)
    return at.replace(hour=hour, minute=minute, second=0, microsecond=0)


@pytest.mark.feature("LED-05")
def test_reception_logs_arrival_party_first_or_again_and_leaving(bj, front, ann):
    customer = make_customer("周慧", owner=ann, store=bj, phone="13912345678")
    found = front.get("crm:visitor_lookup", {"q": "5678"})
    assert "周慧" in found
    assert "归属 安然" in found
    page = front.post(
        "crm:reception",
        arrival(visitor=customer.pk, visitor_text="周慧", party_size="3", called="周女士"),
    )
    visit = Visit.objects.get()
    assert visit.number in page
    assert (visit.party_size, visit.owner, visit.is_again) == (3, ann, False)

    desk = Desk(ann)
    assert "未完善" in desk.get("crm:visit_detail", number=visit.number)
    desk.post("crm:visit_receive", number=visit.number)
    desk.post("crm:visit_end", number=visit.number)
    visit.refresh_from_db()
    assert visit.left_at is not None
    form = desk.get("crm:visit_complete", number=visit.number)
    assert "自动计为" in form
    desk.post("crm:visit_complete", outcome(visit, customer=customer.pk), number=visit.number)
    visit.refresh_from_db()
    assert (visit.result, visit.lead.owner) == ("first_carded", ann)

    front.post("crm:reception", arrival(visitor_text="13912345678"))
    second = Visit.objects.latest("pk")
    assert (second.customer, second.is_again) == (customer, True)


@pytest.mark.feature("LED-05")
def test_the_strip_adds_up_and_each_number_opens_its_rows(bj, front, ann):
    now = timezone.now()
    for n in range(3):
        visit = make_visit(by=front.user, store=bj, owner=ann, now=now - timedelta(minutes=9 - n))
        if n:
            complete(visit, by=ann, phone="13812345678" if n == 1 else "", name="陈建国")
    page = front.get("crm:visit_list")
    flow = front.last.context["flow"]
    assert (flow.total, flow.first, flow.incomplete) == (3, 2, 1)
    assert flow.is_whole
    for figure in front.last.context["figures"]:
        assert figure["query"].replace("&", "&amp;") in page
        listed = front.client.get(front.url("crm:visit_list") + figure["query"])
        assert listed.context["list"].count == figure["value"], figure


@pytest.mark.feature("LED-05")
def test_visits_are_filtered_exported_and_kept_within_reach(bj, front, ann, li, wang):
    visit = make_visit(by=front.user, store=bj, owner=ann, called="周女士")
    answer = Desk(li).client.get(front.url("crm:visit_list") + "?view=all&export=csv")
    assert "周女士" in b"".join(answer).decode("utf-8-sig")
    assert "周女士" not in front.get("crm:visit_list", {"view": "all", "by_result": "again"})
    assert Desk(wang, "cx").status("crm:visit_detail", number=visit.number) == 404
    other = make_consultants(bj, "安然", "毕胜")[1]
    assert Desk(other).status("crm:visit_detail", number=visit.number) == 404
    assert Desk(other).client.get(front.url("crm:visit_list") + "?view=").context["list"].count == 0


@pytest.mark.feature("LED-06")
@pytest.mark.parametrize("errand", ["complaint", "repair", "accessory"])
def test_one_form_sends_each_errand_to_its_person(bj, front, ann, li, errand):
    page = front.post("crm:reception", arrival(visitor_text="苏A12345", errand=errand))
    visit = Visit.objects.get()
    assert (visit.owner, visit.plate, visit.result) == (li, "苏A12345", "non_intent")
    assert "李经理" in page
    assert Notification.objects.filter(user=li, kind="todo", title__contains="苏A12345").exists()


@pytest.mark.feature("LED-06")
def test_who_collects_a_car_meets_the_consultant_of_the_order(bj, front, lin, ann):
    order = make_issued_order(by=lin)
    form = arrival(visitor=order.customer.pk, visitor_text="x", errand="delivery")
    page = front.post("crm:reception", form)
    visit = Visit.objects.get()
    assert visit.owner == lin
    assert order.number in visit.owner_reason
    assert order.number in page


@pytest.mark.feature("LED-06")
def test_the_turn_board_goes_round_and_says_what_happened(bj, front, ann):
    second = make_consultants(bj, "安然", "毕胜")[1]
    front.post("crm:reception", arrival(called="甲"))
    board = front.get("crm:floor")
    assert board.index("安然") > 0
    assert Visit.objects.get().owner == ann
    front.post("crm:turn_act", {"user": second.pk, "reason": "午休"}, move="away")
    assert "午休" in front.get("crm:floor")
    front.post("crm:reception", arrival(called="乙"))
    waiting = Visit.objects.latest("pk")
    assert waiting.owner is None
    front.post("crm:turn_act", {"user": second.pk}, move="back")
    waiting.refresh_from_db()
    assert waiting.owner == second
    assert "接待次序已更新" in Desk(ann).post("crm:turn_act", {"user": ann.pk}, move="back")
    denied = Desk(ann).post("crm:turn_act", {"user": second.pk, "reason": "x"}, move="skip")
    assert "权限" in denied


@pytest.mark.feature("LED-05")
def test_a_refused_arrival_keeps_what_was_typed_and_saves_nothing(bj, front, ann):
    page = front.post("crm:reception", arrival(plate="12345", called="陈先生"))
    assert front.last.status_code == 422
    assert "车牌" in page
    assert "陈先生" in page
    front.post("crm:reception", arrival(phone="13812345678"))
    assert front.last.status_code == 422
    assert not Visit.objects.exists()


@pytest.mark.feature("LED-05")
def test_a_form_sent_twice_is_one_visit(bj, front, ann):
    form = arrival(called="陈先生")
    front.post("crm:reception", form)
    front.post("crm:reception", form)
    assert Visit.objects.count() == 1


@pytest.mark.feature("LED-21")
def test_a_free_slot_of_the_board_becomes_a_test_drive_and_only_one(bj, ann, shen):
    car = make_demo_car(bj)
    customer = make_customer("周慧", owner=ann, store=bj)
    desk = Desk(ann)
    on = tomorrow(10).date()
    slot = f"car={car.vin}&at={tomorrow(10):%Y-%m-%dT%H:%M}"
    assert slot in desk.get("crm:test_drive_board", {"on": str(on)})
    form = booking(customer, car, tomorrow(10), ann)
    page = desk.post("crm:test_drive_create", form)
    drive = TestDrive.objects.get()
    assert drive.number in page
    board = desk.get("crm:test_drive_board", {"on": str(on)})
    assert slot not in board
    assert "周慧" in board

    rival = Desk(make_consultants(bj, "安然", "毕胜")[1])
    assert "周慧" not in rival.get("crm:test_drive_board", {"on": str(on)})
    theirs = make_customer("马丽", owner=rival.user, store=bj)
    told = rival.post("crm:test_drive_create", booking(theirs, car, tomorrow(10, 15), rival.user))
    assert rival.last.status_code == 422
    assert drive.number in told
    assert TestDrive.objects.count() == 1


def booking(customer, car, at, owner):
    return {
        "customer": customer.pk, "customer_text": customer.name, "vehicle": car.pk,
        "starts_at": f"{at:%Y-%m-%dT%H:%M}", "minutes": "30", "owner": owner.pk,
        "route": "城区", "wish": "", "_key": new_key(),
    }  # fmt: skip


@pytest.mark.feature("LED-21")
def test_a_lead_and_a_customer_lead_to_the_form(bj, ann):
    from marque.crm.testing import make_lead

    lead = make_lead("刘思远", by=ann, store=bj, owner=ann)
    desk = Desk(ann)
    assert "刘思远" in desk.get("crm:test_drive_create", {"lead": lead.number})
    assert "刘思远" in desk.get("crm:test_drive_create", {"customer": lead.customer.number})
    page = desk.get("parties:customer_detail", number=lead.customer.number)
    assert desk.url("crm:test_drive_create") in page


@pytest.mark.feature("LED-23")
def test_a_request_is_the_dispatchers_task_at_once_and_its_wait_is_measured(bj, ann, shen):
    now = timezone.now()
    drive = make_drive(by=ann, store=bj, starts_at=tomorrow(11), now=now - timedelta(minutes=12))
    todo = Notification.objects.get(user=shen, kind="todo")
    assert drive.number in todo.title
    keeper = Desk(shen)
    assert drive.number in keeper.get("crm:test_drive_dispatches")
    assert drive.number in keeper.get("desk")
    sent = {"vehicle": drive.vehicle_id, "version": drive.version, "_key": new_key()}
    keeper.post("crm:test_drive_dispatch", sent, number=drive.number)
    drive.refresh_from_db()
    assert (drive.status, drive.dispatched_by) == ("booked", shen)
    keeper.get("crm:test_drive_dispatches")
    assert keeper.last.context["wait"] == 12
    assert Notification.objects.filter(user=ann, title__contains="已派车").exists()
    assert Desk(ann).status("crm:test_drive_dispatches") == 403


@pytest.mark.feature("LED-22")
def test_licence_agreement_route_odometer_and_feedback_are_on_record(bj, ann, shen):
    customer = make_customer("王芳", owner=ann, store=bj)
    drive = make_drive(
        by=ann, store=bj, customer=customer, starts_at=tomorrow(10), now=timezone.now()
    )
    desk = Desk(ann)

    def step(name, **sent):
        drive.refresh_from_db()
        return desk.post(
            f"crm:test_drive_{name}",
            {"version": drive.version, "_key": new_key()} | sent,
            number=drive.number,
        )

    step("arrive")
    until = str(timezone.localdate() - timedelta(days=1))
    wrong = {"driver_name": "王芳", "licence_class": "C1", "licence_until": until}
    assert "过期" in step("licence", **wrong)
    assert "驾驶证" in step("start", odometer_out="0")
    step("licence", **wrong | {"licence_until": str(timezone.localdate() + timedelta(days=30))})
    page = desk.get("crm:test_drive_detail", number=drive.number)
    assert "试乘试驾协议" in page
    assert "签名" in step("sign", signed_name="王芳", signature="")
    assert "签署后未改动" in step("sign", signed_name="王芳", signature=PNG)
    step("start", odometer_out="8", route="环湖路")
    assert "小于" in step("finish", odometer_in="7")
    step("finish", odometer_in="19")
    step("feedback", score="4", feedback="底盘稳")
    drive.refresh_from_db()
    assert (drive.status, drive.distance_km, drive.route) == ("done", 11, "环湖路")
    assert (drive.score, drive.feedback) == (4, "底盘稳")
    paper = desk.client.get(desk.url("crm:test_drive_print", number=drive.number))
    assert paper.content.startswith(b"%PDF-")
    tab = desk.client.get(
        desk.url("parties:customer_detail", number=customer.number) + "?tab=test_drives"
    )
    assert drive.number in tab.content.decode()


@pytest.mark.feature("LED-22")
def test_pages_of_test_drives_keep_to_the_readers_reach(bj, ann, shen, wang):
    drive = make_drive(by=ann, store=bj, starts_at=tomorrow(10), now=timezone.now())
    other = make_consultants(bj, "安然", "毕胜")[1]
    for name in ("test_drive_detail", "test_drive_signature", "test_drive_print"):
        assert Desk(other).status(f"crm:{name}", number=drive.number) == 404
        assert Desk(wang, "cx").status(f"crm:{name}", number=drive.number) == 404
    assert drive.number not in Desk(other).get("crm:test_drive_list", {"view": "all"})
    assert drive.number in Desk(shen).get("crm:test_drive_list", {"view": "all"})
    assert not Lead.objects.exists()


@pytest.mark.feature("BEY-11")
def test_phone_plate_name_and_card_all_feed_the_one_box(bj, front, ann):
    from marque.parties.services.member_cards import issue_card

    customer = make_customer("周慧", owner=ann, store=bj, phone="13912345678")
    card = issue_card(customer, by=front.user, on=timezone.localdate(), number="88001234")
    make_visit(by=front.user, store=bj, customer=customer, plate="苏A12345")
    for typed in ("13912345678", "5678", "周慧", "zh", "苏A12345", "A12345", card.number):
        assert "周慧" in front.get("crm:visitor_lookup", {"q": typed}), typed
    assert "按新客户登记" in front.get("crm:visitor_lookup", {"q": "13500000000"})


@pytest.mark.feature("BEY-10")
def test_the_palette_opens_the_reception_with_what_was_typed(bj, front):
    hits = front.get("ui:search", {"q": "接待 苏A12345"})
    assert front.url("crm:reception") in hits
    assert "苏A12345" in front.get("crm:reception", {"q": "苏A12345"})
