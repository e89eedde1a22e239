"""The tables of crm."""

from __future__ import annotations

from marque.crm.models.follow_ups import FollowUp
from marque.crm.models.leads import (
    Assignment,
    AssignmentRule,
    IntentionChange,
    Lead,
    LeadQuerySet,
    LevelChange,
    LostApplication,
)
from marque.crm.models.test_drives import TestDrive
from marque.crm.models.visits import FIRST, Turn, Visit, VisitResult

__all__ = [
    "FIRST",
    "Assignment",
    "AssignmentRule",
    "FollowUp",
    "IntentionChange",
    "Lead",
    "LeadQuerySet",
    "LevelChange",
    "LostApplication",
    "TestDrive",
    "Turn",
    "Visit",
    "VisitResult",
]
