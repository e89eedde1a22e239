"""Builders for tests."""

from __future__ import annotations

from marque.foundation.custom_fields.services.save_field import FieldDetails, save_field


def make_field(target, code, kind="text", *, label="", choices=(), field=None, **more):
    """A custom field, by the service."""
    details = FieldDetails(
        target=target, code=code, kind=kind, label=label or code, choices=tuple(choices), **more
    )
    return save_field(field=field, details=details)
