"""Messages to customers: who they are to a text, what they agreed to, and where it is shown."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marque.foundation.messaging.models import Channel, Purpose
from marque.foundation.messaging.parties import (
    Party,
    Recipient,
    Segment,
    register_consent,
    register_party,
    register_segment,
)
from marque.foundation.messaging.queries import messages_to
from marque.kernel.phones import is_mobile, mask_phone
from marque.parties import api as parties

CUSTOMER = "parties.customer"
FIELDS = ("姓名", "称呼", "门店", "门店电话", "顾问", "顾问电话")
TITLES = {"male": "先生", "female": "女士"}
CONSENTS = {Channel.SMS: "sms", Channel.WECOM: "wecom", Channel.EMAIL: "sms", Channel.FAX: "sms"}
"""Which consent covers advertising by a channel; written advertising is agreed to as one."""


def connect() -> None:
    """Let messages go to customers from every list that leads to them."""
    register_party(
        Party(
            CUSTOMER,
            gettext_lazy("客户"),
            recipient=recipient_of,
            fields=FIELDS,
            select_related=("store", "owner"),
            prefetch=("consents",),
            url=customer_url,
        )
    )
    register_segment(Segment("marque.parties.tables:CustomerTable", "parties.customers", CUSTOMER))
    register_segment(
        Segment("marque.sales.tables:OrderTable", "sales.orders", CUSTOMER, "customer")
    )
    register_consent(CUSTOMER, may_contact)
    parties.register_tab(
        parties.CustomerTab(
            key="messages",
            label=gettext_lazy("消息"),
            template="messaging/_tab.html",
            context=_messages,
            count=_count,
            right="messaging.view_message",
            order=80,
        )
    )


def recipient_of(customer: Any) -> Recipient:
    """A customer's addresses and what a text may call them."""
    mobile = next((n for n in (customer.phone, customer.phone_second) if is_mobile(n)), "")
    owner, store = customer.owner, customer.store
    return Recipient(
        name=customer.name,
        addresses={Channel.SMS: mobile, Channel.WECOM: mobile, Channel.EMAIL: customer.email},
        masked={
            Channel.SMS: mask_phone(mobile),
            Channel.WECOM: mask_phone(mobile),
            Channel.EMAIL: _masked_email(customer.email),
        },
        fields={
            "姓名": customer.name,
            "称呼": TITLES.get(customer.gender, ""),
            "门店": store.name,
            "门店电话": store.phone,
            "顾问": owner.name if owner else "",
            "顾问电话": owner.phone if owner else "",
        },
        store=store,
    )


def _masked_email(email: str) -> str:
    name, _at, host = email.partition("@")
    return f"{name[:1]}***@{host}" if host else ""


def may_contact(customer: Any, channel: str, purpose: str) -> str:
    """Why a customer may not be written to: no longer one of ours, or advertising without a yes."""
    if not customer.is_active:
        return _("客户已停用")
    if purpose != Purpose.MARKETING:
        return ""
    if customer.do_not_call:
        return _("客户谢绝营销联系")
    given = {c.purpose for c in customer.consents.all() if c.withdrawn_at is None}
    if CONSENTS[Channel(channel)] not in given:
        return _("客户没有同意接收营销消息")
    return ""


def customer_url(pk: int, store_code: str) -> str:
    """The page of a customer."""
    number = parties.Customer.objects.filter(pk=pk).values_list("number", flat=True).first()
    if number is None:
        return ""
    return reverse("parties:customer_detail", kwargs={"store": store_code, "number": number})


def _count(_request: HttpRequest, customer: Any) -> int:
    return int(messages_to(CUSTOMER, customer.pk).count())


def _messages(_request: HttpRequest, customer: Any) -> dict[str, Any]:
    return {"messages": messages_to(CUSTOMER, customer.pk)[:50]}
