"""The database itself guards the vouchers: balance, numbers, closed periods, no change once posted."""

from django.db import migrations

from marque.accounting import sql


class Migration(migrations.Migration):
    dependencies = [("accounting", "0001_initial")]
    operations = [migrations.RunSQL(sql.FORWARD, sql.BACKWARD)]
