"""The buyer's number on an invoice is sealed like that of the customer."""

from django.db import migrations

import marque.foundation.secrets.fields

READ = "SELECT id, buyer_identity FROM billing_invoice WHERE buyer_identity <> ''"
WRITE = "UPDATE billing_invoice SET buyer_identity = %s WHERE id = %s"


def seal_buyers(apps, schema_editor):
    """The number stays the same, so the guard of issued invoices looks away."""
    from marque.foundation.secrets.sealing import is_sealed, seal

    with schema_editor.connection.cursor() as cursor:
        cursor.execute(READ)
        rows = [(seal(text), key) for key, text in cursor.fetchall() if not is_sealed(text)]
        if rows:
            cursor.execute("ALTER TABLE billing_invoice DISABLE TRIGGER USER")
            cursor.executemany(WRITE, rows)
            cursor.execute("ALTER TABLE billing_invoice ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    dependencies = [("billing", "0003_list_indexes")]

    operations = [
        migrations.AlterField(
            model_name="invoice",
            name="buyer_identity",
            field=marque.foundation.secrets.fields.EncryptedCharField(
                blank=True, max_length=30, verbose_name="证件号码 / 纳税人识别号"
            ),
        ),
        migrations.RunPython(seal_buyers, migrations.RunPython.noop),
    ]
