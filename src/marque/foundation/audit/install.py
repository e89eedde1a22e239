"""Put the triggers on every table of the current schema."""

from __future__ import annotations

from django.db import connection

from marque.foundation.audit.sql import CHAINS, FUNCTIONS, WATCH

UNWATCHED = {
    "access_onlinesession",
    "audit_change",
    "audit_head",
    "audit_link",
    "auth_permission",
    "django_content_type",
    "django_migrations",
    "django_session",
    "imports_importrow",
    "jobs_job",
    "marque_cache",
    "notifications_notification",
    "numbering_counter",
    "accounting_vouchercounter",
    "ui_columnlayout",
    "ui_formdraft",
    "ui_formlayout",
    "ui_submittedform",
}
"""Telemetry, caches and counters: nothing a person decided."""

CHAINED = {
    "accounting_voucher",
    "accounting_voucherline",
    "billing_invoice",
    "billing_receipt",
    "billing_refund",
    "inventory_vehiclelock",
    "sales_salesorder",
    "sales_salesorderline",
}
"""Money and contracts."""

TABLES = """
SELECT t.table_name, k.column_name
  FROM information_schema.tables t
  JOIN information_schema.table_constraints c
    ON c.table_schema = t.table_schema AND c.table_name = t.table_name
   AND c.constraint_type = 'PRIMARY KEY'
  JOIN information_schema.key_column_usage k
    ON k.constraint_name = c.constraint_name AND k.table_schema = t.table_schema
   AND k.table_name = t.table_name
 WHERE t.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
"""


def install() -> None:
    """Make the functions and watch every table but the unwatched ones; safe to repeat."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = quote(cursor.fetchone()[0])
        cursor.execute(FUNCTIONS.format(s=schema, chains=CHAINS))
        cursor.execute(TABLES)
        for table, key in cursor.fetchall():
            if table in UNWATCHED or table.startswith("procrastinate_"):
                continue
            mode = "chained" if table in CHAINED else "plain"
            cursor.execute(WATCH.format(s=schema, t=quote(table), pk=key, mode=mode))
