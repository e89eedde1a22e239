"""Many leads at once leave what one intake after the other leaves."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from marque.catalog.testing import make_trim
from marque.crm.events import LeadAssigned, LeadReceived, LeadsAssigned
from marque.crm.facts import LeadDetails, Wish
from marque.crm.models import Assignment, FollowUp, Lead, Turn
from marque.crm.services import receive_leads as many
from marque.crm.services.receive_lead import receive_lead
from marque.crm.services.receive_leads import receive_leads
from marque.crm.services.win_lead import win_lead
from marque.crm.testing import make_carded_lead, make_lead, make_rule
from marque.foundation.dictionaries.models import ParameterValue
from marque.foundation.documents.models import StatusChange
from marque.foundation.notifications.models import Notification
from marque.kernel import clock
from marque.kernel.errors import InvalidInput
from marque.kernel.events import bus
from marque.organisation.testing import make_user
from marque.parties.models import Customer, OwnerChange
from marque.parties.testing import make_customer

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
OF_LEAD = (
    "number", "store", "customer__number", "customer__name", "owner", "department", "status",
    "merged_into__number", "source", "source_note", "external_key", "was_on_file", "level",
    "series", "trim", "purpose", "wish", "arrived_at", "assigned_at", "accepted_at",
    "responded_at", "carded_at", "next_at", "closed_at", "version", "created_at", "created_by",
)  # fmt: skip
OF_CUSTOMER = (
    "number", "name", "name_pinyin", "search_words", "phone", "phone_index", "phone_tail", "kind",
    "role", "stage", "source", "owner", "department", "store", "owner_since", "protected_until",
    "pooled_at", "created_at", "created_by", "is_active", "version", "custom",
)  # fmt: skip


@pytest.fixture
def xu(bj):
    return make_user("xu", name="许文", store=bj)


@pytest.fixture
def dcc(bj):
    return make_user("dcc1", name="丁蕾", store=bj, position="dcc")


@pytest.fixture
def rules(bj, lin, xu, dcc, wang):
    """A rule of every way to choose, a person who is away, a limit of leads."""
    make_rule(bj, "抖音轮流", choose="turn", sources=["douyin"], people=[lin, xu], position=1)
    series = make_trim().model.series
    make_rule(bj, "看车系", choose="load", series=[series], position=2)
    make_rule(bj, "高手", choose="skill", sources=["autohome"], position=3)
    make_rule(bj, "满员", choose="load", sources=["yiche"], people=[wang, xu], position=4)
    mei = make_user("mei", name="梅", store=bj)
    make_rule(bj, "转介绍", choose="turn", sources=["referral"], people=[mei], position=5)
    Turn.objects.create(store=bj, user=dcc, on=timezone.localdate(NOW), rank=1, state="away")
    ParameterValue.objects.create(key="crm.leads_per_person", store=None, value=6)
    return series


@pytest.fixture
def known(bj, lin, xu, dcc, wang):
    """The leads of customers whom we know already, by what became of them."""
    won = make_carded_lead("成交", by=xu, store=bj, now=NOW - timedelta(days=20))
    win_lead(customer=won.customer, store=bj, by=xu, now=NOW - timedelta(days=10))
    earlier = {"store": bj, "now": NOW - timedelta(days=10)}
    kept = make_customer("受保护", owner=lin, **earlier)
    talked = make_customer("久未联系又通话", owner=lin, store=bj, now=NOW - timedelta(days=90))
    spoken = make_carded_lead(
        "聊过", by=lin, store=bj, phone=talked.phone, now=NOW - timedelta(days=90)
    )
    FollowUp.objects.filter(lead=spoken).update(
        at=NOW - timedelta(days=3), next_at=NOW - timedelta(days=1)
    )
    Lead.objects.filter(pk=spoken.pk).update(status="frozen", next_at=None, closed_at=NOW)
    Customer.objects.filter(pk=talked.pk).update(protected_until=None)
    old = make_customer("旧客户", owner=lin, store=bj, now=NOW - timedelta(days=40))
    pooled = make_customer("公海客户", owner=lin, **earlier)
    Customer.objects.filter(pk=pooled.pk).update(owner=None, owner_since=None, pooled_at=NOW)
    foreign = make_customer("别店顾问的", owner=wang, **earlier)
    chased = make_carded_lead("在跟", by=lin, store=bj, now=NOW - timedelta(hours=1), hours=40)
    waiting = make_lead("等分配", by=dcc, store=bj, source="website", now=NOW)
    came = make_lead("来过", by=dcc, store=bj, external_key="D-1", now=NOW - timedelta(days=2))
    kinds = {"kept": kept, "talked": talked, "old": old, "pooled": pooled, "foreign": foreign}
    leads = {"chased": chased, "waiting": waiting, "came": came}
    return kinds | {name: lead.customer for name, lead in leads.items()}


def row(name, phone, source="douyin", **more):
    wish = Wish(series=more.pop("series", None), wish=more.pop("wish", ""))
    return LeadDetails(name=name, phone=phone, source=source, wish=wish, **more)


@pytest.fixture
def sheet(rules, known):
    """The rows of a file that meet every rule and everybody known."""
    return [
        row("轮一", "13811110001", level="H", source_note="双十一", wish="问价"),
        row("轮二", "１３８ 1111 0002"),
        row("轮三", "13811110003"),
        row("轮四", "13811110004", external_key=" K-1 "),
        row("轮四又", "13811110014", external_key="K-1"),
        row("轮一再来", "13811110001", "referral"),
        row("轮一三来", "+86 13811110001", "yiche", external_key="K-2"),
        row("车系", "13811110005", "website", series=rules),
        row("车系二", "13811110006", "website", series=rules),
        row("高手一", "13811110007", "autohome"),
        row("高手二", "13811110008", "autohome"),
        *(row(f"满{n}", f"1381111002{n}", "yiche") for n in range(6)),
        row("没规则", "13811110009", "walk_in"),
        row("没规则再来", "13811110009", "walk_in"),
        row("徐", known["kept"].phone, "yiche"),
        row("谈过", known["talked"].phone, "yiche"),
        row("旧", known["old"].phone, "referral"),
        row("公", known["pooled"].phone, "referral"),
        row("别", known["foreign"].phone, "referral"),
        row("在跟的", known["chased"].phone),
        row("在跟的又", known["chased"].phone),
        row("等的", known["waiting"].phone),
        row("来过", known["came"].phone, "dongchedi", external_key="D-1"),
        row("座机", "0571-87654321", "hotline"),
        row("  全角Ａ  先生 ", "13811110010", "hotline"),
    ]


def one_by_one(rows, *, store, by):
    return [receive_lead(details=row, store=store, by=by, now=NOW) for row in rows]


def all_at_once(rows, *, store, by):
    return receive_leads(told=rows, store=store, by=by, now=NOW)


def left_behind(intake, rows, *, store, by):
    """Everything that an intake wrote and announced, by numbers instead of keys; taken back."""
    heard = []
    real, bus.publish = bus.publish, lambda event: (heard.append(event), real(event))
    try:
        with clock.at(NOW), transaction.atomic():
            received = intake(rows, store=store, by=by)
            state = _state() | {
                "received": [
                    (x.lead.number, x.chased and x.chased.number, x.is_repeated) for x in received
                ],
                "events": _events(heard),
            }
            transaction.set_rollback(True)
    finally:
        bus.publish = real
    return state


def _state():
    numbers = dict(Lead.objects.values_list("pk", "number"))
    return {
        "leads": list(Lead.objects.order_by("number").values(*OF_LEAD)),
        "customers": list(Customer.objects.order_by("number").values(*OF_CUSTOMER)),
        "assignments": list(
            Assignment.objects.order_by("lead__number", "pk").values_list(
                "lead__number", "from_user", "to_user", "how", "reason", "at", "by"
            )
        ),
        "owner changes": sorted(
            OwnerChange.objects.values_list(
                "customer__number", "kind", "reason", "from_user", "to_user", "changed_on",
                "changed_at", "changed_by",
            ),
            key=str,
        ),
        "history": sorted(
            (numbers[pk], *more)
            for pk, *more in StatusChange.objects.filter(document_type="crm.lead").values_list(
                "document_id", "transition", "from_status", "to_status", "by", "at", "note"
            )
        ),
        "bells": list(
            Notification.objects.order_by("pk").values_list(
                "user", "kind", "title", "url", "record", "created_at", "read_at"
            )
        ),
        "order of keys": list(Lead.objects.order_by("pk").values_list("number", flat=True)),
    }  # fmt: skip


def _events(heard):
    single = [
        one
        for event in heard
        for one in (event.assigned if isinstance(event, LeadsAssigned) else (event,))
    ]
    return {
        kind.__name__: [
            [
                value
                for name, value in _told(event)
                if not name.endswith("_id") or name == "owner_id"
            ]
            for event in single
            if isinstance(event, kind)
        ]
        for kind in (LeadAssigned, LeadReceived)
    }


def _told(event):
    return [(name, getattr(event, name)) for name in event.__slots__]


@pytest.mark.feature("CUS-26")
def test_a_file_in_sets_leaves_what_one_row_after_the_other_leaves(sheet, bj, dcc, lin, xu):
    rowwise = left_behind(one_by_one, sheet, store=bj, by=dcc)
    in_sets = left_behind(all_at_once, sheet, store=bj, by=dcc)
    assert set(in_sets) == set(rowwise)
    for what, expected in rowwise.items():
        assert in_sets[what] == expected, what
    # the sheet did meet what it was made for
    reasons = " ".join(reason for *_, reason, _at, _by in in_sets["assignments"])
    for words in ("轮到", "在跟最少", "成交率最高", "没有可分配的人", "没有适用", "保护期至"):
        assert words in reasons
    statuses = [row["status"] for row in in_sets["leads"]]
    assert statuses.count("on_file") == 6
    assert [kind for _n, kind, *_ in in_sets["owner changes"]].count("assign") >= 3
    assert [repeated for *_, repeated in in_sets["received"]].count(True) == 2


def test_turns_go_round_also_among_the_rows_of_one_file(bj, dcc, lin, xu):
    make_rule(bj, "轮流", choose="turn", people=[lin, xu])
    rows = [LeadDetails(name="刘", phone=f"1381111{n:04d}", source="douyin") for n in range(1, 6)]
    received = all_at_once(rows, store=bj, by=dcc)
    assert [x.lead.owner for x in received] == [lin, xu, lin, xu, lin]
    more = LeadDetails(name="刘", phone="13811112222", source="douyin")
    assert receive_lead(details=more, store=bj, by=dcc, now=NOW).lead.owner == xu


def test_it_asks_as_much_for_forty_rows_as_for_four(bj, dcc, lin, xu):
    make_rule(bj, "轮流", choose="turn", people=[lin, xu])

    def asked(first, count):
        rows = [
            LeadDetails(
                name="刘", phone=f"138{first + n:08d}", source="douyin", external_key=f"{n}-{first}"
            )
            for n in range(count)
        ]
        rows += [LeadDetails(name="刘", phone=row.phone, source="yiche") for row in rows]
        known = [
            make_customer("旧", owner=lin, store=bj, now=NOW - timedelta(days=90)) for _row in rows
        ]
        rows += [LeadDetails(name="旧", phone=row.phone, source="douyin") for row in known]
        with CaptureQueriesContext(connection) as queries:
            all_at_once(rows, store=bj, by=dcc)
        return len(queries)

    asked(1, 1)
    assert asked(1000, 40) == asked(100, 4)


def test_a_wrong_row_keeps_all_of_them_out(bj, dcc):
    rows = [
        LeadDetails(name="刘", phone="13811110001", source="douyin"),
        LeadDetails(name="刘", phone="1381", source="douyin"),
    ]
    with pytest.raises(InvalidInput, match="11 位"):
        all_at_once(rows, store=bj, by=dcc)
    assert not Lead.objects.exists()


def test_whoever_registers_the_same_customer_meanwhile_makes_it_decide_anew(
    bj, dcc, lin, monkeypatch
):
    row = LeadDetails(name="刘", phone="13811110001", source="douyin", external_key="X-1")
    real, rivals = many.give_keys, []

    def late(rows):
        if not rivals:  # as if committed by another connection while we were deciding
            rivals.append(True)
            raise _race()
        real(rows)

    monkeypatch.setattr(many, "give_keys", late)
    (received,) = all_at_once([row], store=bj, by=dcc)
    assert Lead.objects.get() == received.lead
    assert Customer.objects.get().phone == "13811110001"


def _race():
    from psycopg import errors

    error = IntegrityError("customer_phone_is_unique_in_its_store")
    error.__cause__ = errors.UniqueViolation()
    return error


def test_every_event_of_one_lead_has_its_answer_for_many():
    """Whoever listens to one listens to many too: the file announces them together."""
    alone, together = (len(bus._handlers[kind]) for kind in (LeadAssigned, LeadsAssigned))
    assert alone == together
