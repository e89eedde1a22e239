"""Seal what was in clear, and work out how it is found from now on."""

from django.db import migrations
from psycopg import sql

SEALED = ("phone", "phone_second", "id_number", "address")
FOUND = ("phone_index", "phone_tail", "phone_second_index", "id_index", "search_words")
BATCH = 2_000


def seal_customers(apps, schema_editor):
    """In batches, by what the fields of the present model do."""
    from marque.foundation.secrets.sealing import is_sealed, seal
    from marque.parties.models import Customer

    derived = [Customer._meta.get_field(name) for name in FOUND]
    columns = [*SEALED, *FOUND]
    read = sql.SQL(
        "SELECT id, name, kind, {} FROM parties_customer WHERE id > %s ORDER BY id LIMIT %s"
    ).format(sql.SQL(", ").join(map(sql.Identifier, SEALED)))
    write = sql.SQL("UPDATE parties_customer SET {} WHERE id = %s").format(
        sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(name)) for name in columns)
    )
    with schema_editor.connection.cursor() as cursor:
        last = 0
        while rows := cursor.execute(read, [last, BATCH]).fetchall():
            last = rows[-1][0]
            cursor.executemany(
                write,
                [
                    (*map(seal, texts), *_found(Customer, derived, name, kind, texts), key)
                    for key, name, kind, *texts in rows
                    if not is_sealed(texts[0])
                ],
            )


def _found(model, derived, name, kind, texts):
    row = model(name=name, kind=kind, **dict(zip(SEALED, texts, strict=True)))
    return [field.derive(row) for field in derived]


class Migration(migrations.Migration):
    dependencies = [("parties", "0003_people")]

    operations = [migrations.RunPython(seal_customers, migrations.RunPython.noop)]
