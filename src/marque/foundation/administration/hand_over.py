"""A leaver's records go to somebody else (PLT-08, CUS-31).

The apps above say what a person owns and how it is handed on; they register here when the
system starts, since this app lies below them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.kernel.errors import GuardRefused, InvalidInput
from marque.organisation import api as organisation
from marque.organisation.models import Employee, User


@dataclass(frozen=True, slots=True)
class Estate:
    """One kind of record that people own: how many, and how to give them to an heir."""

    label: Any
    count: Callable[[User], int]
    hand_over: Callable[..., int]


estates: list[Estate] = []


def register_estate(estate: Estate) -> None:
    """Called by an app above in its `apps.ready()`."""
    if estate not in estates:
        estates.append(estate)


def owned_by(user: User) -> list[tuple[Any, int]]:
    """What the user owns, by kind."""
    return [(estate.label, estate.count(user)) for estate in estates]


def heirs_for(employee: Employee) -> Any:
    """Active colleagues of the same stores."""
    stores = employee.posts.values("department__store")
    return (
        User.objects.filter(
            is_active=True,
            employee__posts__department__store__in=stores,
            employee__posts__ends_on__isnull=True,
        )
        .exclude(employee=employee)
        .distinct()
    )


@transaction.atomic
def hand_over_leaver(*, employee: Employee, heir: User | None, by: Any, left_on: date) -> int:
    """Let an employee leave: everything they own goes to `heir`, the login is switched off.

    Returns the number of records handed over.  Raises GuardRefused when something is owned and
    no heir is named; then nothing happens.
    """
    user = employee.user
    owned = sum(count for _label, count in owned_by(user)) if user else 0
    if owned and heir is None:
        raise GuardRefused(
            _("%(name)s 名下还有 %(n)s 条记录，请先选择接手人") % {"name": employee, "n": owned}
        )
    if heir is not None and heir == user:
        raise InvalidInput(_("接手人不能是离职人本人"))
    moved = 0
    if owned and heir is not None:
        moved = sum(
            estate.hand_over(from_user=user, to_user=heir, by=by, today=left_on)
            for estate in estates
        )
    organisation.mark_as_left(employee=employee, left_on=left_on)
    return moved
