"""Who sees which page."""

import pytest
from django.urls import reverse

from marque.foundation.ui import navigation
from marque.foundation.ui.navigation import Create, Page


class Person:
    """Somebody with some rights."""

    def __init__(self, *rights):
        self.rights = rights

    def has_perm(self, right):
        return right in self.rights


ORDERS = Page("orders", "sales", "成交", "订单", "receipt", "ui:search", "sales.view", 20, "o", 9)
LEDGER = Page("ledger", "finance", "总账", "凭证", "file", "ui:inbox", "books.view", 10, tab=3)


@pytest.fixture
def pages(monkeypatch):
    monkeypatch.setattr(navigation, "all_pages", lambda: (*navigation.PAGES, ORDERS, LEDGER))
    create = Create("order", "订单", "receipt", "ui:me", "sales.create", letter="o")
    monkeypatch.setattr(navigation, "all_creates", lambda: (create,))


def sections(user, path="/bj/"):
    open_pages = navigation.pages_for(user)
    current = navigation.current_page(open_pages, "bj", path)
    return navigation.sections_for(open_pages, "bj", current=current, counts={"inbox": 3})


def test_an_app_without_an_open_page_is_absent(pages):
    assert [section.app.key for section in sections(Person())] == ["mine"]
    assert [s.app.key for s in sections(Person("sales.view"))] == ["mine", "sales"]


def test_the_page_of_a_record_is_its_list(pages):
    found = navigation.current_page(
        navigation.pages_for(Person("sales.view")), "bj", "/bj/search/SO2611-0001/"
    )
    assert found == ORDERS


def test_the_desk_is_current_only_on_itself(pages):
    open_pages = navigation.pages_for(Person())
    assert navigation.current_page(open_pages, "bj", "/bj/").key == "desk"
    assert navigation.current_page(open_pages, "bj", "/bj/unknown/") is None


def test_counts_add_up_in_the_rail(pages):
    assert sections(Person())[0].count == 3


def test_the_phone_bar_takes_the_heaviest_open_pages(pages):
    def keys(user):
        left, right = navigation.tabs_for(navigation.pages_for(user), "bj", current=None, counts={})
        return [link.key for link in left + right]

    assert keys(Person("sales.view", "books.view")) == ["desk", "orders", "ledger", "me"]
    assert keys(Person("books.view")) == ["desk", "ledger", "me"]
    assert keys(Person()) == ["desk", "me"]


def test_nothing_is_created_in_the_group_view_or_without_the_right(pages):
    maker = Person("sales.create")
    assert [link.shortcut for link in navigation.creates_for(maker, "bj")] == ["N O"]
    assert navigation.creates_for(maker, "hq") == []
    assert navigation.creates_for(Person(), "bj") == []


def test_every_declared_page_and_action_is_routed():
    missing = [
        item.url_name
        for item in (*navigation.all_pages(), *navigation.all_creates())
        if not navigation.url_of(item.url_name, "bj")
    ]
    assert missing == []


def test_every_declared_page_stands_in_a_known_app_with_a_known_right():
    from marque.foundation.access.registry import all_rights

    apps = {app.key for app in navigation.APPS}
    items = (*navigation.all_pages(), *navigation.all_creates())
    assert {page.app for page in navigation.all_pages()} <= apps
    assert {item.right for item in items if item.right} - set(all_rights()) == set()


def test_shortcuts_are_used_once():
    pages = [page.go for page in navigation.all_pages() if page.go]
    creates = [create.letter for create in navigation.all_creates() if create.letter]
    assert len(pages) == len(set(pages))
    assert len(creates) == len(set(creates))


def test_the_desk_has_the_shortest_address():
    assert reverse("desk", kwargs={"store": "bj"}) == "/bj/"
