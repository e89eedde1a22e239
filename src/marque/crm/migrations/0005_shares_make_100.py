"""The shares of a task's members make 100 percent when the transaction ends."""

from django.db import migrations

from marque.crm import sql


class SchemaSQL(migrations.RunSQL):
    """RunSQL whose `{s}` stands for the schema being migrated."""

    def _run_sql(self, schema_editor, sqls):
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT quote_ident(current_schema())")
            schema = cursor.fetchone()[0]
            cursor.execute(sqls.format(s=schema))


class Migration(migrations.Migration):
    dependencies = [("crm", "0004_tasks_and_activities")]
    operations = [SchemaSQL(sql.SHARES_GUARD, sql.SHARES_GUARD_DROP)]
