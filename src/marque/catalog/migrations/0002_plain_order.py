from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [
        migrations.AlterModelOptions(
            name="trimprice",
            options={
                "ordering": ("trim_id", "currency", "-valid_from"),
                "verbose_name": "指导价",
                "verbose_name_plural": "指导价",
            },
        ),
    ]
