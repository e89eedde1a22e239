"""Who looks after a customer: claimed, returned, assigned, followed (CUS-27, BAS-19, CUS-31)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.foundation.access.authority import acting_post, stores_of
from marque.foundation.dictionaries import parameters
from marque.foundation.notifications.services import notify
from marque.kernel.errors import GuardRefused, InvalidInput, NotAuthorised, NotAvailable
from marque.kernel.events import bus
from marque.organisation.models import Employee, Store, User
from marque.parties.facts import CustomerOwnerChanged
from marque.parties.models import Customer, OwnerChange
from marque.parties.parameters import PROTECTION

Kind = OwnerChange.Kind
REASON_LENGTH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Handing:
    """One change of owner: to whom (None: the pool), how, why, by whom and when."""

    to: User | None
    kind: str
    reason: str
    by: Any
    now: datetime
    protect_days: int = 0


def locked_customer(customer: Any) -> Customer:
    """The customer as it is now, kept from others until the transaction ends.

    Locked first and read afterwards, so that two who claim see one winner.
    """
    Customer.objects.select_for_update(of=("self",)).values_list("pk").get(pk=customer.pk)
    found: Customer = Customer.objects.select_related("owner", "store").get(pk=customer.pk)
    return found


def hand(customers: Iterable[Customer], handing: Handing) -> int:
    """Write the new owner to locked customers, with history, and publish each change.

    Customers that are theirs already are left alone.  Returns how many moved.
    """
    target = handing.to.pk if handing.to else None
    rows = [row for row in customers if row.owner_id != target]
    if not rows:
        return 0
    OwnerChange.objects.bulk_create(history(row, handing) for row in rows)
    Customer.objects.filter(pk__in=[row.pk for row in rows]).update(**owned(handing))
    for row in rows:
        before = row.owner_id
        row.refresh_from_db(fields=("owner", "department", "protected_until", "version"))
        bus.publish(
            CustomerOwnerChanged(row.pk, row.store_id, before, target, handing.kind, handing.reason)
        )
    return len(rows)


def history(row: Customer, handing: Handing) -> OwnerChange:
    """The line of a customer's history that a change of owner leaves, unsaved."""
    return OwnerChange(
        customer=row,
        kind=handing.kind,
        reason=handing.reason[:REASON_LENGTH],
        from_user_id=row.owner_id,
        to_user=handing.to,
        changed_on=timezone.localdate(handing.now),
        changed_at=handing.now,
        changed_by=handing.by,
    )


def owned(handing: Handing) -> dict[str, Any]:
    """What a change of owner writes to the customer."""
    post = acting_post(handing.to) if handing.to else None
    until = handing.now + timedelta(days=handing.protect_days) if handing.to else None
    return {
        "owner": handing.to,
        "department": post.department if post else None,
        "owner_since": handing.now if handing.to else None,
        "protected_until": until if handing.protect_days else None,
        "pooled_at": None if handing.to else handing.now,
        "pool_warned_on": None,
        "version": F("version") + 1,
    }


def protection_days(store: Store | None) -> int:
    """For how many days whoever took a customer keeps them."""
    return int(parameters.value(PROTECTION, store=store))


@transaction.atomic
def claim_customer(customer: Customer, *, by: User, now: datetime) -> Customer:
    """Take a customer out of the pool (领取).

    Raises `NotAvailable` when somebody was faster, `GuardRefused` beyond the limits,
    `NotAuthorised` without the right or in another store.
    """
    if not by.has_perm("parties.claim_customer"):
        raise NotAuthorised(_("您没有从公海领取客户的权限。"))
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    row = locked_customer(customer)
    if not stores_of(by).filter(pk=row.store_id).exists():
        raise NotAuthorised(_("这位客户属于其他门店，不能领取。"))
    if row.owner is not None:
        raise NotAvailable(
            _("%(customer)s 刚刚已由 %(name)s 领取，请选择其他客户。")
            % {"customer": row.name, "name": row.owner.name}
        )
    if not row.is_active:
        raise NotAvailable(_("%(customer)s 已停用，不能领取。") % {"customer": row.name})
    _refuse_beyond_limits(by, store=row.store, now=now)
    days = protection_days(row.store)
    reason = _("从公海领取")
    hand([row], Handing(to=by, kind=Kind.CLAIM, reason=reason, by=by, now=now, protect_days=days))
    return row


def _refuse_beyond_limits(by: User, *, store: Store, now: datetime) -> None:
    most = int(parameters.value("parties.claims_per_day", store=store))
    claimed = OwnerChange.objects.filter(
        to_user=by, kind=Kind.CLAIM, changed_on=timezone.localdate(now)
    )
    if claimed.count() >= most:
        raise GuardRefused(_("今天已领取 %(n)s 位客户，达到每天上限。") % {"n": most})
    limit = int(parameters.value("parties.customers_per_person", store=store))
    if Customer.objects.active().filter(owner=by).count() >= limit:
        raise GuardRefused(_("您名下已有 %(n)s 位客户，达到上限，请先退回一些。") % {"n": limit})


@transaction.atomic
def return_customer(customer: Customer, *, reason: str, by: User, now: datetime) -> Customer:
    """Put a customer into the pool (退回公海); the owner or a manager does, with the reason."""
    row = locked_customer(customer)
    if not reason.strip():
        raise InvalidInput(_("请写明退回公海的原因。"), field="reason")
    if row.owner_id is None:
        raise NotAvailable(_("%(customer)s 已在公海。") % {"customer": row.name})
    if not row.is_active:
        raise NotAvailable(_("%(customer)s 已停用，不能退回公海。") % {"customer": row.name})
    if row.owner_id != by.pk and not by.has_perm("parties.transfer_customer"):
        raise NotAuthorised(_("只有归属人或经理可以把客户退回公海。"))
    hand([row], Handing(to=None, kind=Kind.RELEASE, reason=reason.strip(), by=by, now=now))
    return row


@transaction.atomic
def assign_customers(
    *, customers: Iterable[Customer], to: User, reason: str, by: User, now: datetime
) -> int:
    """Give customers to a colleague of their store (批量分配); returns how many moved.

    The new owner hears of it once.  The caller has put them within the reach of `by`.
    """
    if not by.has_perm("parties.transfer_customer"):
        raise NotAuthorised(_("您没有分配客户的权限。"))
    if not to.is_active:
        raise InvalidInput(_("%(name)s 已停用，请选择其他接收人。") % {"name": to.name}, field="to")
    keys = sorted(row.pk for row in customers)
    locked = list(
        Customer.objects.filter(pk__in=keys, is_active=True)
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    _refuse_strangers(to, {row.store_id for row in locked})
    why = reason.strip() or _("%(name)s 人工分配") % {"name": by.name}
    days = protection_days(locked[0].store) if locked else 0
    moved = hand(
        locked, Handing(to=to, kind=Kind.ASSIGN, reason=why, by=by, now=now, protect_days=days)
    )
    if moved and to != by:
        _tell_receiver(to, locked[0], moved)
    return moved


def _refuse_strangers(person: User, stores: set[int]) -> None:
    own = set(
        Employee.objects.filter(
            user=person, posts__ends_on__isnull=True, posts__department__store__in=stores
        ).values_list("posts__department__store", flat=True)
    )
    if stores - own:
        store = Store.objects.get(pk=min(stores - own))
        raise InvalidInput(
            _("%(name)s 不在%(store)s任职，请选择该店的同事。")
            % {"name": person.name, "store": store},
            field="to",
        )


def _tell_receiver(to: User, first: Customer, moved: int) -> None:
    kwargs = {"store": first.store.code}
    if moved == 1:
        title = _("新归属客户：%(name)s") % {"name": first.name}
        url = reverse("parties:customer_detail", kwargs=kwargs | {"number": first.number})
    else:
        title = _("%(n)s 位客户分配给您") % {"n": moved}
        url = reverse("parties:customer_list", kwargs=kwargs) + f"?by_owner={to.pk}"
    notify([to], kind="todo", title=title, url=url, record=first.number if moved == 1 else "")


@transaction.atomic
def follow_lead_owner(
    customer_id: int, *, to: User | None, claimed: bool, reason: str, now: datetime
) -> None:
    """The customer's lead changed hands: the customer goes the same way.

    A lead that falls into the pool takes only a potential customer along.
    """
    row = locked_customer(Customer(pk=customer_id))
    if not row.is_active or (to is None and row.formal_on is not None):
        return
    if to is None:
        kind, days = Kind.EXPIRE, 0
    else:
        kind, days = (Kind.CLAIM if claimed else Kind.ASSIGN), protection_days(row.store)
    hand([row], Handing(to=to, kind=kind, reason=reason, by=to, now=now, protect_days=days))


def note_contact(customer_id: int, *, at: datetime) -> None:
    """Somebody spoke with the customer: the rule of the pool and the protection count anew."""
    day = timezone.localdate(at)
    one = Customer.objects.filter(pk=customer_id)
    one.exclude(last_contact_on__gte=day).update(last_contact_on=day)
    store = Store.objects.filter(customers=customer_id).first()
    until = at + timedelta(days=protection_days(store))
    one.filter(owner__isnull=False, protected_until__lt=until).update(protected_until=until)
