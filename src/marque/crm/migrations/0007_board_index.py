from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0003_custom_values"),
        ("crm", "0006_lead_indexes"),
        ("dictionaries", "0003_what_was_given"),
        ("organisation", "0001_initial"),
        ("parties", "0010_customer_records"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="lead",
            name="lead_open_by_level",
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("status__in", ["losing", "new", "open"])),
                fields=["store", "level", "next_at"],
                include=("trim", "amount_budget_to", "amount_budget_from"),
                name="lead_open_by_level",
            ),
        ),
    ]
