"""Send a batch in the worker.  No message goes twice, whatever is interrupted.

A row is claimed by one UPDATE before it is handed to the provider.  If the worker dies between
the two, nobody knows whether the message went: the row is marked failed and never sent again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from marque.foundation.dictionaries import parameters
from marque.foundation.jobs.models import Job, JobStatus
from marque.foundation.messaging.models import (
    BatchStatus,
    Message,
    MessageBatch,
    MessageStatus,
)
from marque.foundation.messaging.parties import get_party, refusal
from marque.foundation.messaging.quiet import is_quiet
from marque.foundation.messaging.senders.registry import (
    LOG,
    Line,
    Outgoing,
    SendFailed,
    sender_of,
    setting_of,
)
from marque.foundation.messaging.services.compose_batch import (
    CHUNK,
    Letter,
    Text,
    letters,
    mark_batch,
)
from marque.kernel import clock

UNKNOWN = "发送时任务中断，结果不明，没有重发"
STEP = 20


@dataclass(slots=True)
class Outbox:
    """The open connections of one run; a connection that failed is not tried again."""

    stack: ExitStack
    lines: dict[int | None, Line] = field(default_factory=dict)
    broken: dict[int | None, str] = field(default_factory=dict)

    def line(self, message: Message) -> Line:
        """The connection for the message's store and channel.

        Raises:
            SendFailed: there is none.
        """
        key = message.store_id
        if key in self.broken:
            raise SendFailed(self.broken[key])
        if key not in self.lines:
            setting = setting_of(message.channel, store=message.store)
            try:
                self.lines[key] = self.stack.enter_context(sender_of(setting).open(setting))
            except SendFailed as error:
                self.broken[key] = str(error)
                raise
        return self.lines[key]

    def send(self, message: Message) -> str:
        """Hand the message over; returns the reference."""
        line = self.line(message)
        try:
            return line.send(
                Outgoing(
                    key=f"m{message.pk}",
                    channel=message.channel,
                    to=message.to_address,
                    subject=message.subject,
                    body=message.body,
                )
            )
        except SendFailed as error:
            if error.ends_all:
                self.broken[message.store_id] = str(error)
            raise


def send_batch(
    *,
    batch: MessageBatch,
    job: Job,
    now: Callable[[], datetime] = clock.now,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Write the messages of the batch if they are not there, then send what is still queued.

    Stops when the quiet hours begin; the rest goes when they are over.
    """
    _settle_interrupted(batch, job)
    write_messages(batch)
    total = batch.messages.count()
    pause = 60 / float(parameters.value("messaging.per_minute", store=batch.store))
    with ExitStack() as stack:
        outbox = Outbox(stack)
        for done, message in enumerate(_claimed(batch, job, now), 1):
            reference = _deliver(message, outbox, now())
            if done % STEP == 0:
                job.progress(total - _queued(batch).count(), total)
            if reference and not reference.startswith(f"{LOG}:"):
                sleep(pause)
    left = _queued(batch).count()
    mark_batch(batch, BatchStatus.WAITING if left else BatchStatus.DONE)
    job.progress(total - left, total, summary(batch))


def summary(batch: MessageBatch) -> str:
    """``已发送 3，失败 1，未发送 2``."""
    counts = counts_of(batch)
    text = _("已发送 %(sent)d，失败 %(failed)d，未发送 %(skipped)d") % counts
    if counts["queued"]:
        text += _("，其余 %d 条等停发时段结束后发送") % counts["queued"]
    return text


def counts_of(batch: MessageBatch) -> dict[str, int]:
    """Messages of the batch by status."""
    found = batch.messages.order_by().values_list("status", flat=True)
    counts = dict.fromkeys(MessageStatus.values, 0)
    for status in found:
        counts[status] += 1
    return counts


@transaction.atomic
def write_messages(batch: MessageBatch) -> None:
    """One row a party, with its text; who may not be written to stands there with the reason."""
    if batch.messages.exists():
        return
    text = Text(
        channel=batch.channel, purpose=batch.purpose, subject=batch.subject, body=batch.body
    )
    rows = [_message(batch, letter) for letter in letters(batch, text)]
    Message.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)


def _message(batch: MessageBatch, letter: Letter) -> Message:
    to = letter.recipient
    return Message(
        batch=batch,
        channel=batch.channel,
        purpose=batch.purpose,
        party_type=batch.party_type,
        party_id=letter.party_id,
        party_name=to.name[:100],
        to_address=to.addresses.get(batch.channel, ""),
        to_masked=to.masked.get(batch.channel, ""),
        subject=letter.subject[:200],
        body=letter.body,
        status=MessageStatus.SKIPPED if letter.refused else MessageStatus.QUEUED,
        error=letter.refused[:200],
        store=to.store or batch.store,
        by=batch.by,
    )


def _queued(batch: MessageBatch) -> Any:
    return batch.messages.filter(status=MessageStatus.QUEUED)


def _settle_interrupted(batch: MessageBatch, job: Job) -> None:
    """What this very job had claimed before it was killed, or an earlier one that broke off."""
    over = Job.objects.filter(kind=job.kind, status__in=(JobStatus.DONE, JobStatus.FAILED))
    batch.messages.filter(
        Q(claimed_by=job.pk) | Q(claimed_by__in=over.values("pk")), status=MessageStatus.SENDING
    ).update(status=MessageStatus.FAILED, error=UNKNOWN)


def _claimed(batch: MessageBatch, job: Job, now: Callable[[], datetime]) -> Iterator[Message]:
    """The queued messages one by one, each claimed; ends when the quiet hours begin."""
    for pk in list(_queued(batch).order_by("pk").values_list("pk", flat=True)):
        if is_quiet(batch.purpose, store=batch.store, now=now()):
            return
        claimed = Message.objects.filter(pk=pk, status=MessageStatus.QUEUED).update(
            status=MessageStatus.SENDING, claimed_by=job.pk
        )
        if claimed:
            yield Message.objects.select_related("store").get(pk=pk)


def _deliver(message: Message, outbox: Outbox, at: datetime) -> str:
    """Send one claimed message and write down what came of it; returns the reference."""
    reason = _withdrawn(message)
    if reason:
        _finish(message, status=MessageStatus.SKIPPED, error=reason[:200])
        return ""
    try:
        reference = outbox.send(message)
    except SendFailed as error:
        _finish(message, status=MessageStatus.FAILED, error=str(error)[:200])
        return ""
    _finish(message, status=MessageStatus.SENT, reference=reference[:200], sent_at=at)
    return reference


def _withdrawn(message: Message) -> str:
    """Why the party may not be written to any more: consent may have been withdrawn meanwhile."""
    party = get_party(message.party_type).load([message.party_id]).get(message.party_id)
    if party is None:
        return _("收件人已不存在")
    return refusal(message.party_type, party, message.channel, message.purpose)


def _finish(message: Message, **fields: Any) -> None:
    Message.objects.filter(pk=message.pk).update(**fields)
