"""A menu shows an entry exactly when its page opens."""

from __future__ import annotations

import pytest
from django.urls import resolve

from marque.foundation.ui.navigation import all_creates, all_pages, url_of

ENTRIES = (*all_pages(), *all_creates())


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.key)
def test_the_right_of_the_entry_is_that_of_the_page(entry):
    view = resolve(url_of(entry.url_name, "bj")).func
    assert entry.right == view.required_permission
