"""Every table is audited, or stands in the short list of those that need not be (SEC-01)."""

import pytest
from django.db import connection

from marque.foundation.audit.install import CHAINED, UNWATCHED

pytestmark = pytest.mark.django_db


def tables_with(trigger):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = current_schema() AND t.tgname = %s",
            [trigger],
        )
        return {row[0] for row in cursor.fetchall()}


def test_every_table_is_watched():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'"
        )
        tables = {row[0] for row in cursor.fetchall()}
    assert tables - tables_with("audit_record") - UNWATCHED == set()


def test_the_lists_name_tables_that_exist():
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables")
        known = {row[0] for row in cursor.fetchall()}
    assert known >= CHAINED
