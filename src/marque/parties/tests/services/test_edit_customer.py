"""Correcting a customer."""

from __future__ import annotations

import pytest

from marque.kernel.errors import Duplicate, NotAuthorised, StaleDocument
from marque.parties.facts import CustomerDetails
from marque.parties.services.edit_customer import edit_customer
from marque.parties.testing import make_customer


def details(**changes):
    return CustomerDetails(**({"name": "单伟", "phone": "13857016128"} | changes))


@pytest.mark.django_db
def test_details_are_replaced_and_the_version_rises(lin, bj):
    customer = make_customer("王芳", owner=lin, store=bj)
    edited = edit_customer(customer, details=details(division="330108"), by=lin, version=1)
    assert (edited.name, edited.phone, edited.version) == ("单伟", "13857016128", 2)
    assert (edited.name_pinyin, edited.name_initials) == ("shanwei danwei", "sw dw")
    assert edited.place == "浙江省杭州市滨江区"
    assert edited.number == customer.number


@pytest.mark.django_db
def test_a_stale_form_is_refused_and_changes_nothing(lin, bj):
    customer = make_customer("王芳", owner=lin, store=bj)
    edit_customer(customer, details=details(), by=lin, version=1)
    with pytest.raises(StaleDocument, match="刚被他人修改过"):
        edit_customer(customer, details=details(name="王五"), by=lin, version=1)
    customer.refresh_from_db()
    assert customer.name == "单伟"


@pytest.mark.django_db
def test_the_phone_of_another_customer_is_refused(lin, bj):
    make_customer("陈建国", owner=lin, store=bj, phone="13857016128")
    customer = make_customer("王芳", owner=lin, store=bj)
    with pytest.raises(Duplicate, match="陈建国"):
        edit_customer(customer, details=details(), by=lin, version=1)


@pytest.mark.django_db
def test_the_own_phone_is_no_duplicate(lin, bj):
    customer = make_customer("王芳", owner=lin, store=bj, phone="13857016128")
    assert edit_customer(customer, details=details(), by=lin, version=1).version == 2


@pytest.mark.django_db
def test_a_customer_out_of_reach_cannot_be_changed(lin, wang, bj):
    customer = make_customer("王芳", owner=lin, store=bj)
    with pytest.raises(NotAuthorised, match="不在您的范围"):
        edit_customer(customer, details=details(), by=wang, version=1)


@pytest.mark.django_db
def test_a_customer_can_be_put_aside_and_its_phone_used_again(lin, bj):
    customer = make_customer("王芳", owner=lin, store=bj, phone="13857016128")
    edited = edit_customer(customer, details=details(), by=lin, version=1, is_active=False)
    assert not edited.is_active
    assert make_customer("新人", owner=lin, store=bj, phone="13857016128").is_active


@pytest.mark.django_db
def test_a_race_for_one_phone_is_refused_clearly(lin, bj, monkeypatch):
    make_customer("陈建国", owner=lin, store=bj, phone="13857016128")
    customer = make_customer("王芳", owner=lin, store=bj)
    monkeypatch.setattr(
        "marque.parties.services.edit_customer.refuse_duplicate", lambda *_args, **_more: None
    )
    with pytest.raises(Duplicate, match="刚刚有人用同一号码建档"):
        edit_customer(customer, details=details(), by=lin, version=1)
