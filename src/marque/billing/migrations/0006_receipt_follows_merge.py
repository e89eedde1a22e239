from django.db import migrations

from marque.billing.sql import RECEIPT_GUARD, RECEIPT_GUARD_OF_MERGES

BEFORE = RECEIPT_GUARD.partition("CREATE TRIGGER")[0].replace("CREATE FUN", "CREATE OR REPLACE FUN")


class Migration(migrations.Migration):
    dependencies = [("billing", "0005_refund_penalty"), ("parties", "0007_ownership_and_worth")]

    operations = [migrations.RunSQL(RECEIPT_GUARD_OF_MERGES, BEFORE)]
