"""Every list, page and file keeps to the reader's rights and reach."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from marque.accounting.testing import open_demo_book
from marque.billing import api as billing
from marque.foundation.access.authority import stores_of
from marque.organisation.models import User
from marque.organisation.testing import make_company, make_store, make_user
from marque.parties.testing import make_customer
from marque.sales.testing import make_delivered_order, make_paid_order, make_submitted_order

pytestmark = [pytest.mark.django_db, pytest.mark.feature("PLT-13")]

FOREIGN = "异乡人"


def pages():
    """(address name, right) of every address that needs no argument but the store."""

    def walk(resolver, namespace):
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                if entry.name and hasattr(entry.callback, "required_permission"):
                    yield f"{namespace}{entry.name}", entry
            else:
                inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
                yield from walk(entry, inner)

    for name, entry in walk(get_resolver("marque.config.urls"), ""):
        try:
            reverse(name, kwargs={"store": "bj"})
        except NoReverseMatch:
            continue
        yield name, entry.callback.required_permission


PAGES = sorted(set(pages()))


@pytest.fixture
def foreign(seeded, he):
    """What another store of another company has: its name and every number of its records."""
    store = make_store("异乡店", "yx", company=make_company("yxgs", "异乡公司"))
    open_demo_book(store.company, by=he)
    seller = make_user("yixiang", store=store, name="异乡顾问")
    customer = make_customer(FOREIGN, owner=seller, store=store)
    sold = make_delivered_order(by=seller, store=store, customer=customer)
    held = make_submitted_order(by=seller, store=store, customer=customer)
    paid = make_paid_order(by=seller, store=store, customer=customer)
    marks = {FOREIGN, customer.number, customer.phone}
    for order in (sold, held, paid):
        marks |= {order.number, order.vehicle.vin}
    for model in (billing.Receipt, billing.Invoice):
        marks |= set(model.objects.filter(store=store).values_list("number", flat=True))
    return marks


def body(answer):
    return (b"".join(answer) if answer.streaming else answer.content).decode("utf-8", "replace")


def test_no_page_or_export_shows_a_record_of_a_foreign_store(
    client, lin, wang, he, shen, zhao, foreign
):
    for user in (lin, wang, he, shen, zhao):
        client.force_login(user)
        opened = [walk_page(client, user, foreign, name, right) for name, right in PAGES]
        assert sum(opened) >= (4 if user == zhao else 20), user


def walk_page(client, user, foreign, name, right):
    """Open one page every way as one person; whether it could be opened at all."""
    own, other = ("cx", "bj") if user.username == "wang" else ("bj", "cx")
    url = reverse(name, kwargs={"store": own})
    if right and not user.has_perm(right):
        assert client.get(url).status_code in {403, 405}, (user, name)
        return False
    status = 0
    searched = (f"?q={FOREIGN}",) if name == "ui:search" else ()
    for query in ("?view=", "?view=&export=csv", *searched):
        answer = client.get(url + query)
        status = answer.status_code
        assert status in {200, 302, 400, 404, 405}, (user, name, query, status)
        marks = foreign - {FOREIGN} if FOREIGN in query else foreign
        text = body(answer)
        assert not [mark for mark in marks if mark in text], (user, name, query)
    stores = {store.code for store in rights_stores(user)}
    for code in {other, "yx", "hq"} - stores if len(stores) == 1 else {"yx"}:
        answer = client.get(reverse(name, kwargs={"store": code}))
        assert answer.status_code in {404, 405}, (user, name, code)
    return status == 200


def rights_stores(user):
    return list(stores_of(User.objects.get(pk=user.pk)))


def test_headquarters_see_the_foreign_store_so_that_the_walk_means_something(client, hq, foreign):
    client.force_login(hq)
    seen = set()
    for name, right in PAGES:
        if right and not hq.has_perm(right):
            continue
        text = body(client.get(reverse(name, kwargs={"store": "hq"}) + "?view="))
        seen |= {mark for mark in foreign if mark in text}
    assert len(seen) >= 8, foreign - seen
