"""Figures from the first word to the order: each is the count of the rows it opens."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from marque.crm import api as crm
from marque.crm.models import Visit, VisitResult
from marque.crm.testing import make_carded_lead, make_lead
from marque.foundation.access.authority import acting_post
from marque.foundation.dictionaries.words import entry
from marque.foundation.measures.reading import read, rows_of, split
from marque.foundation.measures.registry import Scope, Span, all_measures
from marque.foundation.measures.services.set_target import set_target
from marque.kernel.errors import InvalidInput
from marque.parties.testing import make_customer

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
NOVEMBER = Span(date(2026, 11, 1), date(2026, 11, 30))


def scope(user, store, span=NOVEMBER):
    return Scope(user, store, span, NOON)


def value(key, user, store, span=NOVEMBER):
    return read(all_measures()[key], scope(user, store, span)).value


def make_visit(store, owner, result, *, at=NOON, invited=False):
    customer = None
    if result in {"first_carded", "carded_first", "again"}:
        customer = make_customer(owner=owner, store=store)
    return Visit.objects.create(
        number=f"V{Visit.objects.count():05d}",
        store=store,
        owner=owner,
        department=acting_post(owner).department,
        customer=customer,
        errand=entry("crm.errand", "intent"),
        result=result,
        was_invited=invited,
        arrived_at=at,
        completed_at=None if result == "incomplete" else at,
        created_by=owner,
    )


@pytest.fixture
def november(lin, bj):
    """A month that can be counted on the fingers."""
    for result, count in (
        ("first_carded", 6), ("carded_first", 2), ("looked", 2), ("again", 3),
        ("non_intent", 4), ("incomplete", 1),
    ):  # fmt: skip
        for number in range(count):
            make_visit(bj, lin, result, invited=result == "carded_first" or number == 5)
    make_visit(bj, lin, "first_carded", at=NOON - timedelta(days=40))


class TestFlow:
    @pytest.mark.usefixtures("november")
    def test_the_identity(self, li, bj):
        flow, first = value("crm.flow", li, bj), value("crm.first", li, bj)
        assert flow == 18
        assert first == 10
        assert flow == first + sum(
            value(f"crm.{key}", li, bj) for key in ("again", "non_intent_visit", "incomplete")
        )
        assert first == sum(
            value(f"crm.{key}", li, bj) for key in ("first_carded", "carded_first", "looked")
        )

    @pytest.mark.usefixtures("november")
    def test_one_word_has_two_formulas_and_both_are_shown(self, li, bj, client):
        assert value("crm.file_rate", li, bj) == Decimal("75.0")  # 6 / (6 + 2)
        assert value("crm.file_rate_natural", li, bj) == Decimal("71.4")  # 5 / (5 + 2), not invited
        client.force_login(li)
        page = client.get(reverse("measures:measure_list", kwargs={"store": bj.code})).text
        assert page.count("留档率") >= 2
        assert "口径 A" in page
        assert "口径 B" in page

    def test_a_rate_of_nothing_is_unknown_and_not_zero(self, li, bj):
        assert value("crm.file_rate", li, bj) is None

    def test_midnight_belongs_to_the_day_that_begins(self, li, lin, bj):
        midnight = datetime(2026, 12, 1, 0, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
        make_visit(bj, lin, "looked", at=midnight)
        make_visit(bj, lin, "looked", at=midnight - timedelta(seconds=1))
        assert value("crm.looked", li, bj) == 1
        assert value("crm.looked", li, bj, Span(date(2026, 12, 1), date(2026, 12, 1))) == 1


class TestLeads:
    @pytest.mark.feature("LED-26")
    def test_closing_rate_by_source_equals_the_hand_count(self, li, lin, bj):
        for source, count, won in (("dongchedi", 4, 1), ("douyin", 3, 2)):
            for number in range(count):
                lead = make_carded_lead(by=lin, store=bj, now=NOON, source=source)
                if number < won:
                    crm.win_lead(customer=lead.customer, store=bj, by=lin, now=NOON)
        measure = all_measures()["crm.dcc_close_rate"]
        parts = {part.label: part.reading for part in split(measure, scope(li, bj), "source")}
        assert {name: (r.above, r.below, r.value) for name, r in parts.items()} == {
            "懂车帝": (1, 4, Decimal("25.0")),
            "抖音直播": (2, 3, Decimal("66.7")),
        }
        assert read(measure, scope(li, bj)).value == Decimal("42.9")

    @pytest.mark.feature("LED-26")
    def test_a_click_on_a_number_shows_the_names(self, li, lin, bj, client):
        won = make_carded_lead("王丽萍", by=lin, store=bj, now=NOON, source="douyin")
        make_carded_lead("李建国", by=lin, store=bj, now=NOON, source="dongchedi")
        crm.win_lead(customer=won.customer, store=bj, by=lin, now=NOON)
        client.force_login(li)
        detail = client.get(
            reverse("measures:measure_detail", kwargs={"store": "bj", "key": "crm.dcc_close_rate"}),
            {"first": "2026-11-01", "last": "2026-11-30"},
        ).text
        rows = reverse(
            "measures:measure_rows_of",
            kwargs={
                "store": "bj", "key": "crm.dcc_close_rate", "part": "above",
                "first": "2026-11-01", "last": "2026-11-30", "by": "source", "value": "抖音直播",
            },
        )  # fmt: skip
        assert rows in detail
        page = client.get(rows).text
        assert "王丽萍" in page
        assert "李建国" not in page

    def test_the_identity_of_internet_leads(self, li, lin, bj):
        make_carded_lead(by=lin, store=bj, now=NOON)
        first = make_lead(by=lin, store=bj, owner=lin, now=NOON)
        make_lead(by=lin, store=bj, phone=first.customer.phone, now=NOON)  # already on file
        gone = make_lead(by=lin, store=bj, owner=lin, now=NOON)
        crm.discard_lead(lead=gone, reason="空号", by=lin, now=NOON)
        counts = {
            key: value(f"crm.dcc_{key}", li, bj)
            for key in ("leads", "carded", "non_intent", "on_file", "pending")
        }
        assert counts == {"leads": 4, "carded": 1, "non_intent": 1, "on_file": 1, "pending": 1}
        assert value("crm.dcc_card_rate", li, bj) == Decimal("33.3")

    def test_losses_are_counted_from_what_happened_and_do_not_shrink(self, li, lin, bj):
        lead = make_carded_lead(by=lin, store=bj, now=NOON)
        filed = crm.apply_lost(lead=lead, loss=crm.Loss(reason="price"), by=lin, now=NOON)
        crm.judge_lost(application=filed, approve=True, judgement="", by=li, now=NOON)
        lead.refresh_from_db()
        before = read(all_measures()["crm.lost_rate"], scope(li, bj)).above
        crm.reopen_lead(lead=lead, level="B", next_at=NOON + timedelta(days=1), by=lin, now=NOON)
        after = read(all_measures()["crm.lost_rate"], scope(li, bj)).above
        assert (before, after) == (1, 1)

    def test_response_time_leaves_the_unanswered_out(self, li, lin, bj):
        make_lead(by=lin, store=bj, owner=lin, now=NOON)
        assert value("crm.response", li, bj) is None
        make_carded_lead(by=lin, store=bj, now=NOON)
        assert value("crm.response", li, bj) == 0

    def test_who_stands_in_the_showroom_is_no_answered_lead(self, li, lin, bj):
        make_carded_lead(by=lin, store=bj, now=NOON, source="walk_in")
        assert value("crm.response", li, bj) is None
        assert value("crm.response_in_time", li, bj) is None


@pytest.mark.usefixtures("november")
def test_every_measure_reads_and_its_number_is_the_count_of_its_rows(li, bj, lin):
    make_carded_lead(by=lin, store=bj, now=NOON)
    for measure in all_measures().values():
        reading = read(measure, scope(li, bj))
        assert reading.above == rows_of(measure, scope(li, bj), "above").count(), measure.key
        keys = list(
            rows_of(measure, scope(li, bj), "above").order_by().values_list("pk", flat=True)
        )
        assert len(keys) == len(set(keys)), measure.key
        for by in measure.splits:
            parts = split(measure, scope(li, bj), by)
            assert sum(part.reading.above for part in parts) == reading.above, (measure.key, by)


class TestAccess:
    @pytest.mark.usefixtures("november")
    def test_each_reader_counts_what_they_may_see(self, lin, wang, zhao, bj):
        assert value("crm.flow", lin, bj) == 18
        assert value("crm.flow", wang, bj) == 0
        assert value("crm.flow", zhao, bj) == 0

    def test_without_the_right_there_is_no_page(self, zhao, bj, client):
        client.force_login(zhao)
        url = reverse("measures:measure_list", kwargs={"store": bj.code})
        assert client.get(url).status_code in {403, 404}


class TestTargets:
    @pytest.mark.usefixtures("november")
    def test_a_target_holds_from_its_day_and_earlier_periods_keep_theirs(self, li, bj):
        set_target(
            key="crm.first",
            store=bj,
            valid_from=date(2026, 11, 1),
            target=Decimal(40),
            warning=None,
        )
        set_target(
            key="crm.first",
            store=bj,
            valid_from=date(2026, 12, 1),
            target=Decimal(50),
            warning=None,
        )
        measure = all_measures()["crm.first"]
        assert read(measure, scope(li, bj)).gap == 30
        december = Span(date(2026, 12, 1), date(2026, 12, 31))
        assert read(measure, scope(li, bj, december)).target == 50

    def test_nonsense_is_refused(self, bj):
        with pytest.raises(InvalidInput):
            set_target(
                key="crm.file_rate", store=bj, valid_from=date(2026, 11, 1),
                target=Decimal(101), warning=None,
            )  # fmt: skip

    def test_results_of_visits_are_all_in_the_identity(self):
        assert set(VisitResult.values) == {
            "incomplete", "first_carded", "carded_first", "looked", "again", "non_intent"
        }  # fmt: skip
