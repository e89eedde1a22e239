"""The model library and the accessories: reading, editing, and who may."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from marque.catalog import api as catalog
from marque.catalog.models import Accessory, Colour, Trim
from marque.catalog.queries.library import list_trims
from marque.catalog.queries.parameters import group_parameters, in_words, sources_of
from marque.catalog.search import search
from marque.catalog.testing import make_accessory, make_colour, make_series, make_trim
from marque.kernel.errors import InvalidInput, NotAuthorised

pytestmark = pytest.mark.django_db
BASE = "/bj/settings/catalogue/"
RIGHTS = ("catalog.view_trim", "catalog.change_trim", "catalog.view_accessory",
          "catalog.change_accessory", "catalog.view_accessory_cost")  # fmt: skip


@pytest.fixture
def keeper(li, grant):
    return grant(li, *RIGHTS)


@pytest.fixture
def reader(lin, grant):
    return grant(lin, "catalog.view_trim", "catalog.view_accessory")


class TestPrices:
    def test_the_price_in_force_is_the_latest_that_has_begun(self, keeper):
        trim = make_trim(msrp=Decimal(181_600))
        catalog.set_price(
            trim=trim, amount_msrp=Decimal(175_000), valid_from=date(2026, 12, 1), by=keeper
        )
        price = {day: catalog.find_list_price(trim_id=trim.pk, on=day) for day in (
            date(2025, 12, 31), date(2026, 11, 30), date(2026, 12, 1))}  # fmt: skip
        assert list(price.values()) == [None, Decimal(181_600), Decimal(175_000)]
        assert list_trims(on=date(2026, 11, 30)).get().amount_msrp == Decimal(181_600)

    @pytest.mark.parametrize("amount", ["0", "-1", "1.005", "1e13"])
    def test_a_price_that_cannot_be_is_refused(self, keeper, amount):
        trim = make_trim()
        with pytest.raises(InvalidInput):
            catalog.set_price(
                trim=trim, amount_msrp=Decimal(amount), valid_from=date(2026, 5, 1), by=keeper
            )
        assert trim.prices.count() == 1

    def test_a_price_of_the_same_day_is_replaced(self, keeper):
        trim = make_trim()
        for amount in (Decimal(170_000), Decimal(171_000)):
            catalog.set_price(trim=trim, amount_msrp=amount, valid_from=date(2026, 5, 1), by=keeper)
        assert trim.prices.count() == 2

    def test_many_prices_at_once_by_key(self, keeper):
        trim = make_trim(msrp=None)
        done = catalog.set_prices(
            amounts={trim.key: Decimal(200_000), "no/such": Decimal(1)},
            valid_from=date(2026, 1, 1),
            source="演示价",
            by=keeper,
        )
        assert done == 1
        assert trim.prices.get().source == "演示价"


class TestRights:
    def test_a_branch_reads_and_does_not_write(self, reader):
        trim, accessory = make_trim(), make_accessory()
        with pytest.raises(NotAuthorised):
            catalog.save_trim(trim=trim, by=reader)
        with pytest.raises(NotAuthorised):
            catalog.save_accessory(accessory=accessory, by=reader)
        with pytest.raises(NotAuthorised):
            catalog.set_price(
                trim=trim, amount_msrp=Decimal(1), valid_from=date(2026, 5, 1), by=reader
            )

    def test_pages_that_write_are_closed_to_a_reader(self, reader, client):
        trim = make_trim()
        client.force_login(reader)
        assert client.get(f"{BASE}trims/{trim.pk}/").status_code == 200
        assert client.get(f"{BASE}trims/{trim.pk}/edit/").status_code == 403
        assert client.post(f"{BASE}trims/{trim.pk}/do/switch/").status_code == 403
        accessory = make_accessory()
        url = f"{BASE}accessories/{accessory.code}/edit/"
        page = client.get(url)
        assert "由总部维护" in page.text
        assert "420" not in page.text
        client.post(url, {"name": "改", "unit": "piece", "amount_price": 1, "rate_vat": "0.13"})
        accessory.refresh_from_db()
        assert accessory.name == "全车脚垫"

    def test_without_any_right_there_is_nothing(self, zhao, client):
        client.force_login(zhao)
        for path in ("", "trims/", "accessories/"):
            assert client.get(BASE + path).status_code == 403
        make_trim()
        assert search(zhao, "X7", None) == []


class TestPages:
    @pytest.mark.feature("BAS-06")
    def test_the_tree_from_brand_to_trim_with_parameters_and_colours(self, keeper, client):
        series = make_series()
        trim = make_trim(series=series, parameters={"dimensions": {"length_mm": 4795}},
                         power_kw=150, range_km=1200, cycle="cltc")  # fmt: skip
        make_colour(series=series)
        client.force_login(keeper)
        assert "云岚" in client.get(BASE).text
        assert "X7" in client.get(f"{BASE}?brand=yunlan").text
        page = client.get(f"{BASE}?brand=yunlan&series=yunlan/x7").text
        assert "插混 智享版" in page
        assert "极地白" in page
        detail = client.get(f"{BASE}trims/{trim.pk}/").text
        for text in ("4,795", "181,600", "极地白", "插电混动", "CLTC"):
            assert text in detail
        assert "插混 智享版" in client.get(f"{BASE}trims/").text

    def test_editing_and_disabling_a_trim(self, keeper, client):
        trim = make_trim()
        client.force_login(keeper)
        url = f"{BASE}trims/{trim.pk}/edit/"
        fields = {"name": "四驱版", "energy": "phev", "body": "suv", "drivetrain": "awd"}
        assert client.get(url).status_code == 200
        assert client.post(url, fields | {"power_kw": "-3"}).status_code == 422
        assert client.post(url, fields | {"power_kw": "150"}).status_code == 302
        trim.refresh_from_db()
        assert (trim.name, trim.drivetrain, trim.is_sold) == ("四驱版", "awd", False)
        Trim.objects.update(is_active=True)
        client.post(f"{BASE}trims/{trim.pk}/do/switch/")
        trim.refresh_from_db()
        assert not trim.is_active
        assert not catalog.list_trims_on_sale(on=date(2026, 11, 22)).exists()

    @pytest.mark.parametrize("path", ["?brand=%00", "?brand=%FF&series=%00", "trims/?q=%00"])
    def test_bytes_that_no_text_has_break_nothing(self, keeper, client, path):
        client.force_login(keeper)
        assert client.get(BASE + path).status_code in {200, 400, 404}

    def test_setting_a_price_on_the_page(self, keeper, client):
        trim = make_trim()
        client.force_login(keeper)
        url = f"{BASE}trims/{trim.pk}/do/price/"
        client.post(url, {"amount_msrp": "179900", "valid_from": "2026-11-01"})
        client.post(url, {"amount_msrp": "-5", "valid_from": "2026-11-02"})
        client.post(url, {"amount_msrp": "9" * 41, "valid_from": "2026-11-02"})
        assert trim.prices.count() == 2

    def test_a_new_colour_and_one_name_a_place(self, keeper, client):
        make_series()
        client.force_login(keeper)
        url = f"{BASE}colours/new/?brand=yunlan&series=yunlan/x7"
        fields = {"name": "青花蓝", "place": "exterior", "hex": "#1D4FC4", "is_active": "on"}
        assert client.post(url, fields).status_code == 302
        assert Colour.objects.get().series.key == "yunlan/x7"
        assert client.post(url, fields).status_code == 422
        assert client.post(url, fields | {"name": "b", "hex": "red"}).status_code == 422
        assert Colour.objects.count() == 1

    def test_accessories_are_listed_made_and_edited(self, keeper, client):
        client.force_login(keeper)
        fields = {"code": "JP-9", "name": "<b>行车记录仪</b>", "unit": "set", "rate_vat": "0.13",
                  "amount_price": "1280", "amount_cost": "600", "is_active": "on"}  # fmt: skip
        assert client.post(f"{BASE}accessories/new/", fields).status_code == 302
        assert client.post(f"{BASE}accessories/new/", fields).status_code == 422
        bad = client.post(f"{BASE}accessories/new/", fields | {"code": "a/b"})
        assert bad.status_code == 422
        worse = client.post(f"{BASE}accessories/new/", fields | {"code": "Z", "amount_price": -1})
        assert worse.status_code == 422
        page = client.get(f"{BASE}accessories/").text
        assert "&lt;b&gt;行车记录仪" in page
        assert Accessory.objects.count() == 1
        client.post(f"{BASE}accessories/JP-9/edit/", fields | {"amount_price": "1180"})
        assert Accessory.objects.get().amount_price == 1180


class TestWords:
    def test_parameters_are_grouped_and_spoken(self):
        groups = group_parameters(
            {
                "powertrain": {"motors": [{"position": "rear", "type": "pmsm", "power_kw": 230}]},
                "battery": {"chemistry": "lfp", "heat_pump": True},
                "charging": {"charging_time": {"dc": [
                    {"from_soc_percent": 10, "to_soc_percent": 80, "time_min": 12}]}},
                "unknown": {"x": 1},
            }
        )  # fmt: skip
        spoken = {p.label: p.value for group in groups for p in group.parameters}
        assert spoken["电机"] == "后 永磁同步 230 kW"
        assert spoken["电池类型"] == "磷酸铁锂"
        assert spoken["热泵"] == "是"
        assert spoken["直流充电时间"] == "10–80% 12 min"
        assert in_words(5071) == "5,071"

    def test_only_plain_web_addresses_become_links(self):
        sources = [{"title": "a", "url": "javascript:alert(1)"}, {"title": "b", "url": "https://x"}]
        assert sources_of({"sources": sources}) == [("b", "https://x")]

    def test_the_search_finds_a_trim_by_brand_and_series(self, reader):
        make_trim()
        hits = search(reader, "云岚 x7", None)
        assert [hit.title for hit in hits] == ["云岚 X7 2026 款 插混 智享版"]
