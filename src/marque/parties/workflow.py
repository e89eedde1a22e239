"""The life of a record in the customer file: it holds, or it was voided.  Nothing is deleted."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from marque.kernel.workflow import Transition, Workflow


class RecordStatus(models.TextChoices):
    """Only valid records count."""

    VALID = "valid", _("有效")
    VOIDED = "voided", _("已作废")


def _life() -> Workflow:
    return Workflow(
        initial=RecordStatus.VALID,
        states=set(RecordStatus.values),
        transitions=(
            Transition(
                name="void",
                label=_("作废记录"),
                sources=frozenset({RecordStatus.VALID}),
                target=RecordStatus.VOIDED,
                permission="parties.void_record",
            ),
        ),
    )


SERVICE_WORKFLOW = _life()
DEALING_WORKFLOW = _life()

RECORD_FAMILIES = {RecordStatus.VALID: "green", RecordStatus.VOIDED: "void"}
"""The colour family of each state on screen."""
