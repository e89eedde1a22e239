"""Two people write the same master data at the same moment: one does it, the other is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from marque.accounting import api as accounting
from marque.accounting.facts import LineDraft
from marque.accounting.models import TaxRate, Voucher
from marque.accounting.services.enter_opening_balances import enter_opening_balances
from marque.accounting.services.set_tax_rate import set_tax_rate
from marque.accounting.testing import open_demo_book
from marque.foundation.access.models import Scope
from marque.foundation.administration.services.edit_organisation import StoreDetails, save_store
from marque.foundation.administration.services.edit_role import RoleDetails, save_role
from marque.foundation.administration.services.edit_user import save_group
from marque.kernel.errors import DomainError, Duplicate, InvalidInput
from marque.organisation import api as organisation
from marque.parties.services.create_supplier import SupplierDetails, create_supplier
from tests.concurrency.test_order_race import race

pytestmark = pytest.mark.django_db(transaction=True)

TWICE = 4
DAY = date(2026, 1, 1)


def one_did_it(results, refusal=Duplicate):
    """One act succeeded, all others were refused in words."""
    refused = [result for result in results if isinstance(result, refusal)]
    assert len(refused) == len(results) - 1, results
    assert all(isinstance(r, DomainError) or not isinstance(r, Exception) for r in results)


def test_opening_balances_are_entered_once(books, bj, he, grant):
    book = open_demo_book(bj.company, by=he)
    grant(he, "accounting.open_book")
    balances = [
        LineDraft(account_code="1001", summary="期初", amount_debit=Decimal(100)),
        LineDraft(account_code="3001", summary="期初", amount_credit=Decimal(100)),
    ]
    acts = [lambda: enter_opening_balances(book=book, balances=balances, by=he)] * TWICE
    one_did_it(race(acts, books))
    assert Voucher.objects.filter(kind="opening").count() == 1
    assert accounting.is_ledger_balanced(book)


def test_a_tax_rate_is_set_once_for_a_day(books, bj, he):
    open_demo_book(bj.company, by=he)
    code, day = TaxRate.objects.first().code, date(2027, 1, 1)
    before = TaxRate.objects.count()
    acts = [
        lambda: set_tax_rate(
            code=code, rate=Decimal("0.12"), valid_from=day, source="财税〔2027〕1号"
        )
    ] * TWICE
    one_did_it(race(acts, books), InvalidInput)
    assert TaxRate.objects.count() == before + 1


def test_a_supplier_an_employee_and_a_department_are_made_once(books, bj, he):
    details = SupplierDetails(code="S100", name="大江汽车")
    one_did_it(race([lambda: create_supplier(details=details, by=he)] * TWICE, books))
    hire = lambda: organisation.hire_employee(staff_no="N1", name="新人", hired_on=DAY)  # noqa: E731
    one_did_it(race([hire] * TWICE, books))
    top = bj.departments.get(parent__isnull=True)
    add = lambda: organisation.create_department(  # noqa: E731
        name="二手车部", company=bj.company, store=bj, parent=top
    )
    one_did_it(race([add] * TWICE, books))
    assert bj.departments.filter(name="二手车部").count() == 1


def test_names_that_are_taken_are_refused_in_words(seeded, bj, cx, he):
    details = StoreDetails(code="nn", name="城西店", name_en="", company=bj.company)
    with pytest.raises(Duplicate, match="门店名称“城西店”已被使用"):
        save_store(store=None, details=details)
    role = RoleDetails(
        code="r-new", name="销售顾问", name_en="", rights=(), scope=Scope.OWN,
        rate_discount_limit=Decimal(0), needs_second_factor=False, positions=(),
    )  # fmt: skip
    with pytest.raises(Duplicate, match="角色名称“销售顾问”已被使用"):
        save_role(role=None, details=role)
    save_group(group=None, name="值班", members=[], roles=[])
    with pytest.raises(Duplicate, match="用户组名称“值班”已被使用"):
        save_group(group=None, name="值班", members=[], roles=[])
