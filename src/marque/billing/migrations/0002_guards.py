from django.db import migrations

from marque.billing.sql import DROP_GUARDS, GUARDS


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial")]

    operations = [migrations.RunSQL(GUARDS, DROP_GUARDS)]
