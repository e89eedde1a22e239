"""The model library and the import of initial data, through the screens."""

from __future__ import annotations

from importlib.resources import files

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from marque.catalog.models import Brand, CarModel, Colour, Series, Trim
from marque.catalog.testing import make_colour, make_trim
from marque.foundation.imports.models import ImportBatch
from marque.foundation.jobs.models import Job
from marque.foundation.jobs.tasks import run_job

pytestmark = pytest.mark.django_db

ARCHIVE = files("marque.catalog") / "data" / "open-ev-data.tar.gz"
KIND, TRIMS, BRANDS = "catalog.open_ev_data", 1_189, 65
RIGHTS = (
    "catalog.import_trim",
    "catalog.view_trim",
    "imports.add_importbatch",
    "imports.view_importbatch",
    "imports.undo_importbatch",
)


def import_archive(client):
    """Upload the archive, look at the preview, import all; the batch and the preview's text."""
    file = SimpleUploadedFile("open-ev-data.tar.gz", ARCHIVE.read_bytes())
    answer = client.post("/bj/settings/import/new/", {"kind": KIND, "file": file})
    batch = ImportBatch.objects.latest("pk")
    preview = client.get(answer.headers["Location"]).text
    client.post(f"/bj/settings/import/{batch.number}/do/import/")
    batch.refresh_from_db()
    if batch.job_id:
        run_job(batch.job_id, "imports.run_batch", {"batch_id": batch.pk})
    return batch, preview


@pytest.mark.feature("BAS-06")
def test_the_library_is_a_tree_from_brand_to_trim_with_parameters_and_colours(client, li, lin):
    trim = make_trim("四驱 旗舰版", power_kw=250, seats=6)
    brand = trim.model.series.brand
    make_colour("极地白", series=trim.model.series)
    make_colour("曜石黑", brand=brand, place="interior")
    client.force_login(lin)
    base = "/bj/settings/catalogue/"
    page = client.get(base).text
    assert f"brand={brand.key}" in page
    page = client.get(base, {"brand": brand.key}).text
    assert f"series={trim.model.series.key.replace('/', '%2F')}" in page or "X7" in page
    page = client.get(base, {"brand": brand.key, "series": trim.model.series.key}).text
    assert "2026 款" in page
    assert "四驱 旗舰版" in page
    assert "极地白" in page
    page = client.get(f"{base}trims/{trim.pk}/").text
    for part in ("四驱 旗舰版", "插电混动", "250", "极地白", "181,600"):
        assert part in page, part
    assert client.post(f"{base}trims/{trim.pk}/do/switch/").status_code == 403


@pytest.mark.feature("BAS-06")
@pytest.mark.feature("BAS-20")
def test_the_real_catalogue_goes_in_by_the_screen_once_and_comes_out_again(client, li, lin, grant):
    client.force_login(grant(li, *RIGHTS))
    batch, preview = import_archive(client)
    assert "1189" in preview
    assert not Trim.objects.exists() or Trim.objects.count() == TRIMS
    assert (Brand.objects.count(), Trim.objects.count()) == (BRANDS, TRIMS)
    assert Series.objects.exists()
    assert CarModel.objects.exists()
    assert Trim.objects.exclude(parameters={}).count() > TRIMS * 0.9
    page = client.get("/bj/settings/catalogue/").text
    assert "1189" in page.replace(",", "")
    some = Trim.objects.order_by("pk")[600]
    assert client.get(f"/bj/settings/catalogue/trims/{some.pk}/").status_code == 200

    import_archive(client)
    assert (Brand.objects.count(), Trim.objects.count()) == (BRANDS, TRIMS)

    client.force_login(lin)
    assert client.post(f"/bj/settings/import/{batch.number}/do/undo/").status_code in {403, 404}
    client.force_login(li)
    client.post(f"/bj/settings/import/{batch.number}/do/undo/")
    run_job(Job.objects.latest("pk").pk, "imports.undo_batch", {"batch_id": batch.pk})
    assert (Trim.objects.count(), Brand.objects.count(), Colour.objects.count()) == (0, 0, 0)
    assert "已撤销" in client.get(f"/bj/settings/import/{batch.number}/result/").text
