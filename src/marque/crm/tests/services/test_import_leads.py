"""Leads out of a platform's file: refused row by row, never doubled, taken back whole."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from marque.crm.facts import Contact
from marque.crm.models import Assignment, Lead
from marque.crm.services.import_leads import LeadImporter
from marque.crm.services.record_follow_up import record_follow_up
from marque.crm.testing import make_carded_lead, make_lead, make_rule, make_task
from marque.foundation.imports.kinds import ImportContext, Line, UndoneRow
from marque.foundation.imports.registry import get_kind
from marque.foundation.notifications.models import Notification
from marque.kernel.errors import GuardRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def context(bj, li):
    now = timezone.now()
    return ImportContext(by=li, today=timezone.localdate(now), now=now, store=bj)


def lines(*rows):
    names = ("phone", "name", "source", "series", "level", "external_key")
    return [
        Line(row_no=n, raw={}, values=dict(zip(names, row, strict=False)))
        for n, row in enumerate(rows, 2)
    ]


def test_wrong_rows_are_refused_and_doubles_warned_of(context, bj, lin):
    known = make_carded_lead("徐志强", by=lin, store=bj)
    told = lines(
        ("13811110001", "刘", "懂车帝"),
        ("138", "韩", "懂车帝"),
        ("13811110002", "沈", "不存在的平台"),
        ("１３８１１１１０００１", "刘先生", "易车"),
        (known.customer.phone, "徐", "易车"),
    )
    LeadImporter().check(told, context)
    assert [line.is_refused for line in told] == [False, True, True, False, False]
    texts = [problem.text for line in told for problem in line.problems]
    assert texts[1:] == [
        "没有“不存在的平台”这个来源。",
        "与第 2 行号码相同，将记为已有档案。",
        "客户已由 林晓彤 跟进，将记为已有档案。",
    ]
    assert Lead.objects.count() == 1


def test_rows_come_in_by_the_one_intake_and_can_be_taken_back(context, bj, lin):
    make_rule(bj, "轮流", choose="turn", people=[lin])
    told = lines(
        ("13811110001", "刘", "懂车帝", "没有的车系", "H", "D-1"),
        ("13811110001", "刘先生", "易车", "", "", "Y-1"),
        ("13811110001", "刘先生", "易车", "", "", "Y-1"),
    )
    importer = LeadImporter()
    importer.check(told, context)
    importer.apply(told, context)
    leads = list(Lead.objects.order_by("pk"))
    assert [(x.status, x.owner) for x in leads] == [("new", lin), ("on_file", lin)]
    assert leads[0].wish == "没有的车系"
    assert [line.action for line in told] == ["create", "create", "skip"]
    rows = [
        UndoneRow(line.row_no, line.action, line.object_type, line.object_id, None) for line in told
    ]
    contact = Contact(result="no_answer", next_at=context.now + timedelta(hours=1))
    assert Notification.objects.filter(record=leads[0].number).exists()
    importer.undo(rows, {}, context)
    assert not Lead.objects.exists()
    assert not Notification.objects.exists()  # nobody is sent to a lead that is gone
    importer.apply(told[:1], context)
    lead = Lead.objects.get()
    record_follow_up(lead=lead, contact=contact, by=lin, now=context.now)
    again = [UndoneRow(2, "create", "crm.lead", str(lead.pk), None)]
    with pytest.raises(GuardRefused, match="已有跟进"):
        importer.undo(again, {}, context)


def test_a_platform_number_that_came_before_and_a_long_name_are_seen_at_the_check(context, bj, li):
    make_lead("来过", by=li, store=bj, source="dongchedi", external_key="D-1")
    told = lines(
        ("13811110001", "刘", "懂车帝", "", "", "D-1"),
        ("13811110001", "刘", "易车", "", "", "D-1"),
        ("13811110002", "刘", "易车", "", "", "D-1"),
        ("13811110003", "长" * 61, "易车"),
        ("13811110001", "长" * 61, "易车"),
    )
    importer = LeadImporter()
    importer.check(told, context)
    assert [line.action for line in told] == ["skip", "create", "skip", "create", "create"]
    assert "已经导入过" in told[0].problems[0].text
    assert "与第 3 行的平台线索号相同" in told[2].problems[0].text
    assert [line.is_refused for line in told] == [False, False, False, True, False]
    assert told[3].problems[0].column == "name"
    importer.apply([told[1], told[4]], context)
    assert Lead.objects.count() == 3


def test_the_check_asks_as_much_for_three_rows_as_for_three_hundred(context):
    def asked(count):
        rows = lines(*[(f"138{n:08d}", "刘", "懂车帝") for n in range(count)])
        with CaptureQueriesContext(connection) as queries:
            LeadImporter().check(rows, context)
        return len(queries)

    asked(1)
    assert asked(300) == asked(3)


@pytest.mark.parametrize("touch", ["passed on", "task"])
def test_leads_that_somebody_touched_are_not_taken_back(context, bj, li, lin, touch):
    make_rule(bj, "轮流", choose="turn", people=[lin])
    told = lines(("13811110001", "刘", "懂车帝"))
    importer = LeadImporter()
    importer.check(told, context)
    importer.apply(told, context)
    lead = Lead.objects.get()
    if touch == "passed on":
        Assignment.objects.create(
            lead=lead, from_user=lin, to_user=li, how="hand", reason="熟人", at=context.now, by=li
        )
    else:
        make_task(by=lin, store=bj, customer=lead.customer, lead=lead)
    rows = [UndoneRow(2, "create", "crm.lead", str(lead.pk), None)]
    with pytest.raises(GuardRefused, match="已有"):
        importer.undo(rows, {}, context)
    assert Lead.objects.exists()


def test_the_kind_is_offered_to_whoever_may_write_leads():
    kind = get_kind("crm.leads")
    assert kind.right == "crm.create_lead"
    assert "渠道" in kind.column("source").synonyms
