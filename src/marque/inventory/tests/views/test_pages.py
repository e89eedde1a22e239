from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from marque.accounting.testing import open_demo_book
from marque.catalog.testing import make_colour, make_trim
from marque.inventory import api as inventory
from marque.inventory.models import ParkingPlace, PDIItem, Vehicle, VehicleLock
from marque.inventory.testing import make_vehicle, next_vin, order_holder
from marque.parties.testing import make_supplier

pytestmark = pytest.mark.django_db


def page(name, store="bj", **kwargs):
    return reverse(f"inventory:{name}", kwargs={"store": store, **kwargs})


@pytest.fixture
def as_shen(client, shen):
    client.force_login(shen)
    return client


@pytest.fixture
def as_lin(client, lin):
    client.force_login(lin)
    return client


PAGES = ("stock_list", "vehicle_find", "arrival_list", "vehicle_receive", "vehicle_expect",
         "place_list", "pdi_list", "pdi_items")  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_every_page_draws_empty_and_with_a_vehicle(as_shen, bj, name):
    assert as_shen.get(page(name)).status_code == 200
    make_vehicle(bj, status="pending_pdi", exterior_id=make_colour().pk)
    assert as_shen.get(page(name)).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_without_the_right_there_is_no_page(client, zhao, name):
    client.force_login(zhao)
    assert client.get(page(name)).status_code == 403


@pytest.mark.parametrize("status", ["pending_pdi", "in_stock", "display", "damaged",
                                    "awaiting_delivery", "sold"])  # fmt: skip
def test_a_vehicle_has_a_page_in_every_state(as_shen, bj, status):
    vehicle = make_vehicle(bj, status=status)
    answer = as_shen.get(vehicle.get_absolute_url())
    assert answer.status_code == 200
    assert vehicle.vin[-6:] in answer.content.decode()


def test_the_cost_is_shown_only_with_the_right(as_lin, client, bj, shen):
    vehicle = make_vehicle(bj, amount_cost=Decimal("158731.00"))
    for url in (vehicle.get_absolute_url(), page("stock_list")):
        assert "158,731" not in client.get(url).content.decode()
    client.force_login(shen)
    for url in (vehicle.get_absolute_url(), page("stock_list")):
        assert "158,731" in client.get(url).content.decode()


def test_another_stores_vehicle_does_not_exist(client, wang, bj, cx):
    vehicle = make_vehicle(bj)
    client.force_login(wang)
    assert client.get(vehicle.get_absolute_url()).status_code == 404
    assert client.get(page("vehicle_detail", "cx", vin=vehicle.vin)).status_code == 404
    assert client.post(page("vehicle_lock", "cx", vin=vehicle.vin)).status_code == 404
    assert not VehicleLock.objects.exists()


def test_a_consultant_locks_and_releases_from_the_page(as_lin, bj, lin):
    vehicle = make_vehicle(bj)
    as_lin.post(page("vehicle_lock", vin=vehicle.vin), {"reason": "王女士"})
    assert VehicleLock.objects.get().held_by == lin
    shown = as_lin.get(vehicle.get_absolute_url()).content.decode()
    assert "王女士" in shown
    assert "锁定" in shown
    as_lin.post(page("vehicle_release", vin=vehicle.vin))
    assert VehicleLock.objects.get().released_at


def test_who_comes_second_is_told_who_was_first(client, bj, lin, li):
    vehicle = make_vehicle(bj)
    client.force_login(lin)
    client.post(page("vehicle_lock", vin=vehicle.vin))
    client.force_login(li)
    answer = client.post(page("vehicle_lock", vin=vehicle.vin), headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert "林晓彤" in answer.content.decode()


def test_the_group_view_reads_and_does_nothing(client, hq, grant, bj, cx):
    grant(hq, "inventory.lock_vehicle", scope=5)
    vehicle = make_vehicle(bj)
    client.force_login(hq)
    shown = client.get(page("vehicle_detail", "hq", vin=vehicle.vin))
    assert shown.status_code == 200
    assert "do/lock" not in shown.content.decode()
    assert client.post(page("vehicle_lock", "hq", vin=vehicle.vin)).status_code == 403
    assert client.get(page("stock_list", "hq")).status_code == 200


def receipt(**changes):
    trim = make_trim()
    return {
        "vin": next_vin(), "trim": trim.pk, "engine_number": "bm123", "certificate_status": "at_store",
        "keys_count": 2, "mileage_km": 12, "supplier": make_supplier().pk, "amount_total": "17.9331万",
        "rate_vat": "13", "invoice_no": "12345678", "invoice_on": "2026-11-20",
    } | changes  # fmt: skip


def test_a_received_vehicle_is_seen_by_the_consultant_after_its_inspection(client, shen, lin, bj):
    open_demo_book(bj.company, by=shen)
    place = ParkingPlace.objects.create(store=bj, zone="A 库", slot="01-08")
    client.force_login(shen)
    answer = client.post(page("vehicle_receive"), receipt(place=place.pk))
    assert answer.status_code == 302, answer.context["form"].errors
    vehicle = Vehicle.objects.get()
    assert (vehicle.amount_cost, vehicle.amount_input_vat) == (
        Decimal("158700.00"),
        Decimal("20631.00"),
    )
    assert (vehicle.place, vehicle.place_text) == (place, "A 库 01-08")
    assert vehicle.purchase_invoice_on == date(2026, 11, 20)
    client.post(page("vehicle_pdi", vin=vehicle.vin))
    inspection = vehicle.inspections.get()
    for item in inspection.checklist:
        client.post(
            page("pdi_answer", number=inspection.number), {"code": item["code"], "result": "pass"}
        )
    client.post(page("pdi_complete", number=inspection.number))
    client.force_login(lin)
    assert (
        vehicle.vin in client.get(page("vehicle_find") + f"?q={vehicle.vin[-6:]}").content.decode()
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"vin": "LGXC76C30N0000001"},
        {"vin": "x" * 10_000_000},
        {"amount_total": "-5"},
        {"amount_total": "便宜"},
        {"trim": "999999"},
        {"supplier": ""},
        {"keys_count": "-1"},
        {"remark": "长" * 300},
    ],
)
def test_a_wrong_receipt_is_refused_with_its_reason_and_nothing_is_kept(as_shen, bj, shen, wrong):
    open_demo_book(bj.company, by=shen)
    answer = as_shen.post(page("vehicle_receive"), receipt(**wrong))
    assert answer.status_code in {400, 413, 422}
    assert not Vehicle.objects.exists()


def test_a_script_in_a_remark_is_only_text(as_shen, bj, shen):
    open_demo_book(bj.company, by=shen)
    as_shen.post(page("vehicle_receive"), receipt(remark="<script>alert(1)</script>"))
    shown = as_shen.get(Vehicle.objects.get().get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in shown


def test_the_form_says_what_a_vin_says(as_shen, bj):
    vehicle = make_vehicle(bj)
    assert "不能重复入库" in as_shen.get(page("vin_check") + f"?vin={vehicle.vin}").content.decode()
    assert "校验位" in as_shen.get(page("vin_check") + "?vin=LGXC76C30N0000001").content.decode()


def test_the_ageing_bar_filters_the_list(as_shen, bj):
    old, new = make_vehicle(bj, days=100), make_vehicle(bj, days=2)
    shown = as_shen.get(page("stock_list") + "?view=stock&age_days_min=91").content.decode()
    assert old.vin in shown
    assert new.vin not in shown


def test_the_list_costs_the_same_for_one_and_for_many(as_shen, bj):
    def statements():
        with CaptureQueriesContext(connection) as queries:
            as_shen.get(page("stock_list"))
        return len(queries)

    make_vehicle(bj)
    statements()
    few = statements()
    for _n in range(5):
        make_vehicle(bj, exterior_id=make_colour().pk)
    assert statements() == few <= 28


def test_the_export_has_the_rows(as_shen, bj):
    vehicle = make_vehicle(bj)
    answer = as_shen.get(page("stock_list") + "?view=stock&export=csv")
    assert vehicle.vin in b"".join(answer.streaming_content).decode()


def test_ticked_certificates_are_asked_of_the_bank(as_shen, bj):
    at_bank = make_vehicle(bj, certificate_status="at_bank")
    here = make_vehicle(bj)
    as_shen.post(page("bulk_redeem"), {"pk": [at_bank.pk, here.pk]})
    assert Vehicle.objects.get(pk=at_bank.pk).certificate_status == "redeeming"
    assert Vehicle.objects.get(pk=here.pk).certificate_status == "at_store"


def test_showroom_tags_are_drawn(as_shen, bj):
    vehicle = make_vehicle(bj)
    assert vehicle.vin[-6:] in as_shen.post(page("bulk_tags"), {"pk": vehicle.pk}).content.decode()


def test_a_place_is_added_and_a_taken_one_stays_in_use(as_shen, bj, shen):
    as_shen.post(page("place_list"), {"zone": "B 库", "slot": "01"})
    place = ParkingPlace.objects.get()
    vehicle = make_vehicle(bj)
    as_shen.post(page("vehicle_place", vin=vehicle.vin), {"place": place.pk})
    vehicle.refresh_from_db()
    assert vehicle.place_text == "B 库 01"
    as_shen.post(page("place_switch", pk=place.pk))
    place.refresh_from_db()
    assert place.is_active


def test_the_checklist_is_edited(as_shen, bj):
    as_shen.get(page("pdi_items"))
    item = PDIItem.objects.first()
    as_shen.post(
        page("pdi_items"), {"pk": item.pk, "group": "资料", "name": "核对车架号", "position": 1}
    )
    item.refresh_from_db()
    assert (item.name, item.is_active) == ("核对车架号", False)


def test_damage_is_asked_for_its_reason_and_voiding_too(as_shen, bj):
    vehicle = make_vehicle(bj)
    move = page("vehicle_move", vin=vehicle.vin, move="report_damage")
    assert as_shen.get(move).status_code == 200
    as_shen.post(move, {"note": "左前门划痕"})
    vehicle.refresh_from_db()
    assert vehicle.status == "damaged"
    other = make_vehicle(bj)
    void = page("vehicle_void", vin=other.vin)
    assert as_shen.get(void).status_code == 200
    as_shen.post(void, {"note": "录错"})
    other.refresh_from_db()
    assert other.status == "void"


def test_a_consultant_cannot_move_or_void(as_lin, bj):
    vehicle = make_vehicle(bj)
    as_lin.post(page("vehicle_move", vin=vehicle.vin, move="put_on_display"))
    assert as_lin.post(page("vehicle_void", vin=vehicle.vin), {"note": "x"}).status_code == 403
    assert as_lin.post(page("vehicle_place", vin=vehicle.vin)).status_code == 403
    vehicle.refresh_from_db()
    assert (vehicle.status, vehicle.place_text) == ("in_stock", "A 库 01-01")


def test_unknown_moves_are_refused(as_shen, bj):
    vehicle = make_vehicle(bj)
    for name in ("issue", "no-such"):
        as_shen.post(page("vehicle_move", vin=vehicle.vin, move=name), {"note": "x"})
    vehicle.refresh_from_db()
    assert vehicle.status == "in_stock"


def test_the_desk_of_the_warehouse_lists_what_waits(shen, bj):
    from marque.inventory.desk import blocks

    vehicle = make_vehicle(bj, status="pending_pdi")
    (coming, pending) = sorted(blocks(shen, bj), key=lambda block: block.order)
    assert coming.count == 0
    assert vehicle.vin in pending.items[0].url


def test_the_palette_finds_by_the_end_of_the_vin(lin, bj):
    from marque.inventory.search import search

    vehicle = make_vehicle(bj)
    (hit,) = search(lin, vehicle.vin[-6:], bj)
    assert hit.url == vehicle.get_absolute_url()
    assert search(lin, vehicle.vin[-4:], bj) == []


def test_the_hold_of_an_order_shows_in_the_list(as_lin, bj, lin):
    vehicle = make_vehicle(bj)
    inventory.lock_vehicle(
        vehicle_id=vehicle.pk, holder=order_holder("SO2611-0186"), expires_at=None, by=lin,
        now=timezone.now(),
    )  # fmt: skip
    shown = as_lin.get(page("stock_list") + "?view=held").content.decode()
    assert "林晓彤 · SO2611-0186" in shown
