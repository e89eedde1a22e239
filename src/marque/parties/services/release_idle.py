"""Customers whom nobody looks after fall into the pool, with a warning the day before (CUS-27)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest, TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.foundation.dictionaries import parameters
from marque.foundation.notifications.services import notify
from marque.organisation.models import Store
from marque.parties.models import Customer, CustomerStage, OwnerChange
from marque.parties.queries.registered import with_open_business
from marque.parties.services.own_customer import Handing, hand

AT_ONCE = 500


def idle_since(*, store: Store, last: date, now: datetime) -> Any:
    """Owned potential customers of a store with nothing under way, last dealt with by `last`.

    Nobody is taken away within the protection.
    """
    active = Greatest(
        "last_contact_on",
        "last_visit_on",
        "last_service_on",
        TruncDate("owner_since"),
        TruncDate("created_at"),
    )
    return (
        Customer.objects.active()
        .filter(store=store, owner__isnull=False, stage=CustomerStage.POTENTIAL)
        .filter(Q(protected_until__isnull=True) | Q(protected_until__lte=now))
        .annotate(active_on=active)
        .filter(active_on__lte=last)
        .exclude(with_open_business())
    )


@transaction.atomic
def warn_idle(*, store: Store, now: datetime) -> int:
    """Tell each owner, once, whom they lose tomorrow; returns how many customers."""
    today = timezone.localdate(now)
    days = int(parameters.value("parties.idle_days", store=store))
    late = idle_since(store=store, last=today - timedelta(days=days - 1), now=now).filter(
        Q(pool_warned_on__isnull=True) | Q(pool_warned_on__lt=F("active_on"))
    )
    rows = list(late.select_related("owner").order_by("pk")[:AT_ONCE])
    Customer.objects.filter(pk__in=[row.pk for row in rows]).update(pool_warned_on=today)
    by_owner: dict[int, list[Customer]] = {}
    for row in rows:
        by_owner.setdefault(row.owner_id, []).append(row)
    for mine in by_owner.values():
        _warn(mine, store=store, days=days)
    return len(rows)


def _warn(mine: list[Customer], *, store: Store, days: int) -> None:
    owner = mine[0].owner
    if owner is None or not owner.is_active:
        return
    if len(mine) == 1:
        title = _("%(name)s 已近 %(days)s 天无跟进，明天转入公海") % {
            "name": mine[0].name,
            "days": days,
        }
        kwargs = {"store": store.code, "number": mine[0].number}
        url, record = reverse("parties:customer_detail", kwargs=kwargs), mine[0].number
    else:
        title = _("%(n)s 位客户近 %(days)s 天无跟进，明天转入公海") % {"n": len(mine), "days": days}
        url = reverse("parties:customer_list", kwargs={"store": store.code})
        url, record = f"{url}?by_owner={owner.pk}", ""
    notify([owner], kind="todo", title=title, url=url, record=record)


@transaction.atomic
def release_idle(*, store: Store, now: datetime) -> int:
    """Put those into the pool who were warned of on an earlier day and still lie idle."""
    today = timezone.localdate(now)
    days = int(parameters.value("parties.idle_days", store=store))
    late = idle_since(store=store, last=today - timedelta(days=days), now=now).filter(
        pool_warned_on__lt=today, pool_warned_on__gte=F("active_on")
    )
    keys = list(late.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    rows = Customer.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",))
    reason = _("%(days)s 天无跟进、无业务，按规则转入公海") % {"days": days}
    kind = OwnerChange.Kind.EXPIRE
    return hand(list(rows), Handing(to=None, kind=kind, reason=reason, by=None, now=now))
