"""Opportunities, sales tasks, processes: what the services promise and refuse."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from marque.crm.models import Process, SalesTask, TaskMember
from marque.crm.services.assign_task import assign_task
from marque.crm.services.complete_process import complete_process
from marque.crm.services.edit_template import delete_template, save_template
from marque.crm.services.end_task import lose_task, reopen_task, stop_task, win_task
from marque.crm.services.hand_over_tasks import count_open_tasks_of, hand_over_tasks
from marque.crm.services.note_rival import forget_rival, note_rival
from marque.crm.services.plan_process import (
    cancel_process,
    plan_usual_processes,
)
from marque.crm.services.prompt_processes import prompt_processes
from marque.crm.services.share_task import Share, share_task, split_evenly
from marque.crm.services.write_opportunity import convert_opportunity, drop_opportunity
from marque.crm.testing import make_activity, make_opportunity, make_process, make_task
from marque.foundation.dictionaries.words import entry
from marque.foundation.notifications.models import Notification
from marque.kernel.errors import (
    GuardRefused,
    InvalidInput,
    InvalidTransition,
    NotAuthorised,
    StaleDocument,
)
from marque.organisation.testing import make_user
from marque.parties import api as parties

pytestmark = [pytest.mark.django_db, pytest.mark.feature("LED-14")]


@pytest.fixture
def xu(bj):
    """徐, another consultant of 滨江店."""
    return make_user("xu", name="徐志远", store=bj)


def shares_of(task):
    return dict(TaskMember.objects.filter(task=task).values_list("user__username", "rate_share"))


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_an_opportunity_becomes_a_task_that_carries_its_data(lin, bj):
    chance = make_opportunity(by=lin, store=bj, need="七座", expected_on=timezone.localdate())
    task = convert_opportunity(chance, by=lin, now=timezone.now())
    carried = ("customer_id", "title", "stage_id", "amount_expected", "owner_id", "lead_id")
    assert all(getattr(task, name) == getattr(chance, name) for name in carried)
    assert (task.content, task.due_on) == (chance.need, chance.expected_on)
    assert (task.origin, task.opportunity_id) == ("opportunity", chance.pk)
    assert fresh(chance).status == "converted"
    with pytest.raises(InvalidTransition):
        convert_opportunity(chance, by=lin, now=timezone.now())
    assert SalesTask.objects.count() == 1


def test_an_opportunity_is_dropped_with_a_reason_only(lin, bj):
    chance = make_opportunity(by=lin, store=bj)
    with pytest.raises(GuardRefused):
        drop_opportunity(chance, reason="  ", by=lin)
    assert fresh(chance).status == "open"
    drop_opportunity(chance, reason="已买别家", by=lin)
    assert (fresh(chance).status, fresh(chance).drop_reason) == ("dropped", "已买别家")


def test_who_may_open_and_give_tasks(lin, li, xu, zhao, wang, bj):
    with pytest.raises(NotAuthorised):
        make_task(by=lin, store=bj, owner=xu)
    with pytest.raises(InvalidInput):
        make_task(by=li, store=bj, owner=wang)
    with pytest.raises(InvalidInput):
        make_task(by=lin, store=bj, origin="campaign")
    with pytest.raises(InvalidInput):
        make_task(by=lin, store=bj, origin="opportunity")
    assert not SalesTask.objects.exists()
    task = make_task(by=li, store=bj, owner=xu)
    assert shares_of(task) == {"xu": Decimal(100)}
    assert Notification.objects.filter(user=xu, record=task.number).exists()


def test_shares_make_100(lin, li, xu, bj):
    task = make_task(by=lin, store=bj)
    share_task(task=task, shares=[Share(lin), Share(xu), Share(li)], by=lin)
    assert sorted(shares_of(task).values()) == [
        Decimal("33.33"),
        Decimal("33.33"),
        Decimal("33.34"),
    ]
    share_task(task=task, shares=[Share(lin, Decimal(70)), Share(xu)], by=lin)
    assert shares_of(task) == {"lin": Decimal(70), "xu": Decimal(30)}
    for wrong in (
        [Share(xu, Decimal(100))],
        [Share(lin, Decimal(60)), Share(xu, Decimal(30))],
        [Share(lin, Decimal(80)), Share(xu, Decimal(30))],
        [Share(lin, Decimal(50)), Share(lin, Decimal(50))],
    ):
        with pytest.raises(InvalidInput):
            share_task(task=task, shares=wrong, by=lin)
    assert shares_of(task) == {"lin": Decimal(70), "xu": Decimal(30)}
    make_process(task, by=lin, executor=xu)
    with pytest.raises(GuardRefused):
        share_task(task=task, shares=[Share(lin, Decimal(100))], by=lin)


def test_the_database_refuses_shares_that_do_not_make_100(lin, bj):
    task = make_task(by=lin, store=bj)
    with pytest.raises(IntegrityError), transaction.atomic():
        TaskMember.objects.filter(task=task).update(rate_share=90)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@given(whole=st.decimals(min_value=0, max_value=100, places=2), people=st.integers(1, 60))
def test_an_even_split_sums_to_the_whole(whole, people):
    parts = split_evenly(whole, people)
    assert sum(parts) == whole
    assert max(parts) - min(parts) <= Decimal("0.01")
    assert len(parts) == people


def test_a_member_sees_the_task_and_a_stranger_does_not(lin, xu, li, wang, zhao, bj):
    task = make_task(by=lin, store=bj)
    step = make_process(task, by=lin)
    seen = lambda user: SalesTask.objects.visible_to(user).filter(pk=task.pk).exists()  # noqa: E731
    assert [seen(user) for user in (lin, li, xu, wang, zhao)] == [True, True, False, False, False]
    assert not Process.objects.visible_to(xu).filter(pk=step.pk).exists()
    share_task(task=task, shares=[Share(lin), Share(xu)], by=lin)
    assert seen(xu)
    assert Process.objects.visible_to(xu).filter(pk=step.pk).exists()


def test_a_completed_process_moves_the_stage_forwards_only(lin, bj):
    task = make_task(by=lin, store=bj)
    late = make_process(task, by=lin, stage="offer")
    early = make_process(task, by=lin, stage="needs")
    plain = make_process(task, by=lin)
    with pytest.raises(InvalidInput):
        complete_process(late, result=" ", by=lin, now=timezone.now())
    task = complete_process(late, result="已报价", by=lin, now=timezone.now())
    assert (task.stage.code, task.state.code) == ("offer", "doing")
    complete_process(early, result="已了解", by=lin, now=timezone.now())
    complete_process(plain, result="已沟通", by=lin, now=timezone.now())
    assert fresh(task).stage.code == "offer"
    changes = list(task.stage_changes.values_list("to_stage__code", "process"))
    assert changes == [("contact", None), ("offer", late.pk)]
    with pytest.raises(GuardRefused):
        complete_process(late, result="再来", by=lin, now=timezone.now())


def test_only_those_concerned_complete_a_process(lin, xu, li, bj):
    task = make_task(by=lin, store=bj)
    share_task(task=task, shares=[Share(lin), Share(xu)], by=lin)
    step = make_process(task, by=lin, executor=lin)
    with pytest.raises(NotAuthorised):
        complete_process(step, result="好", by=xu, now=timezone.now())
    assert fresh(step).is_pending
    complete_process(step, result="好", by=li, now=timezone.now())
    assert fresh(step).done_by == li


def test_the_executor_is_told_in_time_and_once(lin, xu, bj):
    now = timezone.now()
    task = make_task(by=lin, store=bj, now=now)
    step = make_process(
        task, by=lin, executor=xu, planned_at=now + timedelta(hours=5), prompt_hours=3, now=now
    )
    todo = Notification.objects.filter(user=xu, kind="todo")
    assert prompt_processes(now=now + timedelta(hours=1, minutes=59)) == 0
    assert prompt_processes(now=now + timedelta(hours=2)) == 1
    assert prompt_processes(now=now + timedelta(hours=3)) == 0
    assert todo.count() == 1
    assert step.title in todo.get().title
    complete_process(step, result="已办", by=xu, now=now + timedelta(hours=4))
    assert not todo.filter(read_at__isnull=True).exists()


def test_without_other_words_the_action_says_how_early(lin, bj):
    now = timezone.now()
    task = make_task(by=lin, store=bj)
    step = make_process(task, by=lin, action="visit", planned_at=now + timedelta(days=3), now=now)
    assert step.planned_at - step.prompt_at == timedelta(hours=24)


def test_a_task_ends_with_a_reason_and_its_rivals_are_counted(lin, bj):
    now = timezone.now()
    rival = parties.Competitor.objects.create(name="城东丰田", created_by=lin)
    won, lost, stopped = (make_task(by=lin, store=bj) for _n in range(3))
    for task in (won, lost, stopped):
        note_rival(task=task, competitor=rival, car="凯美瑞", amount_price=Decimal(180_000), by=lin)
        make_process(task, by=lin)
    won = win_task(task=won, by=lin, now=now)
    assert (won.status, won.stage.code, won.state.code) == ("won", "won", "done")
    lose_task(task=lost, reason=entry("crm.end_reason", "rival"), by=lin, now=now)
    stop_task(task=stopped, reason=entry("crm.end_reason", "cancelled"), by=lin, now=now)
    assert list(rival.results.order_by("pk").values_list("is_won", flat=True)) == [True, False]
    assert not Process.objects.pending().exists()
    for act in (
        lambda: make_process(won, by=lin),
        lambda: note_rival(task=won, competitor=rival, by=lin),
        lambda: forget_rival(won.rivals.get(), by=lin),
        lambda: share_task(task=won, shares=[Share(lin)], by=lin),
    ):
        with pytest.raises(GuardRefused):
            act()


def test_ended_tasks_are_taken_up_again_by_whoever_assigns(lin, li, bj):
    task = make_task(by=lin, store=bj)
    task = stop_task(task=task, reason=entry("crm.end_reason", "other"), by=lin, now=timezone.now())
    with pytest.raises(NotAuthorised):
        reopen_task(task=task, by=lin)
    rival = parties.Competitor.objects.create(name="城东丰田", created_by=lin)
    parties.record_competitor_result(
        rival, is_won=False, source=("crm.salestask", task.pk), on=timezone.localdate()
    )
    task = reopen_task(task=task, by=li)
    assert not rival.results.exists()
    assert (task.status, task.ended_at, task.state.code) == ("open", None, "doing")


def test_a_task_is_given_to_another_with_share_and_steps(lin, li, xu, bj):
    task = make_task(by=lin, store=bj)
    step = make_process(task, by=lin)
    share_task(task=task, shares=[Share(lin, Decimal(60)), Share(xu)], by=lin)
    with pytest.raises(NotAuthorised):
        assign_task(task=task, to=xu, by=lin)
    task = assign_task(task=task, to=xu, by=li, reason="成交率高")
    assert task.owner == xu
    assert shares_of(task) == {"xu": Decimal(100)}
    assert fresh(step).executor == xu
    with pytest.raises(StaleDocument):
        assign_task(task=task, to=lin, by=li, version=1)


def test_usual_steps_are_planned_once_and_used_templates_stay(lin, bj):
    action, stage = entry("crm.task_action", "drive"), entry("crm.stage", "drive")
    fields = {"name": "安排试驾", "action": action, "stage": stage, "days": 2, "prompt_hours": 6}
    template = save_template(None, fields=fields)
    task = make_task(by=lin, store=bj)
    now = timezone.now()
    (step,) = plan_usual_processes(task=task, by=lin, now=now)
    assert (step.stage, step.planned_at) == (stage, now + timedelta(days=2))
    assert plan_usual_processes(task=task, by=lin, now=now) == []
    with pytest.raises(GuardRefused):
        delete_template(template)
    cancel_process(step, by=lin, now=now, version=step.version)
    with pytest.raises(GuardRefused):
        cancel_process(step, by=lin, now=now, version=step.version)


def test_a_leavers_selling_goes_to_the_heir(lin, li, xu, bj):
    make_task(by=lin, store=bj)
    other = make_task(by=li, store=bj)
    make_process(other, by=li, executor=lin)
    make_opportunity(by=lin, store=bj)
    make_activity(by=lin, store=bj)
    assert count_open_tasks_of(lin) == 4
    moved = hand_over_tasks(from_user=lin, to_user=xu, by=li, today=timezone.localdate())
    assert (moved, count_open_tasks_of(lin), count_open_tasks_of(xu)) == (4, 0, 4)
