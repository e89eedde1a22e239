"""Registering a customer."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from marque.kernel.errors import Duplicate, InvalidInput
from marque.parties.facts import CustomerDetails
from marque.parties.models import Customer
from marque.parties.services.create_customer import create_customer
from marque.parties.testing import make_customer

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
ENTERPRISE = {"kind": "enterprise", "name": "杭州建诚五金有限公司"}


def register(by, store, **details):
    told = {"name": "陈建国", "phone": "13857016128"} | details
    return create_customer(details=CustomerDetails(**told), store=store, by=by, now=NOW)


@pytest.mark.django_db
def test_a_person_is_numbered_and_belongs_to_whoever_registers(lin, bj):
    customer = register(lin, bj, phone="138 5701 6128", name=" 陈建国 ")
    assert customer.number == "C2611-0001"
    assert (customer.name, customer.phone) == ("陈建国", "13857016128")
    assert (customer.owner, customer.store, customer.created_by) == (lin, bj, lin)
    assert customer.department.name == "销售部"
    assert customer.created_at == NOW


@pytest.mark.django_db
def test_birthday_and_gender_come_from_the_resident_id(lin, bj):
    customer = register(lin, bj, id_number="11010519491231002x", born_on=date(2000, 1, 1))
    assert customer.id_number == "11010519491231002X"
    assert customer.id_type == "resident"
    assert customer.born_on == date(1949, 12, 31)
    assert customer.gender == "female"


@pytest.mark.django_db
def test_an_enterprise_keeps_its_credit_code_and_no_identity_document(lin, bj):
    customer = register(
        lin, bj, **ENTERPRISE, tax_id="91350100m000100y43", id_number="11010519491231002X"
    )
    assert customer.tax_id == "91350100M000100Y43"
    assert (customer.id_type, customer.id_number, customer.born_on) == ("", "", None)
    assert customer.invoice_identity == "91350100M000100Y43"


@pytest.mark.parametrize(
    ("details", "field", "sentence"),
    [
        ({"phone": "1385701612"}, "phone", "手机号应为 11 位，还差 1 位"),
        ({"phone": ""}, "phone", "请填写手机号"),
        ({"phone_second": "123"}, "phone_second", "还差 8 位"),
        ({"id_number": "110105194912310021"}, "id_number", "校验位不符"),
        ({"id_number": "E1234567", "id_type": "library"}, "id_type", "请选择证件类型"),
        ({"name": "  "}, "name", "1 至 60 个字"),
        ({"name": "王" * 61}, "name", "1 至 60 个字"),
        ({"name": "王\x00芳"}, "name", "1 至 60 个字"),
        ({"kind": "alien"}, "kind", "客户类型"),
        ({"source": "moon"}, "source", "客户来源"),
        ({"division": "999999"}, "division", "地区代码"),
        (ENTERPRISE | {"tax_id": "91350100M000100Y4Z"}, "tax_id", "不含“Z”"),
    ],
)
@pytest.mark.django_db
def test_wrong_details_are_refused_and_nothing_is_written(lin, bj, details, field, sentence):
    with pytest.raises(InvalidInput, match=sentence) as refusal:
        register(lin, bj, **details)
    assert refusal.value.field == field
    assert not Customer.objects.exists()


@pytest.mark.django_db
def test_the_same_phone_in_one_store_is_refused_by_name_and_owner(lin, li, bj):
    register(lin, bj)
    with pytest.raises(Duplicate, match="客户已存在：陈建国（林晓彤跟进中）。"):
        register(li, bj, name="陈先生", phone="+86 138-5701-6128")
    assert Customer.objects.count() == 1


@pytest.mark.django_db
def test_another_store_may_know_the_same_person(lin, wang, bj, cx):
    register(lin, bj)
    register(wang, cx)
    assert Customer.objects.count() == 2


@pytest.mark.django_db
def test_an_inactive_customer_does_not_block_its_phone(lin, bj):
    Customer.objects.filter(pk=register(lin, bj).pk).update(is_active=False)
    assert register(lin, bj).number == "C2611-0002"


@pytest.mark.django_db
def test_an_inactive_owner_is_refused(lin, li, bj):
    li.is_active = False
    with pytest.raises(InvalidInput, match="已停用"):
        create_customer(
            details=CustomerDetails(name="陈建国", phone="13857016128"),
            store=bj,
            by=lin,
            owner=li,
            now=NOW,
        )


def raw_update(customer, **values):
    """What somebody does who writes to the table past the application."""
    columns = ", ".join(f"{name} = %s" for name in values)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE parties_customer SET {columns} WHERE id = %s", [*values.values(), customer.pk]
        )


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"phone": "13857016128"}, "customer_identity_is_sealed"),
        ({"phone_second": "13857016129"}, "customer_identity_is_sealed"),
        ({"address": "滨盛路 1 号"}, "customer_identity_is_sealed"),
        ({"phone": ""}, "customer_has_a_phone"),
        ({"tax_id": "91350100M000100Y43"}, "customer_fields_fit_its_kind"),
        ({"kind": "enterprise", "tax_id": "short"}, "customer_tax_id_is_a_credit_code"),
        ({"id_number": "v1.k1.x"}, "customer_id_has_type_and_number"),
        ({"name": ""}, "customer_has_a_name"),
    ],
)
@pytest.mark.django_db
def test_the_database_has_the_last_word(lin, bj, change, constraint):
    customer = register(lin, bj)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        raw_update(customer, **change)


@pytest.mark.django_db
def test_two_active_customers_of_a_store_cannot_share_a_phone(lin, bj):
    first, second = make_customer(owner=lin, store=bj), make_customer(owner=lin, store=bj)
    with pytest.raises(IntegrityError, match="customer_phone_is_unique"), transaction.atomic():
        raw_update(second, phone_index=first.phone_index)


@pytest.mark.django_db
def test_a_race_for_one_phone_is_refused_clearly(lin, bj, monkeypatch):
    register(lin, bj)
    monkeypatch.setattr(
        "marque.parties.services.create_customer.refuse_duplicate", lambda *_args: None
    )
    with pytest.raises(Duplicate, match="刚刚有人用同一号码建档"):
        register(lin, bj, name="陈先生")
    assert Customer.objects.count() == 1
