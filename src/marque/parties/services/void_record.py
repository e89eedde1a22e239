"""Void a record of the customer file; it stays readable with the reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.kernel.errors import InvalidInput
from marque.organisation.models import User
from marque.parties.services.record_basics import Row, held_for_change, line, settle


@transaction.atomic
def void_record(
    record: Row, *, reason: str, by: User, now: datetime, version: int | None = None
) -> Any:
    """The record no longer counts.

    Raises `InvalidInput` without a reason, `NotAuthorised`, `StaleDocument`, `GuardRefused` and
    what the workflow raises.
    """
    words = line(reason, 500)
    if not words:
        raise InvalidInput(_("请填写作废原因。"), field="reason")
    held = held_for_change(record, by=by, version=version)
    held.move(held.WORKFLOW.check("void", held, by), by=by, note=words)
    settle([held.customer_id], today=timezone.localdate(now))
    return held
