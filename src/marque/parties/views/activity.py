"""What the overview of a customer shows of the registries, put in order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marque.foundation.audit.queries import changes_of
from marque.foundation.documents.models import Comment
from marque.foundation.ui.templatetags.ui import local_name
from marque.parties.models import Customer
from marque.parties.sources import (
    SYSTEM,
    TALK,
    Business,
    Figure,
    Happening,
    Suggestion,
    business,
    figures,
    happenings,
    suggestions,
)

SHOWN = 40
DOCUMENTS = 10
AHEAD = timedelta(days=14)
SOON = 3
HIDDEN = {
    "phone", "phone_second", "id_number", "wechat", "email", "address", "search_words", "version",
    "phone_index", "phone_tail", "phone_second_index", "id_index", "name_pinyin", "name_initials",
}  # fmt: skip


def figures_of(request: Any, customer: Customer) -> list[Figure]:
    """The figures that are known, in order."""
    return sorted(figures.ask(request, customer), key=lambda figure: figure.order)


def suggestions_of(
    request: Any, customer: Customer, *, today: date
) -> list[tuple[str, str, Suggestion]]:
    """When in words, its colour and what to do: the most urgent first."""
    asked: list[Suggestion] = suggestions.ask(request, customer)
    days = [((_day(row.due) - today).days if row.due else None, row) for row in asked]
    days.sort(key=lambda pair: (pair[0] is None, pair[0] or 0))
    return [(*_when(left), row) for left, row in days]


def _day(value: date | datetime) -> date:
    return timezone.localdate(value) if isinstance(value, datetime) else value


def _when(days: int | None) -> tuple[str, str]:
    if days is None:
        return _("随时"), "gray"
    if days < 0:
        return ngettext("逾期 %(n)s 天", "逾期 %(n)s 天", -days) % {"n": -days}, "red"
    if days == 0:
        return _("今天"), "amber"
    family = "amber" if days <= SOON else "blue"
    return ngettext("%(n)s 天", "%(n)s 天", days) % {"n": days}, family


def business_of(request: Any, customer: Customer) -> list[Business]:
    """The newest documents of the customer, the newest of each kind among them."""
    told: list[Business] = business.ask(request, customer)
    rows = sorted(told, key=lambda row: row.at, reverse=True)
    first = {row.kind: row for row in reversed(rows) if row.kind}.values()
    others = [row for row in rows if row not in first][: max(DOCUMENTS - len(first), 0)]
    return sorted([*first, *others], key=lambda row: row.at, reverse=True)


def activity_of(
    request: Any, customer: Customer, *, kind: str, today: date
) -> list[tuple[str, list[Happening]]]:
    """Everything that happened, by day, the newest first; `kind` narrows it."""
    rows: list[Happening] = happenings.ask(request, customer)
    if kind in {TALK, SYSTEM}:
        rows = [row for row in rows if row.kind == kind]
    rows = sorted(rows, key=lambda row: row.at, reverse=True)[:SHOWN]
    days = groupby(rows, key=lambda row: timezone.localdate(row.at))
    return [(_day_words(day, today), list(found)) for day, found in days]


def _day_words(day: date, today: date) -> str:
    if day == today:
        return _("今天")
    if day == today - timedelta(days=1):
        return _("昨天")
    return date_format(day, "DATE_FORMAT" if day.year != today.year else "MONTH_DAY_FORMAT")


# -- what parties itself tells --------------------------------------------------------------------
def own_figures(_request: Any, customer: Customer) -> Iterator[Figure]:
    """When the customer was last here."""
    visits = [day for day in (customer.last_visit_on, customer.last_service_on) if day]
    if not visits:
        return
    last = max(visits)
    days = max((timezone.localdate() - last).days, 0)
    note = ngettext("%(n)s 天前", "%(n)s 天前", days) % {"n": days} if days else _("今天")
    yield Figure(_("最近到店"), f"{last:%m-%d}", note, order=30)


def own_suggestions(request: Any, customer: Customer) -> Iterator[Suggestion]:
    """Days to remember that come up."""
    if not request.user.has_perm("parties.edit_customer"):
        return
    today = timezone.localdate()
    for row in customer.important_dates.select_related("contact"):
        day = row.next_on(today)
        if day is not None and day <= today + AHEAD:
            who = row.contact.name if row.contact else customer.name
            yield Suggestion(row.label, f"{who} · {day:%m-%d}", _("写备注"), "#activity", day)


def own_happenings(_request: Any, customer: Customer) -> Iterator[Happening]:
    """Comments, changes of owner, consents, cards, and how it began."""
    mine = {"document_type": "parties.customer", "document_id": customer.pk}
    for note in Comment.objects.filter(**mine).select_related("by").order_by("-pk")[:SHOWN]:
        who = local_name(note.by)
        yield Happening(
            note.at, TALK, _("备注"), note.text, who, "message-2", "gray", is_quote=True
        )
    changes = customer.owner_changes.select_related("from_user", "to_user", "changed_by")
    for change in changes[:SHOWN]:
        yield Happening(
            change.changed_at,
            SYSTEM,
            _("归属变更"),
            f"{_who(change.from_user)} → {_who(change.to_user)} {change.reason}".strip(),
            _who(change.changed_by, ""),
            "arrows-exchange",
        )
    yield from _consents(customer)
    yield Happening(
        customer.created_at, SYSTEM, _("建档"), "", _who(customer.created_by), "user-plus", "cyan"
    )


def _consents(customer: Customer) -> Iterator[Happening]:
    for row in customer.consents.select_related("granted_by")[:SHOWN]:
        label, who = row.get_purpose_display(), local_name(row.granted_by)
        yield Happening(row.granted_at, SYSTEM, _("已同意"), label, who, "shield-check", "green")
        if row.withdrawn_at:
            yield Happening(row.withdrawn_at, SYSTEM, _("撤回同意"), label, "", "shield-check")
    for card in customer.cards.select_related("issued_by"):
        who = local_name(card.issued_by)
        day = timezone.make_aware(datetime.combine(card.issued_on, time(9)))
        yield Happening(
            max(day, card.created_at), SYSTEM, _("发放会员卡"), card.number, who, "id", "amber"
        )


def _who(user: Any, nobody: str | None = None) -> str:
    if user is None:
        return _("公海") if nobody is None else nobody
    return local_name(user)


# -- 变更记录 -------------------------------------------------------------------------------------
def history_of(customer: Customer) -> list[tuple[Any, list[tuple[str, str, str]]]]:
    """Who changed which field from what to what, the newest first; numbers stay hidden."""
    labels = {str(f.column): str(f.verbose_name) for f in Customer._meta.concrete_fields}
    rows = changes_of(Customer._meta.db_table, customer.pk)[:SHOWN]
    return [(row, list(_differences(row, labels))) for row in rows]


def _differences(row: Any, labels: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    before, after = row.before or {}, row.after or {}
    if row.action != "U":
        return
    for column in after:
        if column not in labels or column in HIDDEN - {"phone", "id_number", "address"}:
            continue
        if before.get(column) == after.get(column):
            continue
        if column in HIDDEN:
            yield labels[column], "****", "****"
        else:
            yield labels[column], _plain(before.get(column)), _plain(after.get(column))


def _plain(value: Any) -> str:
    return "—" if value in {None, ""} else str(value)
