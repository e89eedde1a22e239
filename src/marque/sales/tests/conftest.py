"""Every test of sales works with open books."""

import pytest

from marque.accounting.testing import open_demo_book


@pytest.fixture(autouse=True)
def book(bj, he):
    return open_demo_book(bj.company, by=he)
