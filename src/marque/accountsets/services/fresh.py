"""Give an empty schema its tables at once, instead of living through every migration.

A migration changes a picture of all models, and Django draws that picture anew for each operation:
over hundreds of operations this takes most of a minute.  An empty schema has nothing to be carried
over, so it gets the tables as the last migration leaves them, then the operations that are not
about models (triggers, functions, seals), in their order; these migrations count as applied.  All
of it is one transaction.  Apps that make their tables by SQL of their own migrate as ever.

A test compares such a schema with one that lived through all migrations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection, router, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import SeparateDatabaseAndState
from django.db.migrations.operations.fields import FieldOperation
from django.db.migrations.operations.models import IndexOperation, ModelOperation
from django.db.migrations.recorder import MigrationRecorder

ABOUT_MODELS = (ModelOperation, FieldOperation, IndexOperation)

_connection: Any = connection


def build_if_empty(schema: str) -> bool:
    """Make all tables of a schema in which no migration has run; False where one has."""
    _connection.set_schema(schema, include_public=False)
    recorder = MigrationRecorder(_connection)
    is_empty = not recorder.has_table() or not recorder.applied_migrations()
    if is_empty:
        with transaction.atomic():
            recorder.ensure_schema()
            _connection.set_schema(schema)
            _build()
    _connection.set_schema_to_public()
    return is_empty


def _build() -> None:
    executor: Any = MigrationExecutor(_connection)
    leaves = executor.loader.graph.leaf_nodes()
    state = executor.loader.project_state()
    models = [model for model in state.apps.get_models() if model._meta.managed]
    ours = {model._meta.app_label for model in models}
    with _connection.schema_editor() as editor:
        for model in models:
            if _is_here(model):
                editor.create_model(model)
    for migration, _ in executor.migration_plan(leaves, clean_start=True):
        if migration.app_label in ours:  # the others make their tables themselves
            with _connection.schema_editor() as editor:
                for operation in _apart_from_models(migration.operations):
                    operation.database_forwards(migration.app_label, editor, state, state)
            executor.record_migration(migration)


def _is_here(model: Any) -> bool:
    """Whether the model has a table in the schema in front."""
    return bool(router.allow_migrate_model(_connection.alias, model)) and bool(
        model._meta.can_migrate(_connection)
    )


def _apart_from_models(operations: Iterable[Any]) -> Iterator[Any]:
    for operation in operations:
        if isinstance(operation, SeparateDatabaseAndState):
            yield from _apart_from_models(operation.database_operations)
        elif not isinstance(operation, ABOUT_MODELS):
            yield operation
