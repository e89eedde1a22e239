"""What the services of leads share: locking, words, telling."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from marque.crm.models import Lead
from marque.foundation.dictionaries.models import Entry
from marque.foundation.live.publish import publish
from marque.foundation.notifications.services import notify, settle
from marque.kernel.errors import GuardRefused, InvalidInput


def lock_leads(leads: Any) -> list[Lead]:
    """The leads of a queryset, kept from others until the transaction ends, as they are now.

    Locked first and read afterwards: a join in the locking statement would still show the owner
    of before, when somebody else changed the lead while we waited.
    """
    keys = list(leads.order_by().locked().values_list("pk", flat=True))
    return list(Lead.objects.with_details().filter(pk__in=keys).order_by("pk"))


def locked_lead(lead: Lead, *, version: int | None = None) -> Lead:
    """The lead as it is now, kept from others until the transaction ends."""
    found = lock_leads(Lead.objects.filter(pk=lead.pk))[0]
    found.check_version(version)
    return found


def pick(kind: str, code: str, *, field: str) -> Entry:
    """The word of a list that somebody chose; raises `InvalidInput`."""
    found: Entry | None = Entry.objects.of(kind).filter(code=code).first()
    if found is None:
        raise InvalidInput(_("没有这个选项，请重新选择。"), field=field)
    return found


def lead_changed(lead: Lead, *people: Any) -> None:
    """Make the open pages of the lead and the lists of its people read again."""
    publish(f"lead:{lead.number}", "lead:changed", number=lead.number)
    for pk in {getattr(person, "pk", person) for person in (*people, lead.owner_id) if person}:
        publish(f"leads:{pk}", "leads:changed", number=lead.number)
    publish(f"desk:{lead.store.code}", "leads:changed", number=lead.number)


def tell(lead: Lead, people: Iterable[Any], title: str, *, by: Any, kind: str = "todo") -> None:
    """Ring the bell of people about a lead, but not of whoever did it."""
    others = [person for person in people if person.pk != getattr(by, "pk", None)]
    if others:
        notify(others, kind=kind, title=title, url=lead.get_absolute_url(), record=lead.number)


def settle_lead(lead: Lead, *, now: datetime) -> None:
    """What was to be done about the lead is done."""
    settle(record=lead.number, now=now)


def refuse_other_chased(lead: Lead) -> None:
    """A customer is chased once in a store."""
    others = Lead.objects.chased().filter(store=lead.store_id, customer=lead.customer_id)
    other = others.exclude(pk=lead.pk).select_related("owner").first()
    if other is not None:
        raise GuardRefused(
            _("该客户已有在跟线索 %(number)s（%(owner)s）。")
            % {"number": other.number, "owner": other.owner.name if other.owner else _("公海")}
        )


def now_or_later(at: datetime | None, *, now: datetime) -> None:
    """The next contact lies ahead."""
    if at is None:
        raise InvalidInput(_("请选择下次跟进时间，或者选“战败”并写明原因。"), field="next_at")
    if at <= now:
        raise InvalidInput(_("下次跟进时间应晚于现在。"), field="next_at")
