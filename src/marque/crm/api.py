"""What other apps may use of crm."""

from __future__ import annotations

from marque.crm.events import (
    LeadAssigned,
    LeadClosed,
    LeadFollowedUp,
    LeadPooled,
    LeadReceived,
    LeadsAssigned,
    TestDriveFinished,
    TestDriveRequested,
    VisitRegistered,
)
from marque.crm.facts import Contact, LeadDetails, Loss, Received, Wish
from marque.crm.models import Channel, FollowUp, Lead, TestDrive, Visit
from marque.crm.queries.customer_sets import customers_in_chase, plates_of_customers
from marque.crm.queries.leads import (
    chasers_of,
    find_chased,
    find_known,
    is_chased,
    list_leads,
)
from marque.crm.services.book_test_drive import DriveRequest, book_test_drive
from marque.crm.services.complete_process import complete_process
from marque.crm.services.complete_visit import (
    VisitOutcome,
    complete_visit,
    end_visit,
    receive_visitor,
)
from marque.crm.services.dispatch_test_drive import dispatch_test_drive
from marque.crm.services.doors import channel_used, find_channel
from marque.crm.services.edit_rule import RuleDraft, save_rule
from marque.crm.services.edit_template import save_template
from marque.crm.services.end_task import lose_task, win_task
from marque.crm.services.lose_lead import (
    apply_lost,
    discard_lead,
    freeze_lead,
    judge_lost,
    reopen_lead,
)
from marque.crm.services.merge_leads import follow_customer_owner, merge_chased_leads
from marque.crm.services.merge_visits import merge_visits
from marque.crm.services.note_rival import note_rival
from marque.crm.services.plan_process import plan_usual_processes
from marque.crm.services.receive_lead import receive_lead
from marque.crm.services.record_follow_up import record_follow_up
from marque.crm.services.recount_visits import recount
from marque.crm.services.register_visit import Arrival, register_visit
from marque.crm.services.run_test_drive import (
    Licence,
    arrive_for_test_drive,
    check_licence,
    end_test_drive,
    finish_test_drive,
    rate_test_drive,
    sign_agreement,
    start_test_drive,
)
from marque.crm.services.task_drafts import ActivityDraft, OpportunityDraft
from marque.crm.services.win_lead import deliver_lead, unwin_lead, win_lead
from marque.crm.services.write_activity import note_event, write_activity
from marque.crm.services.write_opportunity import (
    convert_opportunity,
    drop_opportunity,
    write_opportunity,
)
from marque.crm.sources import Expected, register_delivery_finder

__all__ = [
    "ActivityDraft",
    "Arrival",
    "Channel",
    "Contact",
    "DriveRequest",
    "Expected",
    "FollowUp",
    "Lead",
    "LeadAssigned",
    "LeadClosed",
    "LeadDetails",
    "LeadFollowedUp",
    "LeadPooled",
    "LeadReceived",
    "LeadsAssigned",
    "Licence",
    "Loss",
    "OpportunityDraft",
    "Received",
    "RuleDraft",
    "TestDrive",
    "TestDriveFinished",
    "TestDriveRequested",
    "Visit",
    "VisitOutcome",
    "VisitRegistered",
    "Wish",
    "apply_lost",
    "arrive_for_test_drive",
    "book_test_drive",
    "channel_used",
    "chasers_of",
    "check_licence",
    "complete_process",
    "complete_visit",
    "convert_opportunity",
    "customers_in_chase",
    "deliver_lead",
    "discard_lead",
    "dispatch_test_drive",
    "drop_opportunity",
    "end_test_drive",
    "end_visit",
    "find_channel",
    "find_chased",
    "find_known",
    "finish_test_drive",
    "follow_customer_owner",
    "freeze_lead",
    "is_chased",
    "judge_lost",
    "list_leads",
    "lose_task",
    "merge_chased_leads",
    "merge_visits",
    "note_event",
    "note_rival",
    "plan_usual_processes",
    "plates_of_customers",
    "rate_test_drive",
    "receive_lead",
    "receive_visitor",
    "record_follow_up",
    "recount",
    "register_delivery_finder",
    "register_visit",
    "reopen_lead",
    "save_rule",
    "save_template",
    "sign_agreement",
    "start_test_drive",
    "unwin_lead",
    "win_lead",
    "win_task",
    "write_activity",
    "write_opportunity",
]
