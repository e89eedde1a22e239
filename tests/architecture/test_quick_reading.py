"""Objects that were put together quickly are those that Django makes."""

from __future__ import annotations

import pytest
from django.db.models import Model

from marque.accountsets.reading import QuickRead
from marque.accountsets.written import Written
from marque.foundation.ui.list_slice import Slice, _written
from marque.foundation.ui.paths import with_key
from marque.organisation.models import User
from marque.organisation.testing import make_user
from marque.parties.models import Customer
from marque.parties.tables.customers import CustomerTable
from marque.parties.testing import make_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def slowly(monkeypatch):
    """Django's own way."""

    def read(rows):
        with monkeypatch.context() as patch:
            patch.setattr(QuickRead, "from_db", classmethod(Model.from_db.__func__))
            return list(rows)

    return read


def contents(row):
    state = row._state
    held = {name: value for name, value in vars(row).items() if name != "_state"}
    joined = {name: contents(other) for name, other in state.fields_cache.items() if other}
    return held, state.adding, state.db, joined


@pytest.fixture
def customer(lin, bj):
    return make_customer("周慧", owner=lin, store=bj, phone="13700001111")


@pytest.mark.parametrize(
    "shape",
    [
        lambda rows: rows,
        lambda rows: rows.only("name", "owner__name").select_related("owner"),
        lambda rows: rows.defer("name", "custom"),
        lambda rows: rows.select_related("owner", "merged_into"),
    ],
)
def test_rows_are_what_django_reads(customer, slowly, shape):
    rows = shape(Customer.objects.filter(pk=customer.pk))
    (quick,), (slow,) = list(rows.all()), slowly(rows.all())
    assert contents(quick) == contents(slow)
    assert quick.get_deferred_fields() == slow.get_deferred_fields()
    assert quick == slow


def test_what_was_not_read_is_read_when_asked_for_and_can_be_saved(customer, lin):
    found = Customer.objects.only("name").get(pk=customer.pk)
    assert found.owner == lin
    assert found.phone == customer.phone
    found.name = "周小慧"
    found.save(update_fields=["name"])
    assert Customer.objects.get(pk=customer.pk).name == "周小慧"


def test_a_model_that_wants_to_know_of_its_objects_is_told():
    class Watchful(User):
        class Meta:
            proxy = True
            app_label = "organisation"

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.is_told = True

    assert Watchful.from_db("default", ["id", "username"], [1, "li"]).is_told


def test_a_statement_that_is_written_once_reads_the_same_rows(customer, lin, bj):
    other = make_customer("林一", owner=None, store=bj, phone="13700001112")
    keys = [customer.pk, other.pk]
    rows = Customer.objects.order_by().select_related("owner").only("name", "owner")
    written = Written(rows.filter(with_key([0])), [0])
    usual = {row.pk: contents(row) for row in rows.filter(with_key(keys))}
    assert {row.pk: contents(row) for row in written.of(keys)} == usual
    assert [row.pk for row in written.of([other.pk])] == [other.pk]
    assert list(written.of([])) == []


def test_a_statement_with_another_value_is_not_kept(customer):
    rows = Customer.objects.order_by().filter(name="周慧").filter(with_key([0]))
    with pytest.raises(ValueError, match="SELECT"):
        Written(rows, [0])


def test_a_list_of_two_readers_is_written_once_and_scoped_for_each(lin, bj, cx):
    mine = make_customer("周慧", owner=lin, store=bj)
    there = make_customer("林一", owner=None, store=cx)
    boss = make_user("boss", store=cx, position="gm")

    def shown(user, store):
        table = CustomerTable(user, store=store)
        rows = CustomerTable.source(user, store).order_by("-pk")
        part = Slice(table, rows, table.chosen_columns(None))
        return [row.pk for row in part.rows(0, 50, every=CustomerTable.source(user, store))]

    _written.cache_clear()
    assert mine.pk in shown(lin, bj)
    assert there.pk in shown(boss, cx)
    assert mine.pk not in shown(boss, cx)
    assert _written.cache_info().currsize == 1
