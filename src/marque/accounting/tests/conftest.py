"""A book, and the people who keep it."""

from __future__ import annotations

import pytest

from marque.accounting.testing import open_demo_book
from marque.organisation.models import Store
from marque.organisation.testing import make_store, make_user


@pytest.fixture
def shop(books):
    return Store.objects.filter(code="bj").first() or make_store()


@pytest.fixture
def qian(shop):
    """钱会计 prepares vouchers."""
    return make_user("qian", store=shop, position="accountant")


@pytest.fixture
def sun(shop):
    """孙经理, chief accountant, reviews them and closes the month."""
    return make_user("sun", store=shop, position="chief_accountant")


@pytest.fixture
def book(shop, sun):
    return open_demo_book(shop.company, by=sun)
