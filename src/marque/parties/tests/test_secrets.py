"""Sealing texts, finding them again, and changing the key."""

from __future__ import annotations

import os
import stat
from io import StringIO

import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from marque.foundation.secrets import keyring
from marque.foundation.secrets.keyring import key_ring, new_entry, read_ring, written
from marque.foundation.secrets.sealing import Unreadable, blind_index, key_of, opened, seal, unseal
from marque.parties.models import Customer
from marque.parties.testing import make_customer

PHONE = "13857016128"
ONE, TWO, INDEX = new_entry("k1"), new_entry("k2"), new_entry("index")


@pytest.fixture
def var(settings, tmp_path, monkeypatch):
    """A state directory of its own, with no ring yet."""
    monkeypatch.delenv(keyring.VARIABLE, raising=False)
    settings.VAR = tmp_path / "var"
    return settings.VAR


@pytest.fixture
def ring(settings, tmp_path, monkeypatch):
    """A copy of the present ring, which a test may change: other sets keep what they sealed."""
    known = key_ring().entries
    monkeypatch.delenv(keyring.VARIABLE, raising=False)
    settings.VAR = tmp_path
    (tmp_path / "data-key").write_text(written(known))
    return known


def use(monkeypatch, *entries):
    monkeypatch.setenv(keyring.VARIABLE, written(entries))


def stored(column, customer):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM parties_customer WHERE id = %s", [customer.pk])
        return cursor.fetchone()[0]


def test_a_sealed_text_opens_and_tells_nothing(var):
    first, second = seal(PHONE), seal(PHONE)
    assert first != second
    assert PHONE not in first
    assert (unseal(first), unseal(second), seal(""), unseal("")) == (PHONE, PHONE, "", "")


def test_the_ring_is_made_once_for_its_owner_alone(var):
    seal(PHONE)
    file = var / "data-key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_text()
    seal(PHONE)
    assert file.read_text() == text
    assert [path.name for path in var.iterdir()] == ["data-key"]


def test_an_older_key_still_opens(monkeypatch):
    use(monkeypatch, ONE, INDEX)
    old, mark = seal(PHONE), blind_index("phone", PHONE)
    use(monkeypatch, TWO, ONE, INDEX)
    assert (unseal(old), key_of(old), key_of(seal(PHONE))) == (PHONE, "k1", "k2")
    assert blind_index("phone", PHONE) == mark
    use(monkeypatch, TWO, INDEX)
    with pytest.raises(Unreadable):
        unseal(old)


@pytest.mark.parametrize("change", [lambda t: t[:-2] + "AA", lambda t: t[:20], lambda _t: "plain"])
def test_a_changed_text_is_refused(monkeypatch, change):
    use(monkeypatch, ONE)
    with pytest.raises(Unreadable):
        unseal(change(seal(PHONE)))


@pytest.mark.parametrize(
    "text",
    ["", "k1", "k1:short", "index:" + ONE[1], "k1:" + "!" * 43],
    ids=["nothing", "name", "short", "index", "noise"],
)
def test_a_ring_that_is_none(text):
    with pytest.raises(ImproperlyConfigured):
        read_ring(text)


def test_blind_indexes_differ_by_purpose(monkeypatch):
    use(monkeypatch, ONE)
    assert blind_index("phone", PHONE) == blind_index("phone", PHONE)
    assert blind_index("phone", PHONE) != blind_index("identity", PHONE)
    assert blind_index("phone", "") == ""


def test_an_opened_text_remembers_its_seal(monkeypatch):
    use(monkeypatch, ONE)
    sealed = seal(PHONE)
    assert (opened(sealed), opened(sealed).sealed) == (PHONE, sealed)


@pytest.mark.django_db
def test_an_unchanged_text_keeps_its_seal(lin):
    customer = make_customer(owner=lin, phone=PHONE)
    before = stored("phone", customer)
    again = Customer.objects.get(pk=customer.pk)
    again.phone = "".join(PHONE)
    again.save()
    assert stored("phone", customer) == before
    again.phone = "13857016129"
    again.save(update_fields=["phone"])
    assert stored("phone", customer) != before
    assert stored("phone_index", customer) == blind_index("phone", "13857016129")
    assert list(Customer.objects.with_phone_tail("6129")) == [customer]


@pytest.mark.django_db
def test_a_search_of_a_sealed_field_is_refused(lin):
    for lookup in ("phone", "phone__contains", "phone__in", "phone__endswith"):
        with pytest.raises(FieldError):
            list(Customer.objects.filter(**{lookup: PHONE}))
    assert not Customer.objects.filter(phone_second="", id_number__isnull=True).exists()


@pytest.mark.django_db
def test_every_way_of_writing_keeps_the_indexes(lin):
    customer = make_customer(owner=lin, phone=PHONE)
    with pytest.raises(TypeError):
        Customer.objects.filter(pk=customer.pk).update(phone="13857016130")
    customer.phone = "13857016131"
    Customer.objects.bulk_update([customer], ["phone"])
    found = Customer.objects.with_phone("13857016131").get()
    assert (found, found.phone) == (customer, "13857016131")


@pytest.mark.feature("SEC-04")
@pytest.mark.django_db
def test_rotation_seals_everything_again(lin, ring):
    customer = make_customer(
        owner=lin, phone=PHONE, id_number="11010519491231002X", address="滨盛路 1 号"
    )
    mark = stored("phone_index", customer)
    call_command("rotate_data_key", stdout=StringIO())
    assert [key_of(stored(name, customer)) for name in ("phone", "id_number", "address")] == [
        key_ring().primary
    ] * 3
    assert key_ring().primary != ring[0][0]
    assert stored("phone_index", customer) == mark
    call_command("rotate_data_key", index=True, drop_old=True, stdout=StringIO())
    assert key_ring().primary not in {name for name, _code in ring}
    assert len(key_ring().ciphers) == 1
    assert stored("phone_index", customer) != mark
    again = Customer.objects.with_phone(PHONE).get()
    assert (again.phone, again.id_number, again.address) == (
        PHONE,
        "11010519491231002X",
        "滨盛路 1 号",
    )
    assert os.environ.get(keyring.VARIABLE) is None
