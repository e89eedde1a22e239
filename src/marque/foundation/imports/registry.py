"""Every kind of data that can be imported, by key; apps add theirs when they start."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from marque.foundation.imports.kinds import ImportKind
from marque.kernel.errors import DomainError


class UnknownKind(DomainError):
    """Nobody registered a kind by that key."""


_kinds: dict[str, ImportKind] = {}


def register_kind(kind: ImportKind) -> None:
    """Offer a kind; registering the same one twice changes nothing.

    Raises:
        ValueError: another kind already has the key.
    """
    known = _kinds.setdefault(kind.key, kind)
    if known is not kind:
        raise ValueError(f"two import kinds are called {kind.key!r}")


def get_kind(key: str) -> ImportKind:
    """The kind with that key.

    Raises:
        UnknownKind: there is none.
    """
    try:
        return _kinds[key]
    except KeyError as error:
        raise UnknownKind(
            _("没有名为“%(kind)s”的导入种类，可用：%(all)s")
            % {"kind": key, "all": "、".join(sorted(_kinds)) or "—"}
        ) from error


def kinds_for(user: Any) -> list[ImportKind]:
    """The kinds this person may import, by key."""
    return [_kinds[key] for key in sorted(_kinds) if user.has_perm(_kinds[key].right)]
