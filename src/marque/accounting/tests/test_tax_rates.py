from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from marque.accounting import api as accounting
from marque.accounting.models import TaxRate
from marque.kernel.errors import InvalidInput

pytestmark = [pytest.mark.django_db, pytest.mark.feature("PLT-23")]
D = Decimal


@pytest.mark.parametrize(
    ("code", "on", "rate"),
    [
        ("VAT_GOODS", date(2018, 4, 30), "0.17"),
        ("VAT_GOODS", date(2018, 5, 1), "0.16"),
        ("VAT_GOODS", date(2019, 4, 1), "0.13"),
        ("VAT_GOODS", date(2026, 11, 20), "0.13"),
        ("VAT_SERVICES", date(2026, 11, 20), "0.06"),
    ],
)
def test_the_rate_is_that_of_the_day(book, code, on, rate):
    assert accounting.rate_on(code, on) == D(rate)


def test_a_new_rate_begins_on_its_day_and_old_days_keep_theirs(book):
    accounting.set_tax_rate(
        code="VAT_GOODS", rate=D("0.12"), valid_from=date(2027, 1, 1), source="假设的公告"
    )
    assert accounting.rate_on("VAT_GOODS", date(2026, 12, 31)) == D("0.13")
    assert accounting.rate_on("VAT_GOODS", date(2027, 1, 1)) == D("0.12")


@pytest.mark.parametrize(
    "changes",
    [
        {"rate": D("1.3")},
        {"rate": D("-0.1")},
        {"source": " "},
        {"code": "VAT_X"},
        {"valid_from": date(2020, 1, 1)},
    ],
)
def test_a_wrong_rate_changes_nothing(book, changes):
    good = {
        "code": "VAT_GOODS",
        "rate": D("0.12"),
        "valid_from": date(2027, 1, 1),
        "source": "公告",
    }
    before = list(TaxRate.objects.values_list("pk", "valid_to"))
    with pytest.raises(InvalidInput):
        accounting.set_tax_rate(**{**good, **changes})
    assert list(TaxRate.objects.values_list("pk", "valid_to")) == before


def test_no_rate_is_an_error_not_a_zero(book):
    with pytest.raises(InvalidInput):
        accounting.rate_on("VAT_GOODS", date(1990, 1, 1))
    accounting.install_tax_rates()
    assert TaxRate.objects.count() == 6
