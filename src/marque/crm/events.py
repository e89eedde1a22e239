"""What crm tells whoever listens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from marque.kernel.events import Event


@dataclass(frozen=True, slots=True)
class LeadReceived(Event):
    """A lead came in; nobody may have it yet."""

    lead_id: int
    number: str
    store_id: int
    customer_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class LeadAssigned(Event):
    """Somebody looks after the lead from now on."""

    lead_id: int
    number: str
    store_id: int
    owner_id: int
    reason: str
    customer_id: int = 0
    how: str = ""


@dataclass(frozen=True, slots=True)
class LeadsAssigned(Event):
    """Many leads got their owners at once (a file came in), each as `LeadAssigned` says; that is
    not published for them."""

    assigned: tuple[LeadAssigned, ...]


@dataclass(frozen=True, slots=True)
class LeadPooled(Event):
    """Nobody looks after the lead any more: it lies in the public pool."""

    lead_id: int
    number: str
    store_id: int
    customer_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class LeadFollowedUp(Event):
    """A call, message or visit happened."""

    lead_id: int
    customer_id: int
    follow_up_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class LeadClosed(Event):
    """The chase ended: lost, frozen, discarded or won."""

    lead_id: int
    number: str
    store_id: int
    status: str
    at: datetime


@dataclass(frozen=True, slots=True)
class VisitRegistered(Event):
    """Somebody walked in."""

    visit_id: int
    number: str
    store_id: int
    errand: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TestDriveRequested(Event):
    """A test drive needs its car: the dispatcher gets a task."""

    __test__ = False  # not a test, whatever its name says

    test_drive_id: int
    number: str
    store_id: int
    vehicle_id: int
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class TestDriveFinished(Event):
    """The car is back."""

    __test__ = False

    test_drive_id: int
    number: str
    store_id: int
    customer_id: int
    at: datetime
