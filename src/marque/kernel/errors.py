"""The anticipated failures of the business.

* DomainError
  + InvalidInput         what a person typed cannot be right (wrong VIN, negative money)
  + InvalidTransition    a document cannot make this move from its current state
  + GuardRefused         the move exists, but a business condition is not met
  + NotAuthorised        the user may not make this move
  + StaleDocument        somebody else changed the document since the page was opened
  + Duplicate            it exists already
  + Unbalanced           a voucher's debits and credits differ
  + PeriodClosed         the accounting period does not accept postings
  + NotAvailable         a vehicle or part cannot be taken
    - AlreadyLocked      a vehicle is held by somebody else

Every message is one sentence written for the person at the counter.  A DomainError is never
logged as a fault; anything else that escapes a service is a bug.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager


class DomainError(Exception):
    """A failure the business expects; `str(error)` is fit to show to the user."""


class InvalidInput(DomainError):
    """`field` names the form field at fault, where there is one."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class InvalidTransition(DomainError):
    pass


class GuardRefused(DomainError):
    pass


class NotAuthorised(DomainError):
    pass


class StaleDocument(DomainError):
    pass


class Duplicate(DomainError):
    pass


class Unbalanced(DomainError):
    pass


class PeriodClosed(DomainError):
    pass


class NotAvailable(DomainError):
    pass


class AlreadyLocked(NotAvailable):
    pass


@contextmanager
def refusing(conflicts: Mapping[str, DomainError]) -> Iterator[None]:
    """Turn the database's refusal into ours, by the name of the constraint.

    A check before a write cannot see what somebody else writes at the same moment; the
    constraint can, and has the last word.  Other faults pass unchanged.
    """
    try:
        yield
    except Exception as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        known = conflicts.get(getattr(diagnosis, "constraint_name", None) or "")
        if known is None:
            raise
        raise known from error
