"""A consultant leaves; somebody else finishes the open orders."""

from datetime import date

import pytest

from marque.foundation.administration.hand_over import hand_over_leaver
from marque.foundation.documents.models import Comment
from marque.kernel.errors import GuardRefused
from marque.organisation.testing import make_user
from marque.sales.models import SalesOrder
from marque.sales.testing import make_confirmed_order

pytestmark = pytest.mark.django_db
LAST_DAY = date(2026, 11, 30)


@pytest.mark.feature("PLT-08")
def test_open_orders_and_their_customers_go_to_the_heir(lin, li, bj):
    order = make_confirmed_order(by=lin, store=bj)
    heir = make_user("xu", store=bj, name="许文昊")
    hand_over_leaver(employee=lin.employee, heir=heir, by=li, left_on=LAST_DAY)
    order.refresh_from_db()
    assert order.owner == heir
    assert "许文昊" in Comment.objects.get(document_id=order.pk).text


def test_nobody_leaves_with_orders_in_their_name(lin, li, bj):
    order = make_confirmed_order(by=lin, store=bj)
    with pytest.raises(GuardRefused, match="接手人"):
        hand_over_leaver(employee=lin.employee, heir=None, by=li, left_on=LAST_DAY)
    assert SalesOrder.objects.get(pk=order.pk).owner == lin
    lin.refresh_from_db()
    assert lin.is_active
