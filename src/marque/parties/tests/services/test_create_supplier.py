"""Registering a supplier."""

from __future__ import annotations

import pytest

from marque.kernel.errors import Duplicate, InvalidInput
from marque.parties.models import Supplier
from marque.parties.queries import find_supplier, list_makers
from marque.parties.services.create_supplier import SupplierDetails, create_supplier


def register(by, **details):
    told = {"code": "qc", "name": "擎川汽车"} | details
    return create_supplier(details=SupplierDetails(**told), by=by)


@pytest.mark.django_db
def test_a_maker_is_found_by_its_code(he):
    supplier = register(he, kind="maker", phone="(0571)87654321", tax_id="91350100m000100y43")
    assert find_supplier("Qc ") == supplier
    assert list(list_makers()) == [supplier]
    assert (supplier.phone, supplier.tax_id) == ("0571-87654321", "91350100M000100Y43")


@pytest.mark.parametrize("details", [{"code": "QC", "name": "别家"}, {"code": "BJ"}])
@pytest.mark.django_db
def test_code_and_name_exist_once(he, details):
    register(he)
    with pytest.raises(Duplicate, match="供应商已存在"):
        register(he, **details)
    assert Supplier.objects.count() == 1


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"code": " "}, "code"),
        ({"name": ""}, "name"),
        ({"kind": "x"}, "kind"),
        ({"payment_days": -1}, "payment_days"),
        ({"tax_id": "1"}, "tax_id"),
        ({"phone": "1"}, "phone"),
    ],
)
@pytest.mark.django_db
def test_wrong_details_are_refused(he, details, field):
    with pytest.raises(InvalidInput) as refusal:
        register(he, **details)
    assert refusal.value.field == field
    assert not Supplier.objects.exists()
