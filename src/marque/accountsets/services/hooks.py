"""What the apps above lend to the making of an account set.

Account sets lie below people, so that they cannot import them; `foundation.access` puts the
function that makes an administrator here when the system starts.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Protocol


class AdministratorMaker(Protocol):
    def __call__(
        self, *, username: str, on: date, password: str = "", password_hash: str = ""
    ) -> None: ...


makers: list[AdministratorMaker] = []


def make_administrator(
    *, username: str, on: date, password: str = "", password_hash: str = ""
) -> Callable[[], None]:
    """A function that lets the set's own administrator in, to be called inside its schema."""

    def make() -> None:
        for maker in makers:
            maker(username=username, on=on, password=password, password_hash=password_hash)

    return make
