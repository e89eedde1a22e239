"""What parties do by the clock."""

from __future__ import annotations

from django.utils import timezone

from marque.parties.services.anonymise import anonymise_expired
from marque.parties.services.credit import return_due_credit
from marque.parties.services.important_dates import remind_dates
from marque.parties.services.tagging import apply_rules


def apply_rules_task() -> None:
    """Every night: the tags by rule."""
    apply_rules(today=timezone.localdate())


def remind_dates_task() -> None:
    """Every morning: the days to remember."""
    remind_dates(today=timezone.localdate())


def anonymise_task() -> None:
    """Every month: forget whom we need not know any more."""
    anonymise_expired(today=timezone.localdate(), now=timezone.now())


def return_credit_task() -> None:
    """Every night: lent credit whose day is over goes back."""
    return_due_credit(today=timezone.localdate())


PERIODIC = (
    ("5 0 * * *", "parties.return_credit", return_credit_task),
    ("10 2 * * *", "parties.apply_tag_rules", apply_rules_task),
    ("0 8 * * *", "parties.remind_dates", remind_dates_task),
    ("30 2 1 * *", "parties.anonymise_expired", anonymise_task),
)
