"""Two lend the same limit, and two confirm up to the same limit: one of them waits and is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from marque.kernel.errors import DomainError
from marque.organisation.testing import make_user
from marque.parties import api as parties
from marque.parties.queries.credit import CreditBook
from marque.parties.services.credit import LimitDetails, LoanDetails
from marque.parties.testing import make_customer

WORKERS = 4


@pytest.mark.feature("CUS-30")
@pytest.mark.django_db(transaction=True)
def test_four_lend_the_same_limit_at_once(bj, lin):
    boss = make_user("zong", name="宗总", store=bj, position="gm", department="总经办")
    today = timezone.localdate()
    firm, *others = [make_customer(f"公司{n}", owner=lin, store=bj) for n in range(WORKERS + 1)]
    until = today + timedelta(days=9)
    told = LimitDetails(amount=Decimal(100), starts_on=today, ends_on=until, reason="授信")
    parties.set_credit_limit(firm, details=told, by=boss, today=today)
    schema, barrier = connection.schema_name, Barrier(WORKERS)

    def work(borrower):
        connection.set_schema(schema)
        try:
            barrier.wait(timeout=10)
            details = LoanDetails(amount=Decimal(60), until_on=until, reason="周转")
            parties.lend_credit(
                lender=firm, borrower=borrower, details=details, by=boss, today=today
            )
        except DomainError:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        assert sum(pool.map(work, others)) == 1
    assert CreditBook(firm).on(today).limit == 40
