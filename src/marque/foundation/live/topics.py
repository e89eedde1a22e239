"""Who may listen to what.

A topic is `kind:name`.  The apps say who may hear the topics of their documents, by the same
visible rows as their pages; a kind that nobody registered is heard by nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Check = Callable[[Any, str], bool]
_checks: dict[str, Check] = {}
LONGEST = 60


def register_topic(kind: str, may_hear: Check) -> None:
    """`may_hear(user, name)` decides on `kind:name`; called by the apps when they are ready."""
    _checks[kind] = may_hear


def may_hear(user: Any, topic: str) -> bool:
    """Whether this user's browser may listen to the topic."""
    kind, _sep, name = topic.partition(":")
    check = _checks.get(kind)
    return check is not None and bool(name) and len(name) <= LONGEST and check(user, name)
