"""The whole Open EV Data archive through the product's own import."""

from __future__ import annotations

import copy
import gzip
import io
import json
import tarfile
from decimal import Decimal
from importlib.resources import files

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import ProtectedError, QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from marque.catalog.import_kinds import OPEN_EV_DATA
from marque.catalog.models import Brand, CarModel, Colour, Series, Trim, TrimPrice
from marque.catalog.services.read_open_ev_data import merge, read_open_ev_data
from marque.foundation.imports.models import ImportBatch, Stage
from marque.foundation.imports.readers.limits import FileRefused
from marque.foundation.imports.services.open_batch import open_batch
from marque.foundation.imports.services.run_batch import claim_batch, run_batch
from marque.foundation.imports.services.undo_batch import undo_batch
from marque.foundation.jobs.models import Job, JobStatus
from marque.foundation.jobs.tasks import run_job
from marque.kernel.errors import GuardRefused
from marque.organisation.testing import make_store

ARCHIVE = files("marque.catalog") / "data" / "open-ev-data.tar.gz"
RIGHTS = ("catalog.import_trim", "catalog.view_trim", "imports.add_importbatch",
          "imports.view_importbatch", "imports.undo_importbatch")  # fmt: skip
TRIMS, BRANDS = 1189, 65

BASE = {
    "schema_version": "1.0.0",
    "make": {"slug": "yunlan", "name": "Yunlan"},
    "model": {"slug": "x7", "name": "X7"},
    "vehicle_type": "suv",
    "body": {"style": "suv", "seats": 5, "doors": 5},
}
YEAR = {
    "schema_version": "1.0.0",
    "year": 2026,
    "trim": {"slug": "base", "name": "Base"},
    "powertrain": {"drivetrain": "fwd", "system_power_kw": 150},
    "battery": {"pack_capacity_kwh_net": 60},
    "range": {"rated": [{"cycle": "wltp", "range_km": 400}, {"cycle": "cltc", "range_km": 500}]},
    "pricing": {"msrp": [{"currency": "CNY", "amount": 181600}]},
}
VARIANT = {
    "variant": {"slug": "awd", "name": "AWD"},
    "powertrain": {"drivetrain": "awd"},
    "range": {"rated": [{"cycle": "epa", "range_km": 380}]},
}


def archive_of(members):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name, value in members.items():
            data = value if isinstance(value, bytes) else json.dumps(value).encode()
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


def small(**changes):
    year = copy.deepcopy(YEAR) | changes
    return {"src/yunlan/x7/base.json": BASE, "src/yunlan/x7/2026/x7.json": year}


def records(members):
    lines = read_open_ev_data(io.BytesIO(archive_of(members)))
    return [line.values.get("record") for line in lines]


@pytest.fixture
def keeper(hq, grant):
    return grant(hq, *RIGHTS)


def opened(by, content=None, name="open-ev-data.tar.gz"):
    content = ARCHIVE.read_bytes() if content is None else content
    return open_batch(
        kind_key=OPEN_EV_DATA.key,
        file=io.BytesIO(content),
        file_name=name,
        store=None,
        now=timezone.now(),
        by=by,
    )


def imported(by, content=None):
    batch = claim_batch(batch_id=opened(by, content).pk, by=by)
    return run_batch(batch_id=batch.pk, now=timezone.now(), by=by)


class TestReading:
    def test_the_archive_has_every_trim_of_every_brand(self):
        with ARCHIVE.open("rb") as file:
            lines = read_open_ev_data(file)
        found = [line.values["record"] for line in lines]
        assert len(found) == TRIMS
        assert len({record.brand.key for record in found}) == BRANDS
        assert not any(line.is_refused for line in lines)
        assert len({(record.model_key, record.name) for record in found}) == TRIMS

    def test_later_files_add_to_and_override_earlier_ones(self):
        members = small() | {"src/yunlan/x7/2026/x7_awd.json": VARIANT}
        main, awd = records(members)
        assert (main.fields["drivetrain"], awd.fields["drivetrain"]) == ("fwd", "awd")
        assert awd.fields["power_kw"] == main.fields["power_kw"] == Decimal(150)
        assert (main.fields["cycle"], main.fields["range_km"]) == ("cltc", 500)
        assert (awd.fields["cycle"], awd.fields["range_km"]) == ("epa", 380)
        assert (main.name, awd.name) == ("标准版", "四驱版")

    def test_objects_merge_and_lists_are_replaced(self):
        assert merge({"a": {"b": 1, "c": [1]}, "d": 1}, {"a": {"c": [2]}, "d": {"e": 1}}) == {
            "a": {"b": 1, "c": [2]},
            "d": {"e": 1},
        }

    def test_a_downloaded_archive_with_a_folder_around_it_reads_the_same(self):
        assert len(records({f"open-ev-data-8edb266/{k}": v for k, v in small().items()})) == 1

    @pytest.mark.parametrize(
        "changes",
        [
            {"schema_version": "2.0.0"},
            {"year": 2025},
            {"year": "2026"},
            {"year": True},
            {"powertrain": {"drivetrain": "6wd"}},
            {"powertrain": {"drivetrain": "fwd", "system_power_kw": -5}},
            {"battery": 5},
            {"battery": {"pack_capacity_kwh_net": 1e30}},
            {"range": {"rated": "far"}},
            {"markets": ["China"]},
            {"pricing": {"msrp": [{"currency": "yuan", "amount": 1}]}},
            {"pricing": {"msrp": [{"currency": "CNY", "amount": "=1+1"}]}},
            {"make": {"slug": "../../x", "name": "X"}},
            {"make": {"slug": "yunlan", "name": "x" * 5000}},
        ],
    )
    def test_a_record_that_cannot_be_right_is_a_problem_of_its_line(self, changes):
        lines = read_open_ev_data(io.BytesIO(archive_of(small(**changes))))
        assert [line.is_refused for line in lines] == [True]
        assert len(lines[0].problems[0].text) < 300

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"hello",
            ARCHIVE.read_bytes()[:50_000],
            gzip.compress(b"no tar"),
            archive_of({"readme.txt": b"x"}),
            archive_of(small() | {"../../etc/cron.d/x": b"x"}),
            archive_of(small() | {"src/yunlan/x7/2026/y.json": b"{"}),
            archive_of(small() | {"src/yunlan/x7/2026/y.json": {"name": "x" * 10_000_000}}),
        ],
        ids=["empty", "text", "cut", "no-tar", "nothing", "traversal", "bad-json", "10MB"],
    )
    def test_a_broken_or_dangerous_archive_is_refused_whole(self, content):
        with pytest.raises(FileRefused):
            read_open_ev_data(io.BytesIO(content))


@pytest.mark.django_db
class TestImporting:
    @pytest.mark.feature("BAS-06")
    def test_the_whole_archive_and_the_second_time_nothing(self, keeper):
        batch = imported(keeper)
        assert (batch.stage, batch.quantity_created) == (Stage.DONE, TRIMS)
        assert (Trim.objects.count(), Brand.objects.count()) == (TRIMS, BRANDS)
        assert Series.objects.count() == 260
        assert Brand.objects.get(key="byd").name == "比亚迪"
        assert Brand.objects.get(key="byd").initial == "B"
        assert Series.objects.get(key="byd/han").name == "汉"
        assert TrimPrice.objects.filter(currency="CNY").count() == 2

        again = imported(keeper)
        assert (again.quantity_created, again.quantity_updated) == (0, 0)
        assert again.quantity_unchanged == TRIMS
        assert Trim.objects.count() == TRIMS

    def test_no_query_joins_the_library_for_the_order_of_lists(self, keeper):
        """With no statistics yet, such a join of five tables once ran for a quarter of an hour."""
        imported(keeper, archive_of(small()))
        with CaptureQueriesContext(connection) as queries:
            imported(keeper, archive_of(small(battery={"pack_capacity_kwh_net": 72})))
        assert len(queries) > 5
        assert not [q["sql"] for q in queries if "JOIN" in q["sql"] and "catalog_brand" in q["sql"]]

    def test_a_later_edition_updates_and_keeps_what_the_group_decided(self, keeper):
        imported(keeper, archive_of(small()))
        Trim.objects.update(name="我们的名字", is_sold=False)
        newer = small(battery={"pack_capacity_kwh_net": 72})
        newer["src/yunlan/x7/2026/x7.json"]["pricing"]["msrp"][0]["amount"] = 175_000
        batch = imported(keeper, archive_of(newer))
        trim = Trim.objects.get()
        assert batch.quantity_updated == 1
        assert (trim.battery_kwh, trim.name, trim.is_sold) == (Decimal(72), "我们的名字", False)
        assert trim.prices.get().amount_msrp == 175_000

        undo_batch(batch_id=batch.pk, now=timezone.now(), by=keeper)
        trim.refresh_from_db()
        assert trim.battery_kwh == Decimal(60)
        assert trim.prices.get().amount_msrp == 181_600

    def test_undo_removes_every_level_that_the_batch_made(self, keeper):
        batch = imported(keeper, archive_of(small()))
        undo_batch(batch_id=batch.pk, now=timezone.now(), by=keeper)
        for model in (Trim, CarModel, Series, Brand, TrimPrice):
            assert not model.objects.exists()

    def test_undo_keeps_a_brand_that_was_used_since(self, keeper):
        batch = imported(keeper, archive_of(small()))
        Colour.objects.create(
            key="c", brand=Brand.objects.get(), name="白", place="exterior", hex="#ffffff"
        )
        undo_batch(batch_id=batch.pk, now=timezone.now(), by=keeper)
        assert Brand.objects.count() == 1
        assert not Series.objects.exists()

    def test_undo_refuses_when_a_trim_is_in_use(self, keeper, monkeypatch):
        batch = imported(keeper, archive_of(small()))

        def protected(self):
            raise ProtectedError("in use", {Brand.objects.get()})

        with monkeypatch.context() as patch:
            patch.setattr(QuerySet, "delete", protected)
            with pytest.raises(GuardRefused, match="已被使用"):
                undo_batch(batch_id=batch.pk, now=timezone.now(), by=keeper)
        assert Trim.objects.count() == 1

    def test_records_with_problems_are_left_out_and_listed(self, keeper):
        members = small() | {"src/yunlan/x7/2026/x7_bad.json": {"powertrain": 5}}
        batch = imported(keeper, archive_of(members))
        assert (batch.quantity_created, batch.quantity_refused) == (1, 1)
        assert "x7_bad" in batch.rows.get(is_refused=True).problems[0]["text"]

    def test_a_refused_archive_leaves_nothing(self, keeper):
        with pytest.raises(FileRefused):
            opened(keeper, archive_of(small() | {"/etc/passwd": b"x"}))
        assert not ImportBatch.objects.exists()

    def test_through_the_import_pages(self, keeper, client):
        client.force_login(keeper)
        base = "/hq/settings/import/"
        make_store("滨江店", "bj")
        make_store("城西店", "cx")
        file = SimpleUploadedFile("open-ev-data.tar.gz", ARCHIVE.read_bytes())
        answer = client.post(base + "new/", {"kind": OPEN_EV_DATA.key, "file": file})
        batch = ImportBatch.objects.get()
        assert answer.headers["Location"] == f"{base}{batch.number}/check/"
        page = client.get(answer.headers["Location"])
        assert "全部导入（1189 行）" in page.text
        client.post(f"{base}{batch.number}/do/import/")
        batch.refresh_from_db()
        assert "正在后台导入" in client.get(f"{base}{batch.number}/result/").text
        run_job(batch.job_id, "imports.run_batch", {"batch_id": batch.pk})
        assert Job.objects.get(pk=batch.job_id).status == JobStatus.DONE
        assert Trim.objects.count() == TRIMS
        assert "1189" in client.get(f"{base}{batch.number}/result/").text

    def test_by_command(self, keeper, tmp_path, capsys):
        path = tmp_path / "small.tar.gz"
        path.write_bytes(archive_of(small()))
        call_command("import_data", OPEN_EV_DATA.key, str(path), user=keeper.username)
        assert Trim.objects.count() == 1
        assert "新增 1" in capsys.readouterr().out
        path.write_bytes(b"broken")
        with pytest.raises(CommandError, match="压缩包"):
            call_command("import_data", OPEN_EV_DATA.key, str(path), user=keeper.username)
        with pytest.raises(CommandError, match="没有名为"):
            call_command("import_data", "no.such", str(path), user=keeper.username)
