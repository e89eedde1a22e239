"""Whatever the business sends, the trial balance differs by nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marque.accounting import api as accounting
from marque.accounting import charts
from marque.accounting.testing import make_fact
from marque.kernel.errors import DomainError

amounts = st.dictionaries(
    st.sampled_from(["net", "vat", "cash", "bank", "cost", "gross"]),
    st.decimals("-9999999.99", "9999999.99", places=2),
    max_size=4,
)
facts = st.lists(
    st.tuples(
        st.sampled_from(sorted(charts.rules())),
        st.integers(1, 5),
        st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        amounts,
        st.booleans(),
    ),
    max_size=8,
)


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(facts=facts)
def test_the_trial_balance_stays_zero(book, qian, facts):
    for rule, source_id, on, given_amounts, is_reversed in facts:
        fact = make_fact(rule, book=book, source_id=source_id, on=on, amounts=given_amounts)
        try:
            accounting.post(fact, by=qian)
            if is_reversed:
                accounting.reverse(
                    fact.source_type, source_id, rule, on=date(2026, 12, 31), by=qian
                )
        except DomainError:
            continue
    balance = accounting.trial_balance(book, starts_on=date(2026, 6, 1), ends_on=date(2026, 12, 31))
    assert balance.difference == Decimal(0)
    assert accounting.is_ledger_balanced(book)
