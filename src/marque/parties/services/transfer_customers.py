"""Hand the customers of a leaver over (客户交接, PLT-08)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.foundation.access.authority import acting_post
from marque.kernel.errors import InvalidInput
from marque.kernel.events import bus
from marque.organisation.models import Store, User
from marque.parties.facts import CustomersTransferred
from marque.parties.models import Customer, OwnerChange


@transaction.atomic
def transfer_customers(
    *,
    from_user: User,
    to_user: User,
    by: User,
    today: date,
    store: Store | None = None,
    within: Any = None,
) -> int:
    """Give every customer of `from_user` (of one store, if given) to `to_user`.

    `within` are the customers in the reach of whoever asks; None, as for a leaver, means all.
    Returns how many there were; each keeps a row of its history.  The caller has checked the
    right `parties.transfer_customer`.  Raises `InvalidInput` for an impossible receiver.
    """
    if from_user.pk == to_user.pk:
        raise InvalidInput(_("接收人不能是原归属人本人，请选择其他同事。"), field="to_user")
    if not to_user.is_active:
        raise InvalidInput(
            _("%(name)s 已停用，请选择其他接收人。") % {"name": to_user.name},
            field="to_user",
        )
    reach = Customer.objects.all() if within is None else within
    mine = reach.filter(owner=from_user).in_store(store).order_by("pk")
    ids = tuple(mine.select_for_update(of=("self",)).values_list("pk", flat=True))
    post = acting_post(to_user)
    OwnerChange.objects.bulk_create(
        OwnerChange(
            customer_id=pk,
            from_user=from_user,
            to_user=to_user,
            changed_on=today,
            changed_by=by,
        )
        for pk in ids
    )
    Customer.objects.filter(pk__in=ids).update(
        protected_until=None,
        pooled_at=None,
        pool_warned_on=None,
        owner=to_user,
        department=post.department if post else None,
        owner_since=timezone.now(),
        version=F("version") + 1,
    )
    bus.publish(CustomersTransferred(from_user.pk, to_user.pk, ids))
    return len(ids)
