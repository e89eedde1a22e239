"""The table behind the shared cache (login rate limits must agree between processes)."""

from __future__ import annotations

from django.db import migrations

FORWARD = """
CREATE UNLOGGED TABLE IF NOT EXISTS public.marque_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS marque_cache_expires ON public.marque_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("accountsets", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, "DROP TABLE public.marque_cache")]
