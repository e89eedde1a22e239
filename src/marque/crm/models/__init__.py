"""The tables of crm."""

from __future__ import annotations

from marque.crm.models.activities import Activity, ActivityEvent
from marque.crm.models.assignments import Assignment, AssignmentRule
from marque.crm.models.channels import CalendarFeed, Channel
from marque.crm.models.follow_ups import FollowUp
from marque.crm.models.leads import (
    IntentionChange,
    Lead,
    LeadQuerySet,
    LevelChange,
    LostApplication,
)
from marque.crm.models.processes import Process, ProcessQuerySet, ProcessTemplate
from marque.crm.models.tasks import (
    Opportunity,
    SalesTask,
    SalesTaskQuerySet,
    StageChange,
    TaskCompetitor,
    TaskMember,
    TaskOrigin,
)
from marque.crm.models.test_drives import TestDrive
from marque.crm.models.visits import (
    FIRST,
    Turn,
    TurnChange,
    Visit,
    VisitChange,
    VisitResult,
)

__all__ = [
    "FIRST",
    "Activity",
    "ActivityEvent",
    "Assignment",
    "AssignmentRule",
    "CalendarFeed",
    "Channel",
    "FollowUp",
    "IntentionChange",
    "Lead",
    "LeadQuerySet",
    "LevelChange",
    "LostApplication",
    "Opportunity",
    "Process",
    "ProcessQuerySet",
    "ProcessTemplate",
    "SalesTask",
    "SalesTaskQuerySet",
    "StageChange",
    "TaskCompetitor",
    "TaskMember",
    "TaskOrigin",
    "TestDrive",
    "Turn",
    "TurnChange",
    "Visit",
    "VisitChange",
    "VisitResult",
]
