"""From ticked rows to a batch that is on its way (群发)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.foundation.jobs.services import start_job
from marque.foundation.messaging.models import BatchStatus, Channel, MessageBatch, Purpose
from marque.foundation.messaging.parties import Party, Recipient, get_party, refusal
from marque.foundation.messaging.quiet import is_quiet
from marque.foundation.messaging.texts import check_text, fill, with_opt_out
from marque.kernel.errors import InvalidInput, InvalidTransition, NotAuthorised

MAX_RECIPIENTS = 20_000
CHUNK = 500
SAMPLES = 3
SEND = "messaging.send_message"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What is written, and how it goes."""

    channel: str
    purpose: str
    subject: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """The text as one party would get it, or why it would not."""

    party_id: int
    recipient: Recipient
    subject: str
    body: str
    refused: str = ""


@dataclass(slots=True)
class Preview:
    """What a batch would do now."""

    goes: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    samples: list[Letter] = field(default_factory=list)

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why some would not get it, and how many, the most frequent first."""
        return self.refused.most_common()


@transaction.atomic
def draft_batch(
    *, party_type: str, keys: Iterable[int], name: str, store: Any, by: Any
) -> MessageBatch:
    """A batch to these parties, not yet written."""
    _check_right(by)
    selection = list(dict.fromkeys(keys))
    if not selection:
        raise InvalidInput(_("请先在列表中勾选要发送的对象"))
    if len(selection) > MAX_RECIPIENTS:
        raise InvalidInput(
            _("一次最多发送给 %(max)d 位，现在是 %(n)d 位，请缩小范围")
            % {"max": MAX_RECIPIENTS, "n": len(selection)}
        )
    batch: MessageBatch = MessageBatch.objects.create(
        party_type=party_type, selection=selection, name=name[:100], store=store, by=by
    )
    return batch


@transaction.atomic
def queue_batch(*, batch: MessageBatch, text: Text, by: Any, now: datetime) -> MessageBatch:
    """Send the text to the batch: at once, or when the quiet hours are over."""
    _check_right(by)
    locked: MessageBatch = MessageBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if locked.status != BatchStatus.DRAFT:
        raise InvalidTransition(_("这批消息已经提交，不能再改"))
    _check(text)
    for name in ("channel", "purpose", "subject", "body"):
        setattr(locked, name, getattr(text, name))
    locked.save()
    if is_quiet(text.purpose, store=locked.store, now=now):
        mark_batch(locked, BatchStatus.WAITING)
    else:
        start_sending(locked)
    return locked


@transaction.atomic
def resume_batch(*, batch: MessageBatch, by: Any) -> MessageBatch:
    """Send what is left of a batch whose job broke off."""
    _check_right(by)
    locked: MessageBatch = MessageBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if locked.status != BatchStatus.QUEUED or locked.job is None or not locked.job.is_over:
        raise InvalidTransition(_("这批消息正在发送或已经发完"))
    start_sending(locked)
    return locked


def start_sending(batch: MessageBatch) -> None:
    """Hand the batch to the worker."""
    batch.job = start_job(
        "messages", "messaging.send_batch", by=batch.by, title=str(batch.name), batch=batch.pk
    )
    batch.save(update_fields=["job"])
    mark_batch(batch, BatchStatus.QUEUED)


def mark_batch(batch: MessageBatch, status: BatchStatus) -> None:
    """Write where a batch is."""
    MessageBatch.objects.filter(pk=batch.pk).update(status=status)
    batch.refresh_from_db(fields=["status"])


def preview_batch(batch: MessageBatch, text: Text) -> Preview:
    """Who would get the text, who would not and why, and the first few as they would read it."""
    _check(text)
    preview = Preview()
    for letter in letters(batch, text):
        if letter.refused:
            preview.refused[letter.refused] += 1
            continue
        preview.goes += 1
        if len(preview.samples) < SAMPLES:
            preview.samples.append(letter)
    return preview


def letters(batch: MessageBatch, text: Text) -> Iterator[Letter]:
    """The text for each party of the batch that is still there."""
    party = get_party(batch.party_type)
    for at in range(0, len(batch.selection), CHUNK):
        keys = batch.selection[at : at + CHUNK]
        rows = party.load(keys)
        for key in keys:
            if key in rows:
                yield letter_to(party, rows[key], text)


def letter_to(party: Party, row: Any, text: Text) -> Letter:
    """The text as this party would get it."""
    recipient = party.recipient(row)
    refused = refusal(party.type, row, text.channel, text.purpose)
    if not refused and not recipient.addresses.get(text.channel):
        refused = _("没有%s地址") % Channel(text.channel).label
    body = with_opt_out(
        fill(text.body, recipient.fields), channel=text.channel, purpose=text.purpose
    )
    return Letter(row.pk, recipient, fill(text.subject, recipient.fields), body, refused)


def _check(text: Text) -> None:
    if text.channel not in Channel.values or text.purpose not in Purpose.values:
        raise InvalidInput(_("请选择渠道和用途"), field="channel")
    check_text(channel=text.channel, subject=text.subject, body=text.body)


def _check_right(by: Any) -> None:
    if not by.has_perm(SEND):
        raise NotAuthorised(_("您没有“群发消息”的权限"))
