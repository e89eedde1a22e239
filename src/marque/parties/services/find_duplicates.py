"""Who may be registered twice: a worklist with score and reason (CUS-32)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from marque.organisation.models import Store, User
from marque.parties.models import DuplicatePair
from marque.parties.queries.registered import plates, union_of

SCORES = {"identity": 100, "tax": 100, "phone": 95, "plate": 85, "name": 80, "second": 70}
"""How sure each reason makes us; two reasons are surer than the best alone."""
NO_PLATES = "SELECT NULL::bigint, NULL::text WHERE FALSE"

FIND = """
WITH mine AS (
  SELECT id, kind, name_pinyin, phone_index, phone_second_index, phone_tail, id_index, tax_id
    FROM parties_customer WHERE store_id = %(store)s AND is_active
), plated AS (
  SELECT DISTINCT m.id, m.name_pinyin, p.plate
    FROM ({plates}) AS p (customer_id, plate) JOIN mine m ON m.id = p.customer_id
   WHERE p.plate <> ''
), found AS (
  SELECT a.id AS x, b.id AS y, 'identity' AS reason
    FROM mine a JOIN mine b ON a.id_index = b.id_index AND a.id < b.id WHERE a.id_index <> ''
  UNION ALL
  SELECT a.id, b.id, 'tax'
    FROM mine a JOIN mine b ON a.tax_id = b.tax_id AND a.id < b.id WHERE a.tax_id <> ''
  UNION ALL
  SELECT least(a.id, b.id), greatest(a.id, b.id), 'phone'
    FROM mine a JOIN mine b ON a.phone_index = b.phone_second_index AND a.id <> b.id
   WHERE a.phone_index <> ''
  UNION ALL
  SELECT a.id, b.id, 'second'
    FROM mine a JOIN mine b ON a.phone_second_index = b.phone_second_index AND a.id < b.id
   WHERE a.phone_second_index <> ''
  UNION ALL
  SELECT a.id, b.id, 'name'
    FROM mine a JOIN mine b
      ON a.name_pinyin = b.name_pinyin AND a.phone_tail = b.phone_tail AND a.id < b.id
   WHERE a.phone_tail <> '' AND a.name_pinyin <> ''
  UNION ALL
  SELECT a.id, b.id, 'plate'
    FROM plated a JOIN plated b
      ON a.plate = b.plate AND a.name_pinyin = b.name_pinyin AND a.id < b.id
)
SELECT x, y, array_agg(DISTINCT reason) FROM found
  JOIN mine a ON a.id = x JOIN mine b ON b.id = y AND a.kind = b.kind
 GROUP BY x, y
"""


def find_pairs(store: Store) -> dict[tuple[int, int], list[str]]:
    """Every pair of active customers of a store that look like one, with the reasons."""
    union, values = union_of(plates, NO_PLATES)
    names = {f"p{place}": value for place, value in enumerate(values)}
    for name in names:
        union = union.replace("%s", f"%({name})s", 1)
    with connection.cursor() as cursor:
        cursor.execute(FIND.replace("{plates}", union), names | {"store": store.pk})
        return {
            (first, second): sorted(reasons, key=lambda code: -SCORES[code])
            for first, second, reasons in cursor.fetchall()
        }


def score_of(reasons: list[str]) -> int:
    """How sure we are: the best reason, and five points for each other."""
    return min(100, SCORES[reasons[0]] + 5 * (len(reasons) - 1))


@transaction.atomic
def find_duplicates(*, store: Store, now: datetime) -> int:
    """Bring the worklist of a store up to date; returns how many pairs wait.

    Pairs that were judged to be different people stay judged.
    """
    found = find_pairs(store)
    known = {
        (row.first_id, row.second_id): row for row in DuplicatePair.objects.filter(store=store)
    }
    gone = [row.pk for key, row in known.items() if key not in found and row.dismissed_at is None]
    DuplicatePair.objects.filter(pk__in=gone).delete()
    fresh = []
    for key, reasons in found.items():
        score, words = score_of(reasons), " ".join(reasons)
        if (row := known.get(key)) is None:
            fresh.append(_pair(store, key, score, words, now))
        elif (row.score, row.reasons) != (score, words):
            DuplicatePair.objects.filter(pk=row.pk).update(score=score, reasons=words)
    DuplicatePair.objects.bulk_create(fresh, ignore_conflicts=True)
    return int(DuplicatePair.objects.open().filter(store=store).count())


def _pair(
    store: Store, key: tuple[int, int], score: int, words: str, now: datetime
) -> DuplicatePair:
    first, second = key
    return DuplicatePair(
        store=store, first_id=first, second_id=second, score=score, reasons=words, found_at=now
    )


def dismiss_pair(pair: DuplicatePair, *, by: User, now: datetime) -> None:
    """These are two people; the pair does not come back."""
    DuplicatePair.objects.filter(pk=pair.pk, dismissed_at=None).update(
        dismissed_at=now, dismissed_by=by
    )


def pair_of(first: Any, second: Any) -> DuplicatePair | None:
    """The suspicion about two customers, if there is one."""
    both = Q(first=first, second=second) | Q(first=second, second=first)
    found: DuplicatePair | None = DuplicatePair.objects.filter(both).first()
    return found
