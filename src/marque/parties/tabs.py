"""The tabs and buttons of the customer page; other apps add theirs from `apps.ready()`.

A tab's `context` may query; it is called only when its tab is open.  `count` is shown
beside the label and called whenever the page is drawn, so keep it to one query.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise


@dataclass(frozen=True)
class CustomerTab:
    """One tab; `right` empty means everybody who may see the customer."""

    key: str
    label: StrOrPromise
    template: str
    context: Callable[[HttpRequest, Any], dict[str, Any]]
    count: Callable[[HttpRequest, Any], int] | None = None
    right: str = ""
    order: int = 100


@dataclass(frozen=True)
class CustomerAct:
    """A button in the head of the page: opens `url_name` of the store with `?customer=<number>`."""

    key: str
    label: StrOrPromise
    icon: str
    url_name: str
    right: str
    order: int = 100


_acts: dict[str, CustomerAct] = {}
_tabs: dict[str, CustomerTab] = {}


def register_tab(tab: CustomerTab) -> None:
    """Add a tab to the customer page; the same key again replaces it."""
    _tabs[tab.key] = tab


def tabs_for(user: Any) -> list[CustomerTab]:
    """The tabs this person may open, in order."""
    allowed = (tab for tab in _tabs.values() if not tab.right or user.has_perm(tab.right))
    return sorted(allowed, key=lambda tab: tab.order)


def register_act(act: CustomerAct) -> None:
    """Add a button to the customer page; the same key again replaces it."""
    _acts[act.key] = act


def acts_for(user: Any) -> list[CustomerAct]:
    """The buttons this person may use; the first is the primary one."""
    allowed = (act for act in _acts.values() if user.has_perm(act.right))
    return sorted(allowed, key=lambda act: act.order)
