"""The database itself guards the vouchers: balance, numbers, closed periods, nothing undone."""

from django.db import migrations

from marque.accounting import sql


class SchemaSQL(migrations.RunSQL):
    """RunSQL whose `{s}` stands for the schema being migrated."""

    def _run_sql(self, schema_editor, sqls):
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT quote_ident(current_schema())")
            schema = cursor.fetchone()[0]
            cursor.execute(sqls.format(s=schema))


class Migration(migrations.Migration):
    dependencies = [("accounting", "0001_initial")]
    operations = [SchemaSQL(sql.FORWARD, sql.BACKWARD)]
