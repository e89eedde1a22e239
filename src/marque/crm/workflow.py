"""The life of a lead, a test drive, an opportunity and a sales task.  Read this file first.

A lead is one person's wish to buy, from the first word until the car is delivered or the chase
is given up.  Its level (H, A, B, C …) says how hot it is; its status says who must act.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marque.kernel.workflow import Transition, Workflow


class LeadStatus(models.TextChoices):
    """Where the chase stands."""

    NEW = "new", _("待跟进")
    OPEN = "open", _("跟进中")
    LOSING = "losing", _("战败待审")
    ORDERED = "ordered", _("已下订")
    DELIVERED = "delivered", _("已交车")
    LOST = "lost", _("战败")
    FROZEN = "frozen", _("休眠")
    INVALID = "invalid", _("非意向")
    ON_FILE = "on_file", _("已有档案")


CHASED = frozenset({LeadStatus.NEW, LeadStatus.OPEN, LeadStatus.LOSING})
"""Somebody has to call.  A customer has at most one such lead in a store."""

WON = frozenset({LeadStatus.ORDERED, LeadStatus.DELIVERED})

ENDED = frozenset({LeadStatus.LOST, LeadStatus.FROZEN, LeadStatus.INVALID, LeadStatus.ON_FILE})


class TestDriveStatus(models.TextChoices):
    """From the wish to the feedback."""

    __test__ = False  # not a test, whatever its name says

    REQUESTED = "requested", _("待派车")
    BOOKED = "booked", _("已约")
    ARRIVED = "arrived", _("已签到")
    DRIVING = "driving", _("试驾中")
    DONE = "done", _("已完成")
    MISSED = "missed", _("爽约")
    CANCELLED = "cancelled", _("已取消")


OCCUPYING = frozenset(
    {
        TestDriveStatus.REQUESTED,
        TestDriveStatus.BOOKED,
        TestDriveStatus.ARRIVED,
        TestDriveStatus.DRIVING,
    }
)
"""Test drives that keep their car and their consultant from others in that time."""


class _Lead(Protocol):
    carded_at: datetime | None
    level_id: int | None
    owner_id: int | None


class _Drive(Protocol):
    licence_checked_at: datetime | None
    agreed_at: datetime | None
    odometer_out: int | None
    odometer_in: int | None


def has_owner(lead: _Lead) -> str | None:
    """Somebody must look after a lead that is worked on."""
    return None if lead.owner_id else _now("线索还没有归属人，请先分配。")


def has_level(lead: _Lead) -> str | None:
    """A lead in the chase has a level, which sets its rhythm."""
    return None if lead.level_id else _now("请先定意向级别。")


def has_licence(drive: _Drive) -> str | None:
    """Nobody drives without a licence that somebody has looked at."""
    return None if drive.licence_checked_at else _now("请先核验驾驶证。")


def has_agreement(drive: _Drive) -> str | None:
    """The test-drive agreement is signed before the key is handed over."""
    return None if drive.agreed_at else _now("请客户先签试驾协议。")


def has_odometer_out(drive: _Drive) -> str | None:
    """The reading at the start shows what was driven."""
    return None if drive.odometer_out is not None else _now("请先录入出发里程。")


def has_odometer_in(drive: _Drive) -> str | None:
    """The reading at the end closes the drive."""
    if drive.odometer_in is None:
        return _now("请录入返回里程。")
    if drive.odometer_out is not None and drive.odometer_in < drive.odometer_out:
        return _now("返回里程不能小于出发里程。")
    return None


LEAD_WORKFLOW = Workflow(
    initial=LeadStatus.NEW,
    states=set(LeadStatus.values),
    transitions=(
        Transition(
            name="card",
            label=_("建卡"),
            sources=frozenset({LeadStatus.NEW}),
            target=LeadStatus.OPEN,
            permission="crm.follow_lead",
            guards=(has_owner, has_level),
        ),
        Transition(
            name="discard",
            label=_("判为非意向"),
            sources=frozenset({LeadStatus.NEW}),
            target=LeadStatus.INVALID,
            permission="crm.discard_lead",
        ),
        Transition(
            name="recognise",
            label=_("并入已有档案"),
            sources=frozenset({LeadStatus.NEW}),
            target=LeadStatus.ON_FILE,
            permission="crm.follow_lead",
        ),
        Transition(
            name="apply_lost",
            label=_("申请战败"),
            sources=frozenset({LeadStatus.NEW, LeadStatus.OPEN}),
            target=LeadStatus.LOSING,
            permission="crm.follow_lead",
        ),
        Transition(
            name="approve_lost",
            label=_("同意战败"),
            sources=frozenset({LeadStatus.LOSING}),
            target=LeadStatus.LOST,
            permission="crm.judge_lost",
        ),
        Transition(
            name="refuse_lost",
            label=_("驳回战败"),
            sources=frozenset({LeadStatus.LOSING}),
            target=LeadStatus.OPEN,
            permission="crm.judge_lost",
        ),
        Transition(
            name="freeze",
            label=_("转休眠"),
            sources=frozenset({LeadStatus.NEW, LeadStatus.OPEN}),
            target=LeadStatus.FROZEN,
            permission="crm.freeze_lead",
        ),
        Transition(
            name="reopen",
            label=_("重新激活"),
            sources=frozenset({LeadStatus.LOST, LeadStatus.FROZEN, LeadStatus.INVALID}),
            target=LeadStatus.OPEN,
            permission="crm.follow_lead",
            guards=(has_owner,),
        ),
        Transition(
            name="win",
            label=_("下订"),
            sources=frozenset({LeadStatus.NEW, LeadStatus.OPEN, LeadStatus.LOSING}),
            target=LeadStatus.ORDERED,
            permission="crm.follow_lead",
        ),
        Transition(
            name="unwin",
            label=_("退订后继续跟进"),
            sources=frozenset({LeadStatus.ORDERED}),
            target=LeadStatus.OPEN,
            permission="crm.follow_lead",
        ),
        Transition(
            name="deliver",
            label=_("交车"),
            sources=frozenset({LeadStatus.ORDERED}),
            target=LeadStatus.DELIVERED,
            permission="crm.follow_lead",
        ),
    ),
)

TEST_DRIVE_WORKFLOW = Workflow(
    initial=TestDriveStatus.REQUESTED,
    states=set(TestDriveStatus.values),
    transitions=(
        Transition(
            name="dispatch",
            label=_("派车"),
            sources=frozenset({TestDriveStatus.REQUESTED}),
            target=TestDriveStatus.BOOKED,
            permission="crm.dispatch_testdrive",
        ),
        Transition(
            name="arrive",
            label=_("签到"),
            sources=frozenset({TestDriveStatus.REQUESTED, TestDriveStatus.BOOKED}),
            target=TestDriveStatus.ARRIVED,
            permission="crm.drive_testdrive",
        ),
        Transition(
            name="start",
            label=_("出发"),
            sources=frozenset({TestDriveStatus.BOOKED, TestDriveStatus.ARRIVED}),
            target=TestDriveStatus.DRIVING,
            permission="crm.drive_testdrive",
            guards=(has_licence, has_agreement, has_odometer_out),
        ),
        Transition(
            name="finish",
            label=_("返回"),
            sources=frozenset({TestDriveStatus.DRIVING}),
            target=TestDriveStatus.DONE,
            permission="crm.drive_testdrive",
            guards=(has_odometer_in,),
        ),
        Transition(
            name="miss",
            label=_("爽约"),
            sources=frozenset({TestDriveStatus.REQUESTED, TestDriveStatus.BOOKED}),
            target=TestDriveStatus.MISSED,
            permission="crm.drive_testdrive",
        ),
        Transition(
            name="cancel",
            label=_("取消试驾"),
            sources=frozenset(
                {TestDriveStatus.REQUESTED, TestDriveStatus.BOOKED, TestDriveStatus.ARRIVED}
            ),
            target=TestDriveStatus.CANCELLED,
            permission="crm.drive_testdrive",
        ),
    ),
)


class OpportunityStatus(models.TextChoices):
    """A chance before anybody works on it as a task."""

    OPEN = "open", _("跟踪中")
    CONVERTED = "converted", _("已转任务")
    DROPPED = "dropped", _("已放弃")


class TaskStatus(models.TextChoices):
    """Whether a sales task is worked on and how it ended; its state in words is a dictionary."""

    OPEN = "open", _("进行中")
    WON = "won", _("已赢单")
    LOST = "lost", _("已输单")
    STOPPED = "stopped", _("已终止")


class _Dropped(Protocol):
    drop_reason: str


class _Ended(Protocol):
    end_reason_id: int | None


def says_why_dropped(opportunity: _Dropped) -> str | None:
    """A chance is given up with a reason."""
    return None if opportunity.drop_reason else _now("请填写放弃原因。")


def says_why_ended(task: _Ended) -> str | None:
    """A task ends with a reason."""
    return None if task.end_reason_id else _now("请选择结束原因。")


OPPORTUNITY_WORKFLOW = Workflow(
    initial=OpportunityStatus.OPEN,
    states=set(OpportunityStatus.values),
    transitions=(
        Transition(
            name="convert",
            label=_("转销售任务"),
            sources=frozenset({OpportunityStatus.OPEN}),
            target=OpportunityStatus.CONVERTED,
            permission="crm.edit_task",
        ),
        Transition(
            name="drop",
            label=_("放弃机会"),
            sources=frozenset({OpportunityStatus.OPEN}),
            target=OpportunityStatus.DROPPED,
            permission="crm.edit_task",
            guards=(says_why_dropped,),
        ),
    ),
)

_TASK_OPEN = frozenset({TaskStatus.OPEN})
TASK_WORKFLOW = Workflow(
    initial=TaskStatus.OPEN,
    states=set(TaskStatus.values),
    transitions=(
        Transition("win", _("赢单关闭"), _TASK_OPEN, TaskStatus.WON, "crm.edit_task"),
        Transition(
            "lose",
            _("输单关闭"),
            _TASK_OPEN,
            TaskStatus.LOST,
            "crm.edit_task",
            guards=(says_why_ended,),
        ),
        Transition(
            "stop",
            _("终止"),
            _TASK_OPEN,
            TaskStatus.STOPPED,
            "crm.edit_task",
            guards=(says_why_ended,),
        ),
        Transition(
            "reopen",
            _("重新打开"),
            frozenset({TaskStatus.LOST, TaskStatus.STOPPED}),
            TaskStatus.OPEN,
            "crm.assign_task",
        ),
    ),
)
