"""What a customer agrees to, and takes back as easily (PIPL 13–17, 23)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marque.kernel.errors import Duplicate, GuardRefused, InvalidInput
from marque.organisation.models import User
from marque.parties.models import Consent, ConsentChannel, ConsentPurpose, Customer
from marque.parties.models.privacy import SHARING
from marque.parties.services.reach import locked_customer


@dataclass(frozen=True, kw_only=True)
class ConsentDetails:
    """One yes: for what, for whom, to which text, and how it was given."""

    purpose: str
    channel: str
    text_version: str
    recipient: str = ""
    evidence: str = ""


@transaction.atomic
def grant_consent(
    customer: Customer, *, details: ConsentDetails, by: User, now: datetime
) -> Consent:
    """Note that the customer agreed.

    Sharing names its recipient, one each.  Raises `InvalidInput`, or `Duplicate` for what is
    agreed already.
    """
    locked = locked_customer(customer, by=by)
    recipient = details.recipient.strip()
    _check(details, recipient)
    known = Consent.objects.filter(
        customer=locked, purpose=details.purpose, recipient=recipient, withdrawn_at__isnull=True
    )
    if known.exists():
        raise Duplicate(_("这一项已经同意，无需重复登记。"))
    return Consent.objects.create(
        customer=locked,
        granted_at=now,
        granted_by=by,
        **vars(details) | {"recipient": recipient},
    )


def _check(details: ConsentDetails, recipient: str) -> None:
    if details.purpose not in ConsentPurpose.values:
        raise InvalidInput(_("请选择同意的用途。"), field="purpose")
    if details.channel not in ConsentChannel.values:
        raise InvalidInput(_("请选择取得同意的方式。"), field="channel")
    if not details.text_version.strip():
        raise InvalidInput(_("请填写告知书版本。"), field="text_version")
    if details.purpose in SHARING and not recipient:
        raise InvalidInput(_("向第三方提供信息须写明接收方名称。"), field="recipient")
    if details.purpose not in SHARING and recipient:
        raise InvalidInput(_("这一用途没有接收方，请留空。"), field="recipient")


@transaction.atomic
def withdraw_consent(consent: Consent, *, by: User, now: datetime) -> Consent:
    """The customer takes a yes back; it stays on record that it was given."""
    locked_customer(consent.customer, by=by)
    row = Consent.objects.select_for_update().get(pk=consent.pk)
    if row.withdrawn_at is not None:
        raise GuardRefused(_("这项同意已经撤回。"))
    row.withdrawn_at, row.withdrawn_by = now, by
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    return row


def has_consent(customer: Customer, *, purpose: str, recipient: str = "") -> bool:
    """Whether the customer has agreed and not withdrawn; sharing is asked for its recipient."""
    return Consent.objects.filter(
        customer=customer, purpose=purpose, recipient=recipient, withdrawn_at__isnull=True
    ).exists()


def consent_problem(customer: Customer, *, purpose: str, recipient: str = "") -> str:
    """Why the customer may not be reached in this way, or empty."""
    if purpose == ConsentPurpose.CALL and customer.do_not_call:
        return _("客户谢绝来电。")
    if not has_consent(customer, purpose=purpose, recipient=recipient):
        label = str(ConsentPurpose(purpose).label)
        return _("客户没有同意%(purpose)s。") % {"purpose": label}
    return ""
