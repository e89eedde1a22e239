"""Leads from programs: platforms post them with the key of their channel."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from ninja.errors import HttpError
from ninja.security import HttpBearer
from pydantic import Field

from marque.crm import api as crm
from marque.foundation.audit.actor import acting_as
from marque.kernel.errors import DomainError

RIGHT = "crm.create_lead"


class ChannelKey(HttpBearer):
    """`Authorization: Bearer <key of an open channel>`; the channel names store and source."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        channel = crm.find_channel(crm.Channel.Kind.API, token)
        if channel is not None and not channel.by.has_perm(RIGHT):
            raise HttpError(403, "渠道的登记人没有新建线索的权限")
        return channel


class LeadIn(Schema):
    """A lead of a platform; with `external_key` it comes in once, however often it is sent."""

    name: str = Field(max_length=60)
    phone: str = Field(max_length=30)
    external_key: str = Field("", max_length=80)
    wish: str = Field("", max_length=500)
    note: str = Field("", max_length=120)


class LeadOut(Schema):
    """The number of the lead; `is_on_file`: the customer was in the chase already;
    `is_repeated`: it had come in before."""

    number: str
    status: str
    is_on_file: bool
    is_repeated: bool


class Refusal(Schema):
    """Why the lead was refused, in one sentence."""

    detail: str


router = Router(auth=ChannelKey())


@router.post("/leads", response={200: LeadOut, 201: LeadOut, 401: Refusal, 422: Refusal})
def post_lead(request: Any, lead: LeadIn) -> Any:
    """Take a lead in: 201 for a new chase, 200 when it was known already."""
    channel, now = request.auth, timezone.now()
    details = crm.LeadDetails(
        name=lead.name,
        phone=lead.phone,
        source=channel.source.code,
        source_note=lead.note or channel.name,
        external_key=lead.external_key,
        wish=crm.Wish(wish=lead.wish),
    )
    try:
        with acting_as(channel.by, source=f"channel:{channel.pk}"):
            received = crm.receive_lead(
                details=details, store=channel.store, by=channel.by, now=now
            )
            crm.channel_used(channel, now=now)
    except DomainError as error:
        raise HttpError(422, str(error)) from error
    known = received.is_on_file or received.is_repeated
    told = {
        "number": received.lead.number,
        "status": received.lead.status,
        "is_on_file": received.is_on_file,
        "is_repeated": received.is_repeated,
    }
    return Status(200 if known else 201, told)


post_lead.required_permission = RIGHT  # type: ignore[attr-defined]
