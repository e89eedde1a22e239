"""Measures from the first word to the order (jobs.md §1.1): each with formula, basis and rows.

They count events: visits, cards, follow-ups, decisions; never what a lead happens to be today.
"""

from __future__ import annotations

from typing import Any

from marque.crm.measures.chase import CHASES
from marque.crm.measures.deals import DEAL_MEASURES
from marque.crm.measures.leads import LEAD_MEASURES
from marque.crm.measures.visits import FLOWS, SHARES
from marque.crm.models import FollowUp, Lead, LostApplication, TestDrive, Visit
from marque.foundation.measures.registry import Measure

ROW_TABLES: dict[type[Any], str] = {
    Lead: "marque.crm.tables.leads.ArchiveTable",
    Visit: "marque.crm.tables.visits.VisitTable",
    FollowUp: "marque.crm.tables.follow_ups.FollowUpTable",
    LostApplication: "marque.crm.tables.leads.ApplicationTable",
    TestDrive: "marque.crm.tables.drives.TestDriveTable",
}

MEASURES: tuple[Measure, ...] = (
    *FLOWS,
    *SHARES,
    *LEAD_MEASURES,
    *CHASES,
    *DEAL_MEASURES,
)
