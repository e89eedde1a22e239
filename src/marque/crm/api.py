"""What other apps may use of crm."""

from __future__ import annotations

from marque.crm.models import Lead, TestDrive, Visit

__all__ = ["Lead", "TestDrive", "Visit"]
