"""What must hold of the front half of the simulated days, whatever the dice say."""

from __future__ import annotations

from datetime import timedelta

from marque.crm.models import Activity, FollowUp, Lead, Opportunity, TestDrive, Visit
from marque.crm.queries.flow import count_flow, visits_on
from marque.foundation.measures.reading import read
from marque.foundation.measures.registry import Scope, Span, all_measures
from marque.kernel import clock
from marque.parties.models import Competitor, CreditLoan, Customer, Supplier

BOUNDS = {
    "crm.dcc_card_rate": (55, 95),
    "crm.response": (1, 30),
    "crm.file_rate": (50, 95),
    "crm.drive_rate": (35, 85),
    "crm.in_time": (70, 100),
    "crm.invited_share": (15, 75),
}
"""Wide bounds of the group's rates over the whole run: (at least, at most)."""


def check_floor(rooms, first, last):
    """The identity of the flow on every day, a funnel like that of a store, no empty page."""
    for room in rooms:
        mine = Visit.objects.filter(store=room.store)
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        flows = [count_flow(visits_on(mine, day)) for day in days]
        for day, flow in zip(days, flows, strict=True):
            assert flow.is_whole, (room.plan.code, day)
            assert flow.first == flow.first_carded + flow.carded_first + flow.looked, day
        assert sum(flow.total for flow in flows) == mine.count() > 0
        for seller in room.consultants:
            owned = Lead.objects.filter(owner=seller)
            assert owned.exists(), seller
            assert owned.filter(status="open", next_at__lt=clock.now()).count() < 20, seller
    _rates_are_usual(rooms, Span(first, last))
    _no_page_is_empty()


def _rates_are_usual(rooms, span):
    scope = Scope(rooms[0].hq, None, span, clock.now())
    for key, (least, most) in BOUNDS.items():
        value = read(all_measures()[key], scope).value
        assert value is not None, key
        assert least <= value <= most, (key, value)


def _no_page_is_empty():
    for model in (Opportunity, Activity, FollowUp, TestDrive, Competitor, CreditLoan, Supplier):
        assert model.objects.exists(), model
    assert Customer.objects.filter(role="agent").exists()
    phones = Customer.objects.exclude(phone="").values_list("phone", flat=True)
    assert {phone[3:7] for phone in phones} == {"0000"}, "a number that may be somebody's"
