"""The lives of the papers of billing, and where money lies."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from marque.billing import api as billing
from marque.billing.postings import pocket
from marque.billing.queries.accounts import PayableAccount
from marque.billing.tax_numbers import simulated_tax_number
from marque.billing.testing import money
from marque.billing.workflow import INVOICE_WORKFLOW, RECEIPT_WORKFLOW, REFUND_WORKFLOW
from marque.kernel.errors import InvalidInput


@pytest.mark.parametrize("workflow", [RECEIPT_WORKFLOW, REFUND_WORKFLOW, INVOICE_WORKFLOW])
def test_every_workflow_draws_itself(workflow):
    assert "pending --> " in workflow.as_mermaid()


def test_cash_goes_to_the_till_and_the_rest_to_the_bank():
    assert [pocket(method) for method in billing.PaymentMethod] == ["cash", "bank", "bank", "bank"]


def test_foreign_money_counts_in_yuan_to_the_cent():
    given = money("100.55", currency="USD", rate_exchange=Decimal("7.1234"))
    assert given.amount_yuan == Decimal("716.26")


def test_tax_numbers_have_twenty_digits():
    number = simulated_tax_number(kind="vehicle", company_id=7, serial=12, on=date(2026, 11, 20))
    assert (len(number), number[:6]) == (20, "263383")


def test_an_empty_account_owes_everything():
    account = PayableAccount(Decimal("100.00"), (), ())
    assert (account.amount_open, account.amount_registrable) == (Decimal("100.00"),) * 2


def test_documents_of_an_unknown_type_are_not_payable():
    with pytest.raises(InvalidInput):
        billing.get_payable("nobody.knows", 1)
