"""Rows of earlier imports are sealed like new ones."""

from __future__ import annotations

from django.db import migrations

from marque.foundation.secrets.sealing import is_sealed, seal

CHUNK = 2_000


def seal_rows(_apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        last = 0
        while True:
            cursor.execute(
                "SELECT id, raw, before FROM imports_importrow WHERE id > %s ORDER BY id LIMIT %s",
                [last, CHUNK],
            )
            rows = cursor.fetchall()
            if not rows:
                return
            last = rows[-1][0]
            cursor.executemany(
                "UPDATE imports_importrow SET raw = %s, before = %s WHERE id = %s",
                [
                    [_sealed(raw), _sealed(before), pk]
                    for pk, raw, before in rows
                    if not is_sealed(raw)
                ],
            )


def _sealed(text):
    return seal(text) if text else text


class Migration(migrations.Migration):
    dependencies = [("imports", "0002_sealed_rows_and_duplicates")]
    operations = [migrations.RunPython(seal_rows, migrations.RunPython.noop)]
