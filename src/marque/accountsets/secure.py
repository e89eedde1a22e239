"""What the application's own database role may do, and what not even it may do.

Tables belong to the owner's role; the application's role reads and writes rows.  The audit
tables are written only by triggers that run with the owner's rights, so the application's role
can neither change nor forge them.
"""

from __future__ import annotations

from django.db import connection

APP_ROLE = "marque_app"
READ_ONLY_TABLES = ("audit_change", "audit_link", "audit_head")

GRANTS = """
GRANT USAGE ON SCHEMA {schema} TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role};
GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA {schema} TO {role};
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {schema} TO {role};
"""


def secure_schema(schema: str) -> None:
    """Grant the application's role rows, and take the audit trail out of its hands."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE])
        if not cursor.fetchone():
            return  # an external database whose role may not create roles
        cursor.execute(GRANTS.format(schema=quote(schema), role=APP_ROLE))
        for table in READ_ONLY_TABLES:
            name = f"{quote(schema)}.{quote(table)}"
            cursor.execute("SELECT to_regclass(%s)", [name])
            if cursor.fetchone()[0]:
                cursor.execute(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {name} FROM {APP_ROLE}")
