"""Two channels and two people at the same second: one customer, one chase, one winner."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import timezone

from marque.crm.facts import LeadDetails
from marque.crm.models import Assignment, Lead
from marque.crm.services.give_lead import claim_lead
from marque.crm.services.receive_lead import receive_lead
from marque.crm.services.receive_leads import receive_leads
from marque.crm.testing import make_lead, make_rule
from marque.foundation.dictionaries.models import ParameterValue
from marque.kernel.errors import GuardRefused, NotAvailable
from marque.organisation.testing import make_user
from marque.parties import api as parties
from tests.concurrency.test_order_race import race

pytestmark = pytest.mark.django_db(transaction=True)

RIVALS = 8


@pytest.mark.feature("LED-02")
def test_two_claim_the_same_lead(books, bj, li, lin):
    people = [make_user(f"c{n}", name=f"顾问{n}", store=bj) for n in range(RIVALS)]
    lead = make_lead(by=li, store=bj)
    now = timezone.now()
    acts = [lambda who=who: claim_lead(lead=lead, by=who, now=now) for who in people]
    results = race(acts, books)
    won = [r for r in results if isinstance(r, Lead)]
    told = [r for r in results if isinstance(r, NotAvailable)]
    assert (len(won), len(told)) == (1, RIVALS - 1), results
    owner = Lead.objects.get(pk=lead.pk).owner
    assert {str(error) for error in told} == {
        f"{lead.number} 已由 {owner.name} 跟进，请领取其他线索。"
    }
    assert Assignment.objects.filter(lead=lead, how="claim").count() == 1


def test_one_person_claims_no_more_than_the_limit(books, bj, li, lin):
    ParameterValue.objects.create(key="crm.claims_per_day", store=None, value=3)
    pool = [make_lead(by=li, store=bj) for _ in range(6)]
    now = timezone.now()
    results = race(
        [lambda lead=lead: claim_lead(lead=lead, by=lin, now=now) for lead in pool], books
    )
    assert sum(isinstance(r, Lead) for r in results) == 3, results
    assert sum(isinstance(r, GuardRefused) for r in results) == 3


def test_many_channels_report_one_customer(books, bj, li, lin):
    make_rule(bj, "轮流", choose="turn", people=[lin])
    now = timezone.now()
    sources = ["website", "dongchedi", "yiche", "autohome", "douyin", "portal", "email", "hotline"]

    def come(source):
        details = LeadDetails(name="刘先生", phone="13812340000", source=source)
        return receive_lead(details=details, store=bj, by=li, now=now)

    results = race([lambda s=s: come(s) for s in sources], books)
    assert not [r for r in results if isinstance(r, Exception)], results
    assert parties.Customer.objects.count() == 1
    assert Lead.objects.chased().count() == 1
    assert Lead.objects.filter(status="on_file").count() == len(sources) - 1


def test_a_platform_sends_the_same_lead_eight_times_at_once(books, bj, li, lin):
    now = timezone.now()
    details = LeadDetails(name="韩", phone="13812340001", source="yiche", external_key="Y-1")
    acts = [lambda: receive_lead(details=details, store=bj, by=li, now=now)] * RIVALS
    results = race(acts, books)
    assert not [r for r in results if isinstance(r, Exception)], results
    assert Lead.objects.count() == 1
    assert sum(r.is_repeated for r in results) == RIVALS - 1


def test_turns_are_fair_under_a_rush(books, bj, li, lin):
    people = [lin, *(make_user(f"t{n}", name=f"顾问{n}", store=bj) for n in range(3))]
    make_rule(bj, "轮流", choose="load", people=people)
    now = timezone.now()

    def come(n):
        details = LeadDetails(name=f"客户{n}", phone=f"138500000{n:02d}", source="yiche")
        return receive_lead(details=details, store=bj, by=li, now=now)

    results = race([lambda n=n: come(n) for n in range(8)], books)
    assert not [r for r in results if isinstance(r, Exception)], results
    assert sorted(Lead.objects.filter(owner=p).count() for p in people) == [2, 2, 2, 2]


def test_files_and_channels_bring_the_same_customers_at_once(books, bj, li, lin):
    now = timezone.now()
    rows = [
        LeadDetails(
            name=f"客户{n}", phone=f"138600000{n:02d}", source="yiche", external_key=f"Y-{n}"
        )
        for n in range(40)
    ]
    acts = [
        lambda: receive_leads(told=rows, store=bj, by=li, now=now),
        lambda: receive_leads(told=rows[::-1], store=bj, by=li, now=now),
        *(
            lambda row=row: receive_lead(
                details=replace(row, source="website", external_key=""), store=bj, by=li, now=now
            )
            for row in rows[::7]
        ),
    ]
    results = race(acts, books)
    assert not [r for r in results if isinstance(r, Exception)], results
    assert parties.Customer.objects.count() == len(rows)
    assert Lead.objects.chased().count() == len(rows)
    assert Lead.objects.filter(source__code="yiche").count() == len(rows)
    assert sorted(sum(one.is_repeated for one in r) for r in results[:2]) == [0, len(rows)]
