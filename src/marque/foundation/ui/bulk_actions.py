"""Bulk actions that one app adds to the lists of another; apps add theirs when they start."""

from __future__ import annotations

from marque.foundation.ui.tables import BulkAction

_added: dict[str, dict[str, BulkAction]] = {}


def register_action(list_key: str, action: BulkAction) -> None:
    """Put a button on the bulk bar of a list; the same address again replaces it."""
    _added.setdefault(list_key, {})[action.url_name] = action


def added_actions(list_key: str) -> tuple[BulkAction, ...]:
    """The buttons that other apps added to a list."""
    return tuple(_added.get(list_key, {}).values())
