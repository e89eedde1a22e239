"""Bring the shared tables and every account set to the present shape."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.core.management import call_command
from django.db import connection

from marque.accountsets.models import SYSTEM, AccountSet, AccountSetStatus
from marque.accountsets.schemas import within
from marque.accountsets.secure import secure_schema
from marque.accountsets.services.fresh import build_if_empty

Hook = Callable[[], None]
after_migration: list[Hook] = []
"""Called inside each schema after it was migrated (the audit triggers register here)."""


def migrate_shared() -> None:
    """Migrate the public schema and make sure that the system's own set exists."""
    _migrate("public")
    finish_schema("public")
    AccountSet.objects.get_or_create(
        schema_name="public",
        defaults={
            "code": SYSTEM,
            "name": "系统管理",
            "starts_on": date(2026, 1, 1),
            "status": AccountSetStatus.ACTIVE,
        },
    )


def migrate_books(schema: str) -> None:
    """Create the schema if need be and migrate it."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {connection.ops.quote_name(schema)}")
    _migrate(schema)
    finish_schema(schema)


def _migrate(schema: str) -> None:
    build_if_empty(schema)
    call_command("migrate_schemas", schema_name=schema, interactive=False, verbosity=0)


def finish_schema(schema: str) -> None:
    """What must hold after every migration: triggers in place, rights as they should be."""
    with within(schema):
        for hook in after_migration:
            hook()
    secure_schema(schema)
