"""The database itself guards the vouchers: balance, numbers, closed periods, nothing undone."""

from django.db import migrations

from marque.accounting import sql


def _run(editor, statements):
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        schema = cursor.fetchone()[0]
        cursor.execute(statements.format(s=schema))


def forward(_apps, editor):
    _run(editor, sql.FORWARD)


def backward(_apps, editor):
    _run(editor, sql.BACKWARD)


class Migration(migrations.Migration):
    dependencies = [("accounting", "0001_initial")]
    operations = [migrations.RunPython(forward, backward)]
