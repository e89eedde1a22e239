"""The group view reads; business of a store is done in the store."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from marque.accounting.testing import open_demo_book
from marque.billing import api as billing
from marque.billing.testing import make_receipt
from marque.foundation.access.models import Scope
from marque.foundation.access.registry import all_rights
from marque.sales.testing import make_confirmed_order

pytestmark = [pytest.mark.django_db, pytest.mark.feature("PLT-13")]

SENTENCE = "请先选择门店，再办理此业务。"
ARGUMENTS = {
    "number": "SO2611-0001", "pk": 1, "vin": "LSVAB2BR0TN000001", "move": "hold", "code": "A1",
    "tab": "lines", "paper": "contract", "kind": "customers", "post": 1,
}  # fmt: skip
OF_STORES = {"sales", "billing", "inventory", "parties"}
"""Apps whose business belongs to a store."""
SINGLE = {
    "inventory:pdi_items",
    "parties:customer_transfer",
    "parties:customer_reveal",
    "parties:worth_rule",
}


def store_views():
    def walk(resolver, namespace):
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                if entry.name and hasattr(entry.callback, "group_level"):
                    yield f"{namespace}{entry.name}", entry
            else:
                inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
                yield from walk(entry, inner)

    for name, entry in walk(get_resolver("marque.config.urls"), ""):
        given = {key: ARGUMENTS[key] for key in entry.pattern.converters if key in ARGUMENTS}
        try:
            yield name, entry.callback, reverse(name, kwargs={"store": "hq", **given})
        except NoReverseMatch:
            continue


@pytest.fixture
def chief(hq, grant, bj, cx):
    return grant(hq, *all_rights(), scope=Scope.GROUP)


def test_nothing_of_a_store_is_written_from_the_group_view(client, chief):
    client.force_login(chief)
    refused = 0
    for name, view, url in store_views():
        if view.group_level:
            continue
        answer = client.post(url)
        assert answer.status_code in {403, 405}, name
        if answer.status_code == 403:
            assert SENTENCE in answer.text, name
            refused += 1
    assert refused > 40


def test_only_settings_and_books_are_written_from_the_group_view():
    marked = {name for name, view, _url in store_views() if view.group_level}
    assert {name for name in marked if name.partition(":")[0] in OF_STORES} <= SINGLE


def test_a_receipt_is_confirmed_in_its_store(client, chief, lin, he, bj):
    open_demo_book(bj.company, by=he)
    receipt = make_receipt(make_confirmed_order(by=lin, store=bj), 5000, by=lin)
    client.force_login(chief)
    shown = client.get(reverse("billing:receipt_detail", args=["hq", receipt.number])).text
    assert "do/confirm" not in shown
    assert reverse("billing:receipt_detail", args=["bj", receipt.number]) in shown
    group = client.post(reverse("billing:receipt_confirm", args=["hq", receipt.number]))
    assert (group.status_code, SENTENCE in group.text) == (403, True)
    assert reverse("billing:receipt_detail", args=["bj", receipt.number]) in group.text
    part = client.post(
        reverse("billing:receipt_confirm", args=["hq", receipt.number]),
        headers={"HX-Request": "true"},
    )
    assert (part.status_code, SENTENCE in part.text) == (422, True)
    client.post(reverse("billing:receipt_confirm", args=["bj", receipt.number]))
    assert billing.Receipt.objects.get(pk=receipt.pk).status == "confirmed"
