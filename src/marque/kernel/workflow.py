"""State machines for documents, written as data.

A workflow is a table of transitions.  It answers questions (`available`,
`check`); it never saves, posts or notifies — services do that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from marque.kernel.errors import GuardRefused, InvalidTransition, NotAuthorised

Guard = Callable[[Any], str | None]
"""Returns the reason for refusing, or None when the move may go ahead."""


class HasStatus(Protocol):
    status: str


class HasPerm(Protocol):
    def has_perm(self, perm: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Transition:
    name: str
    label: Any  # text, or a lazily translated one
    sources: frozenset[str]
    target: str
    permission: str
    guards: tuple[Guard, ...] = ()

    def refusals(self, document: HasStatus) -> Iterator[str]:
        return (reason for guard in self.guards if (reason := guard(document)))


class Workflow:
    def __init__(
        self, *, initial: str, states: set[str], transitions: tuple[Transition, ...]
    ) -> None:
        self.initial = initial
        self.states = frozenset(states)
        self.transitions = {t.name: t for t in transitions}
        self._validate(transitions)

    def _validate(self, transitions: tuple[Transition, ...]) -> None:
        mentioned = {self.initial, *(t.target for t in transitions)}
        mentioned.update(*(t.sources for t in transitions))
        if unknown := mentioned - self.states:
            raise ValueError(f"unknown states: {sorted(unknown)}")
        if unreachable := self.states - mentioned:
            raise ValueError(f"unreachable states: {sorted(unreachable)}")
        if len(self.transitions) != len(transitions):
            raise ValueError("transition names must be unique")

    def available(self, document: HasStatus, user: HasPerm) -> list[Transition]:
        """The moves to offer as buttons; guards are left for `check` to explain."""
        return [
            t
            for t in self.transitions.values()
            if document.status in t.sources and user.has_perm(t.permission)
        ]

    def check(self, name: str, document: HasStatus, user: HasPerm) -> Transition:
        transition = self.transitions[name]
        if document.status not in transition.sources:
            raise InvalidTransition(f"“{transition.label}”不适用于当前状态")
        if not user.has_perm(transition.permission):
            raise NotAuthorised(f"您没有“{transition.label}”的权限")
        if reason := next(transition.refusals(document), None):
            raise GuardRefused(reason)
        return transition

    def model_permissions(self) -> tuple[tuple[str, str], ...]:
        """For `Meta.permissions`, so that a transition and its right are declared once."""
        return tuple((t.permission.split(".")[1], t.label) for t in self.transitions.values())

    def as_mermaid(self) -> str:
        arrows = (
            f"    {source} --> {t.target}: {t.label}"
            for t in self.transitions.values()
            for source in sorted(t.sources)
        )
        return "\n".join(["stateDiagram-v2", f"    [*] --> {self.initial}", *arrows])
