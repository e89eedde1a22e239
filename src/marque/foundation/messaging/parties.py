"""To whom messages may go: apps register their parties, lists that reach them, and consent.

::

    register_party(Party("parties.customer", _("客户"), recipient=…, fields=…, url=…))
    register_segment(Segment("marque.sales.tables:OrderTable", "sales.orders",
                             "parties.customer", "customer"))
    register_consent("parties.customer", may_contact)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marque.foundation.ui.bulk_actions import register_action
from marque.foundation.ui.tables import BulkAction

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise


@dataclass(frozen=True, slots=True)
class Recipient:
    """A party as a message sees it: addresses by channel, fields of texts by their name."""

    name: str
    addresses: dict[str, str]
    masked: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    store: Any = None


@dataclass(frozen=True, slots=True)
class Party:
    """A kind of party; `type` is its model ("parties.customer").  `select_related` and `prefetch`
    name what `recipient` and the consent checks read; `url(pk, store_code)` is the page of one."""

    type: str
    label: StrOrPromise
    recipient: Callable[[Any], Recipient]
    fields: tuple[str, ...]
    select_related: tuple[str, ...] = ()
    prefetch: tuple[str, ...] = ()
    url: Callable[[Any, str], str] | None = None

    def load(self, keys: Iterable[int]) -> dict[int, Any]:
        """The parties of these keys, with all that is read of them."""
        model: Any = apps.get_model(self.type)
        rows = model.objects.filter(pk__in=list(keys)).order_by()
        rows = rows.select_related(*self.select_related) if self.select_related else rows
        return {row.pk: row for row in rows.prefetch_related(*self.prefetch)}


@dataclass(frozen=True, slots=True)
class Segment:
    """A list (its class as "module:Name", and its key) whose rows lead to parties: `path` is the
    relation from the row, empty when the row is the party."""

    table: str
    list_key: str
    party: str
    path: str = ""

    def keys_of(self, rows: QuerySet[Any]) -> list[int]:
        """The parties of rows, each once."""
        found = rows.order_by().values_list(self.path or "pk", flat=True).distinct()
        return [key for key in found if key is not None]


WRITE_TO = BulkAction(_("发消息"), "messaging:batch_start", "send", "messaging.send_message")
MayContact = Callable[[Any, str, str], str]
"""(party, channel, purpose) → why not, or nothing."""

_parties: dict[str, Party] = {}
_segments: dict[str, Segment] = {}
_consent: dict[str, list[MayContact]] = {}


def register_party(party: Party) -> None:
    """Let messages go to a kind of party; the same type again replaces it."""
    _parties[party.type] = party


def register_segment(segment: Segment) -> None:
    """Let the rows of a list be written to: its bulk bar gets 发消息."""
    _segments[segment.list_key] = segment
    register_action(segment.list_key, WRITE_TO)


def register_consent(party_type: str, may_contact: MayContact) -> None:
    """Ask this before anything is sent to a party; every check must agree."""
    checks = _consent.setdefault(party_type, [])
    if may_contact not in checks:
        checks.append(may_contact)


def get_party(party_type: str) -> Party:
    """The registered kind of party; `KeyError` when there is none."""
    return _parties[party_type]


def find_party(party_type: str) -> Party | None:
    """The registered kind of party, or `None`."""
    return _parties.get(party_type)


def find_segment(list_key: str) -> Segment | None:
    """The segment of a list, or `None`."""
    return _segments.get(list_key)


def known_fields() -> list[str]:
    """The names that may stand in braces in a text."""
    return list(dict.fromkeys(name for party in _parties.values() for name in party.fields))


def refusal(party_type: str, party: Any, channel: str, purpose: str) -> str:
    """Why this party may not be written to, or nothing."""
    for may_contact in _consent.get(party_type, ()):
        reason = may_contact(party, channel, purpose)
        if reason:
            return str(reason)
    return ""
