"""Decide against the rule, with the reason, and back again (CUS-13, CUS-16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.foundation.notifications.services import notify
from marque.kernel.errors import GuardRefused, InvalidInput, NotAuthorised
from marque.kernel.events import bus
from marque.organisation.models import User
from marque.parties.facts import CareAsked
from marque.parties.models import (
    ClassOverride,
    Customer,
    CustomerClass,
    CustomerStanding,
    Lifecycle,
)
from marque.parties.queries.worth import lifecycle_reason, next_act_of
from marque.parties.services.compute_worth import compute_worth
from marque.parties.services.own_customer import locked_customer

Axis = ClassOverride.Axis
VALUES: dict[str, Any] = {
    Axis.CLASS: CustomerClass,
    Axis.LIFECYCLE: Lifecycle,
    Axis.STANDING: CustomerStanding,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What somebody decides about a customer, and why."""

    axis: str
    value: str
    reason: str
    until_on: date | None = None


@transaction.atomic
def decide_class(
    customer: Customer, decision: Decision, *, by: User, now: datetime
) -> ClassOverride:
    """Put a customer into a class by hand; the rule waits until the day given, or for good.

    A decision on the same axis is replaced.  Raises `InvalidInput`, `NotAuthorised`.
    """
    if not by.has_perm("parties.classify_customer"):
        raise NotAuthorised(_("您没有调整客户分类的权限。"))
    today = timezone.localdate(now)
    _check(decision, today=today)
    row = locked_customer(customer)
    _end(row, decision.axis, now=now)
    override: ClassOverride = ClassOverride.objects.create(
        customer=row,
        axis=decision.axis,
        before=getattr(row, decision.axis),
        value=decision.value,
        reason=decision.reason.strip()[:200],
        until_on=decision.until_on,
        at=now,
        by=by,
    )
    compute_worth(today=today, customers=[row.pk])
    return override


def _check(decision: Decision, *, today: date) -> None:
    if decision.axis not in VALUES or decision.value not in VALUES[decision.axis].values:
        raise InvalidInput(_("请选择要调整到的分类。"), field="value")
    if not decision.reason.strip():
        raise InvalidInput(_("请写明调整原因。"), field="reason")
    if decision.until_on is not None and decision.until_on < today:
        raise InvalidInput(_("有效期不能早于今天。"), field="until_on")


def _end(customer: Customer, axis: str, *, now: datetime) -> None:
    ClassOverride.objects.filter(customer=customer, axis=axis, ended_at=None).update(ended_at=now)


@transaction.atomic
def end_decision(override: ClassOverride, *, by: User, now: datetime) -> None:
    """Let the rule judge again."""
    if not by.has_perm("parties.classify_customer"):
        raise NotAuthorised(_("您没有调整客户分类的权限。"))
    row = locked_customer(override.customer)
    _end(row, override.axis, now=now)
    if override.axis == Axis.STANDING and override.value == row.standing:
        Customer.objects.filter(pk=row.pk).update(standing=override.before)
    compute_worth(today=timezone.localdate(now), customers=[row.pk])


@transaction.atomic
def ask_care(customer: Customer, *, by: User, now: datetime) -> None:
    """One click: the owner gets a task to look after the customer, with the reason.

    Raises `GuardRefused` when nobody owns the customer.
    """
    row = locked_customer(customer)
    if row.owner is None:
        raise GuardRefused(_("%(name)s 在公海，请先分配归属人。") % {"name": row.name})
    today = timezone.localdate(now)
    act, _why = next_act_of(row, today=today)
    why = lifecycle_reason(row, today=today)
    Customer.objects.filter(pk=row.pk).update(care_asked_on=today)
    kwargs = {"store": row.store.code, "number": row.number}
    title = _("%(act)s：%(name)s（%(why)s）") % {"act": act, "name": row.name, "why": why}
    url = reverse("parties:customer_detail", kwargs=kwargs)
    notify([row.owner], kind="todo", title=title, url=url, record=row.number)
    bus.publish(CareAsked(row.pk, row.owner.pk, by.pk, act, why))
