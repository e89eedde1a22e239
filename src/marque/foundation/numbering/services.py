"""Give out document numbers, each once."""

from __future__ import annotations

import re
from datetime import date

from django.db import connection, transaction
from django.utils.translation import gettext as _

from marque.foundation.numbering.models import NumberSeries
from marque.foundation.numbering.registry import all_series
from marque.kernel.errors import InvalidInput
from marque.organisation.models import Store

SERIAL = re.compile(r"\{n(?::0?[1-9]d)?\}")
FIELD = re.compile(r"\{(\w+(?::[^{}]*)?)\}")
KNOWN = {"yy", "yyyy", "mm", "store"}

NEXT = """
WITH series AS (
    SELECT COALESCE((
        SELECT pattern FROM numbering_numberseries
         WHERE kind = %(kind)s AND (store_id = %(store)s OR store_id IS NULL)
         ORDER BY store_id NULLS LAST LIMIT 1
    ), %(default)s) AS pattern
), named AS (
    SELECT pattern, replace(replace(replace(replace(regexp_replace(pattern, %(serial)s, '#'),
           '{store}', %(code)s), '{yyyy}', %(yyyy)s), '{yy}', %(yy)s), '{mm}', %(mm)s) AS prefix
      FROM series
), counted AS (
    INSERT INTO numbering_counter (kind, prefix, last)
    SELECT %(kind)s, prefix, %(count)s::integer FROM named
    ON CONFLICT (kind, prefix) DO UPDATE SET last = numbering_counter.last + excluded.last
    RETURNING last
)
SELECT pattern, prefix, last FROM named, counted
"""


def next_number(kind: str, *, store: Store | None, on: date) -> str:
    """The next number of `kind`, such as SO2611-0001; one statement.

    The counter's row stays locked until the caller's transaction ends, so call this as late as
    possible.  A transaction that is rolled back gives its number back.
    """
    return next_numbers(kind, 1, store=store, on=on)[0]


def next_numbers(kind: str, count: int, *, store: Store | None, on: date) -> list[str]:
    """The next `count` numbers of `kind`, in order; as `next_number` otherwise."""
    if count < 1:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            NEXT,
            {
                "kind": kind,
                "store": store.pk if store else None,
                "default": all_series()[kind].pattern,
                "serial": SERIAL.pattern,
                "code": store.code if store else "",
                "yyyy": f"{on:%Y}",
                "yy": f"{on:%y}",
                "mm": f"{on:%m}",
                "count": count,
            },
        )
        pattern, prefix, last = cursor.fetchone()
    return [_written(pattern, prefix, number) for number in range(last - count + 1, last + 1)]


def _written(pattern: str, prefix: str, number: int) -> str:
    serial = SERIAL.search(pattern)
    assert serial, pattern
    return prefix.replace("#", serial.group().format(n=number))


@transaction.atomic
def set_pattern(*, kind: str, store: Store | None, pattern: str) -> NumberSeries:
    """Change how a kind of document is numbered from now on; given numbers stay.

    Raises InvalidInput for a pattern without a serial or with unknown fields.
    """
    if kind not in all_series():
        raise InvalidInput(_("没有这种单据类型"), field="kind")
    if len(SERIAL.findall(pattern)) != 1:
        raise InvalidInput(_("编号规则必须含一个流水号，例如 {n:04d}"), field="pattern")
    if unknown := set(FIELD.findall(SERIAL.sub("", pattern))) - KNOWN:
        raise InvalidInput(
            _("编号规则不认识 %(names)s") % {"names": "、".join(sorted(unknown))}, field="pattern"
        )
    if not re.fullmatch(r"[A-Za-z0-9{}:\-]{3,40}", pattern):
        raise InvalidInput(_("编号规则只能用字母、数字和连字符"), field="pattern")
    series, _made = NumberSeries.objects.update_or_create(
        kind=kind, store=store, defaults={"pattern": pattern}
    )
    return series
