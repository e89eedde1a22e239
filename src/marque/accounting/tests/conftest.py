"""A book, and the people who keep it."""

from __future__ import annotations

import pytest

from marque.accounting.testing import open_demo_book
from marque.organisation.testing import make_user


@pytest.fixture
def qian(bj):
    """钱会计 prepares vouchers."""
    return make_user("qian", name="钱会计", store=bj, position="accountant", department="财务部")


@pytest.fixture
def sun(bj):
    """孙经理, chief accountant, reviews them and closes the month."""
    return make_user(
        "sun", name="孙经理", store=bj, position="chief_accountant", department="财务部"
    )


@pytest.fixture
def book(bj, sun):
    return open_demo_book(bj.company, by=sun)
