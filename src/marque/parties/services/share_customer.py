"""Give a colleague rights on a customer, and take them back (客户分配, BAS-19)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.foundation.notifications.services import notify
from marque.kernel.errors import InvalidInput, NotAuthorised
from marque.organisation.models import Employee, User
from marque.parties.models import Customer, CustomerShare


@dataclass(frozen=True, slots=True)
class Grant:
    """What a colleague may do with a customer, and how long."""

    user: User
    reach: str = CustomerShare.Reach.VIEW
    until_on: date | None = None
    note: str = ""


def may_share(customer: Customer, user: Any) -> bool:
    """The owner shares their customers, a manager those within reach."""
    return bool(customer.owner_id == user.pk or user.has_perm("parties.transfer_customer"))


@transaction.atomic
def share_customer(
    customer: Customer,
    *,
    grant: Grant,
    by: User,
    now: datetime,
) -> CustomerShare:
    """Let a colleague of the store see (or change) the customer, until a day if one is given.

    A share that they have already is replaced.  They are told.
    """
    _check(customer, grant, by=by, today=timezone.localdate(now))
    user = grant.user
    CustomerShare.objects.filter(customer=customer, user=user, revoked_at=None).update(
        revoked_at=now, revoked_by=by
    )
    share: CustomerShare = CustomerShare.objects.create(
        customer=customer,
        user=user,
        reach=grant.reach,
        until_on=grant.until_on,
        note=grant.note.strip(),
        granted_at=now,
        granted_by=by,
    )
    kwargs = {"store": customer.store.code, "number": customer.number}
    title = _("%(by)s 与您共享客户 %(name)s") % {"by": by.name, "name": customer.name}
    url = reverse("parties:customer_detail", kwargs=kwargs)
    notify([user], kind="notice", title=title, url=url, record=customer.number)
    return share


def _check(customer: Customer, grant: Grant, *, by: User, today: date) -> None:
    user, until_on = grant.user, grant.until_on
    if not may_share(customer, by):
        raise NotAuthorised(_("只有归属人或经理可以共享客户。"))
    if grant.reach not in CustomerShare.Reach.values:
        raise InvalidInput(_("请选择权限。"), field="reach")
    if user.pk == customer.owner_id:
        raise InvalidInput(_("%(name)s 就是归属人，不用共享。") % {"name": user.name}, field="user")
    here = Employee.objects.filter(
        user=user, posts__ends_on__isnull=True, posts__department__store=customer.store_id
    )
    if not user.is_active or not here.exists():
        raise InvalidInput(
            _("%(name)s 不在%(store)s任职，请选择该店的同事。")
            % {"name": user.name, "store": customer.store},
            field="user",
        )
    if until_on is not None and until_on < today:
        raise InvalidInput(_("有效期不能早于今天。"), field="until_on")


@transaction.atomic
def revoke_share(share: CustomerShare, *, by: User, now: datetime) -> None:
    """Take the right back; a second time changes nothing."""
    if not may_share(share.customer, by):
        raise NotAuthorised(_("只有归属人或经理可以共享客户。"))
    CustomerShare.objects.filter(pk=share.pk, revoked_at=None).update(revoked_at=now, revoked_by=by)
