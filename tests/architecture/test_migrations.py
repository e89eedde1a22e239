"""The migrations make exactly the models, step by step or at once."""

from collections import Counter

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.state import ProjectState

from marque.accountsets.services.fresh import build_if_empty
from tests.conftest import drop_set

CATALOGUE = {
    "columns": """
        SELECT table_name, column_name, data_type, udt_name, is_nullable, column_default,
               character_maximum_length, numeric_precision, numeric_scale, collation_name,
               identity_generation, generation_expression
          FROM information_schema.columns WHERE table_schema = %(schema)s""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, contype, condeferrable, condeferred,
               pg_get_constraintdef(oid)
          FROM pg_constraint WHERE connamespace = to_regnamespace(%(schema)s)""",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = %(schema)s",
    "triggers": """
        SELECT tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
         WHERE NOT tgisinternal AND relnamespace = to_regnamespace(%(schema)s)""",
    "functions": """
        SELECT proname, pg_get_functiondef(oid) FROM pg_proc
         WHERE pronamespace = to_regnamespace(%(schema)s)""",
    "sequences": """
        SELECT sequencename, data_type::text, start_value, increment_by
          FROM pg_sequences WHERE schemaname = %(schema)s""",
}
"""What makes the shape of a schema."""


@pytest.mark.django_db
def test_models_match_migrations():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0, skip_checks=True)


def _shape(schema):
    found = {}
    with connection.cursor() as cursor:
        for kind, sql in CATALOGUE.items():
            cursor.execute(sql, {"schema": schema})
            rows = (str(row).replace(schema, "books") for row in cursor.fetchall())
            found[kind] = Counter(rows)
        cursor.execute(f"SELECT app, name FROM {schema}.django_migrations")
        found["migrations"] = Counter(cursor.fetchall())
    return found


@pytest.fixture
def classes_that_stay(monkeypatch):
    """An index or a constraint is written into the class of its model, which is not made anew.

    Django makes the model and all that point to it again for each of them, though nothing but
    the two lists of `_meta` differs: two thirds of the time of all migrations. The statements
    that PostgreSQL is given are the same.
    """

    def append(self, app_label, model_name, option, added):
        _write(self, app_label, model_name, option, lambda found: [*found, added])

    def remove(self, app_label, model_name, option, name):
        keep = lambda found: [one for one in found if one.name != name]  # noqa: E731
        _write(self, app_label, model_name, option, keep)

    monkeypatch.setattr(ProjectState, "_append_option", append)
    monkeypatch.setattr(ProjectState, "_remove_option", remove)


def _write(state, app_label, model_name, option, change):
    options = state.models[app_label, model_name].options
    options[option] = change(options[option])
    if "apps" in vars(state):  # Django makes the classes when the first operation asks for them
        meta = state.apps.get_model(app_label, model_name)._meta
        setattr(meta, option, [one.clone() for one in options[option]])


def test_an_empty_schema_made_at_once_is_like_one_that_lived_through_all_migrations(
    django_db_setup, django_db_blocker, classes_that_stay
):
    """The long way is the way of account sets that are there when a version comes."""
    with django_db_blocker.unblock():
        try:
            with connection.cursor() as cursor:
                cursor.execute("CREATE SCHEMA books_lived; CREATE SCHEMA books_made")
            assert build_if_empty("books_made")
            assert not build_if_empty("books_made")
            for schema in ("books_lived", "books_made"):
                call_command("migrate_schemas", schema_name=schema, verbosity=0)
            lived, made = _shape("books_lived"), _shape("books_made")
            assert lived["columns"]
            assert lived["triggers"]
            for kind, rows in lived.items():
                assert made[kind] == rows, (kind, rows - made[kind], made[kind] - rows)
        finally:
            drop_set("lived")
            drop_set("made")
