"""Reads of customers: by phone, identity number and owner, and with whom they are shared."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

from marque.foundation.access.authority import authority_of
from marque.foundation.access.models import Scope
from marque.foundation.access.querysets import (
    ScopedQuerySet,
    rows_within,
)
from marque.foundation.secrets.derived import DerivingQuerySet
from marque.foundation.secrets.sealing import blind_index
from marque.parties.models.choices import (
    CustomerRole,
)

SHARED_WITH = (
    "ARRAY(SELECT customer_id FROM parties_customershare WHERE user_id = %s AND reach = ANY (%s)"
    " AND revoked_at IS NULL AND (until_on IS NULL OR until_on >= %s))"
)
"""The keys of the customers that are shared with somebody on a day."""
READERS, EDITORS = ("view", "edit"), ("edit",)
"""What a share may allow: to read the customer, or to change it."""


class IsAnyOf(Func):
    """Whether a value is one of an array: `value = ANY (array)`."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY ("
    arity = 2
    output_field = models.BooleanField()


def or_shared(model: Any, user: Any, reaches: tuple[str, ...], *, key: str) -> Q | None:
    """The rows of a narrow scope and those whose customer (`key`) is shared with the reader.

    `None` where the scope holds every customer that could be shared, or where there is no right.
    """
    authority = authority_of(user)
    scope = authority.scope(model.VIEW_RIGHT)
    if scope is None or scope > Scope.TEAM:
        return None
    shared = RawSQL(  # noqa: S611 (a constant)
        SHARED_WITH,
        (user.pk, list(reaches), timezone.localdate()),
        output_field=ArrayField(models.BigIntegerField()),
    )
    own = rows_within(scope, model.SCOPE, user, authority.post)
    return own | Q(IsAnyOf(F(key), shared))


class CustomerQuerySet(DerivingQuerySet, ScopedQuerySet):
    """Customers, scoped by owner, department and store."""

    def visible_to(self, user: Any) -> Self:
        """Those of the reader's scope, and those that colleagues share with them.

        The shares are read as one array, which PostgreSQL looks up by the primary key beside
        the index of the scope; wider scopes hold every customer that could be shared.
        """
        return self._reach(user, READERS)

    def editable_by(self, user: Any) -> Self:
        """Those that the reader may change: not what is shared only for reading."""
        return self._reach(user, EDITORS)

    def _reach(self, user: Any, reaches: tuple[str, ...]) -> Self:
        wider = or_shared(self.model, user, reaches, key="pk")
        return super().visible_to(user) if wider is None else self.filter(wider)

    def active(self) -> Self:
        """Those still looked after."""
        return self.filter(is_active=True)

    def customers(self) -> Self:
        """Those that buy for themselves."""
        return self.filter(role=CustomerRole.CUSTOMER)

    def agents(self) -> Self:
        """Agents and partners."""
        return self.filter(role=CustomerRole.AGENT)

    def in_pool(self) -> Self:
        """Those that nobody looks after (公海)."""
        return self.filter(owner__isnull=True, is_active=True)

    def with_phone(self, phone: str) -> Self:
        """Those with this number in stored form, as first or second."""
        mark = blind_index("phone", phone)
        return (
            self.filter(Q(phone_index=mark) | Q(phone_second_index=mark)) if mark else self.none()
        )

    def with_phone_tail(self, tail: str) -> Self:
        """Those whose number ends in these four digits, through the index."""
        return self.filter(phone_tail=blind_index("tail", tail))

    def with_identity(self, number: str) -> Self:
        """Those with this ID number in stored form."""
        mark = blind_index("identity", number)
        return self.filter(id_index=mark) if mark else self.none()
