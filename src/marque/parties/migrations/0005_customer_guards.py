"""Indexes and guards of the sealed customers."""

import django.contrib.postgres.indexes
from django.db import migrations, models
import marque.foundation.secrets.fields


class Migration(migrations.Migration):
    dependencies = [("parties", "0004_seal_customers")]

    operations = [
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['phone_index'], name='customer_by_phone'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['phone_tail'], name='customer_by_phone_tail'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(condition=models.Q(('phone_second_index', ''), _negated=True), fields=['phone_second_index'], name='customer_by_second_phone'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(condition=models.Q(('id_index', ''), _negated=True), fields=['id_index'], name='customer_by_identity'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['store', 'stage', '-created_at'], name='customer_by_stage'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['store', 'standing', 'last_visit_on'], name='customer_by_standing'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(condition=models.Q(('owner', None)), fields=['store', 'pooled_at'], name='customer_pool'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(models.F('name_pinyin'), models.F('id'), name='customer_by_name'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search_words'], name='customer_search'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.UniqueConstraint(condition=models.Q(('is_active', True)), fields=('store', 'phone_index'), name='customer_phone_is_unique_in_its_store'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(('address__sealed', True), ('email__sealed', True), ('id_number__sealed', True), ('phone__sealed', True), ('phone_second__sealed', True), ('wechat__sealed', True)), name='customer_identity_is_sealed'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('phone', ''), _negated=True), models.Q(('phone_index', ''), _negated=True)), models.Q(('anonymised_at__isnull', False), ('is_active', False), ('phone', ''), ('phone_index', '')), _connector='OR'), name='customer_has_a_phone'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('formal_on__isnull', True), ('stage', 'potential')), models.Q(('formal_on__isnull', False), ('stage', 'formal')), _connector='OR'), name='customer_formal_since_a_day'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), ('is_active', False), _connector='OR'), name='customer_merged_is_inactive'),
        ),
    ]
