"""Lifecycle, class and value of customers, worked out set-wise (CUS-13, 14, 16–19)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from marque.parties.models import ClassOverride, WorthRule
from marque.parties.queries.registered import purchases, union_of
from marque.parties.queries.worth import rule_on

NO_PURCHASES = "SELECT NULL::bigint, NULL::numeric, NULL::bigint, NULL::date WHERE FALSE"

COMPUTE = """
WITH bought AS (
  SELECT customer_id, sum(amount) AS amount, sum(number) AS number, max(last_on) AS last_on
    FROM ({purchases}) AS p (customer_id, amount, number, last_on)
   WHERE (%(every)s OR customer_id = ANY (%(keys)s)) GROUP BY customer_id
), serviced AS (
  SELECT customer_id, max(came_on) AS last_on FROM parties_servicerecord
   WHERE status = 'valid' AND (%(every)s OR customer_id = ANY (%(keys)s)) GROUP BY customer_id
), decided AS (
  SELECT customer_id,
         max(value) FILTER (WHERE axis = 'lifecycle') AS lifecycle,
         max(value) FILTER (WHERE axis = 'customer_class') AS customer_class,
         max(value) FILTER (WHERE axis = 'standing') AS standing
    FROM parties_classoverride
   WHERE ended_at IS NULL AND (until_on IS NULL OR until_on >= %(today)s)
     AND (%(every)s OR customer_id = ANY (%(keys)s))
   GROUP BY customer_id
), basis AS (
  SELECT c.id, c.lifecycle, c.lifecycle_on, c.stage, c.standing, c.intention, c.formal_on,
         c.last_contact_on, greatest(c.last_visit_on, s.last_on) AS last_visit_on,
         s.last_on AS serviced_on,
         coalesce(b.amount, 0) AS amount,
         greatest(coalesce(b.number, 0), c.purchases_count) AS number,
         greatest(c.last_visit_on, s.last_on, c.last_delivered_on, b.last_on) AS seen_on,
         (c.created_at AT TIME ZONE %(zone)s)::date AS created_on,
         d.lifecycle AS d_lifecycle, d.customer_class AS d_class, d.standing AS d_standing
    FROM parties_customer c
    LEFT JOIN bought b ON b.customer_id = c.id
    LEFT JOIN serviced s ON s.customer_id = c.id
    LEFT JOIN decided d ON d.customer_id = c.id
   WHERE c.is_active AND (%(every)s OR c.id = ANY (%(keys)s))
), judged AS (
  SELECT basis.*,
         coalesce(d_lifecycle, CASE
           WHEN %(today)s - created_on <= %(new_days)s THEN 'new'
           WHEN %(today)s - coalesce(seen_on, created_on) > %(lost_days)s THEN 'lost'
           WHEN %(today)s - coalesce(seen_on, created_on) > %(risk_days)s THEN 'at_risk'
           WHEN lifecycle = 'lost' THEN 'won_back'
           WHEN lifecycle = 'won_back' AND %(today)s - lifecycle_on <= %(back_days)s
             THEN 'won_back'
           ELSE 'active' END) AS n_lifecycle,
         coalesce(d_class, CASE
           WHEN stage = 'formal' THEN 'closed'
           WHEN intention IN ('H', 'A', 'B', 'C', 'O') THEN 'intending'
           ELSE 'potential' END) AS n_class,
         coalesce(d_standing, CASE
           WHEN amount >= %(amount_vip)s THEN 'vip'
           WHEN stage = 'formal' AND standing = 'ordinary' THEN 'base'
           ELSE standing END) AS n_standing,
         CASE WHEN seen_on IS NULL THEN 0
              WHEN %(today)s - seen_on <= %(recency_step)s THEN 5
              WHEN %(today)s - seen_on <= 2 * %(recency_step)s THEN 4
              WHEN %(today)s - seen_on <= 4 * %(recency_step)s THEN 3
              WHEN %(today)s - seen_on <= 8 * %(recency_step)s THEN 2 ELSE 1 END AS recency,
         least(number, 5) AS frequency,
         CASE WHEN amount >= 8 * %(amount_step)s THEN 5
              WHEN amount >= 4 * %(amount_step)s THEN 4
              WHEN amount >= 2 * %(amount_step)s THEN 3
              WHEN amount >= %(amount_step)s THEN 2
              WHEN amount > 0 THEN 1 ELSE 0 END AS money
    FROM basis
), final AS (
  SELECT id, n_lifecycle, n_class, n_standing, seen_on, serviced_on, amount, number,
         CASE WHEN lifecycle = n_lifecycle THEN coalesce(lifecycle_on, %(today)s)
              ELSE %(today)s END AS n_lifecycle_on,
         CASE WHEN stage <> 'formal' OR n_standing = 'ordinary' THEN ''
              WHEN seen_on >= %(today)s - %(base_days)s THEN 'active'
              ELSE 'inactive' END AS n_base,
         round(100.0 * (recency * %(weight_recency)s + frequency * %(weight_frequency)s
               + money * %(weight_amount)s) / (5 * %(weights)s)) AS score,
         CASE WHEN n_standing = 'vip' THEN
              coalesce(greatest(last_contact_on, last_visit_on), formal_on, created_on)
              + %(care_days)s END AS n_care
    FROM judged
)
UPDATE parties_customer c
   SET lifecycle = f.n_lifecycle, lifecycle_on = f.n_lifecycle_on, customer_class = f.n_class,
       standing = f.n_standing, base_status = f.n_base, last_seen_on = f.seen_on,
       last_service_on = f.serviced_on, bought_count = f.number, amount_spent = f.amount,
       value_score = f.score,
       care_due_on = f.n_care
  FROM final f
 WHERE c.id = f.id
   AND (c.lifecycle, c.lifecycle_on, c.customer_class, c.standing, c.base_status, c.last_seen_on,
        c.last_service_on, c.bought_count, c.amount_spent, c.value_score, c.care_due_on)
       IS DISTINCT FROM
       (f.n_lifecycle, f.n_lifecycle_on, f.n_class, f.n_standing, f.n_base, f.seen_on,
        f.serviced_on, f.number, f.amount, f.score, f.n_care)
"""
TERMS = (
    "new_days",
    "risk_days",
    "lost_days",
    "back_days",
    "base_days",
    "care_days",
    "recency_step",
    "amount_step",
    "weight_recency",
    "weight_frequency",
    "weight_amount",
    "weights",
    "amount_vip",
)


@transaction.atomic
def compute_worth(*, today: date, customers: Sequence[int] | None = None) -> int:
    """Judge customers (all, or these) by the rule of the day; returns how many changed.

    Visits to the workshop are read from the customer file, so that a voided one no longer counts.
    What somebody decided by hand stands until it ends.  Rows that stay as they are are not
    written, so that a quiet night leaves no trace.
    """
    rule = rule_on(today)
    union, values = union_of(purchases, NO_PURCHASES)
    names = {f"p{place}": value for place, value in enumerate(values)}
    for name in names:
        union = union.replace("%s", f"%({name})s", 1)
    params: dict[str, Any] = names | {name: getattr(rule, name) for name in TERMS}
    params |= {"today": today, "zone": settings.TIME_ZONE, "every": customers is None}
    params["keys"] = list(customers or [])
    with connection.cursor() as cursor:
        cursor.execute(COMPUTE.replace("{purchases}", union), params)
        return int(cursor.rowcount)


@transaction.atomic
def end_overrides(*, today: date, now: Any) -> int:
    """Decisions by hand whose day has passed end; the rule judges again."""
    over = ClassOverride.objects.filter(ended_at=None, until_on__lt=today)
    return int(over.update(ended_at=now))


def set_rule(rule: WorthRule) -> WorthRule:
    """Store a rule for the day it begins; one of the same day is replaced."""
    WorthRule.objects.filter(valid_from_on=rule.valid_from_on).delete()
    rule.full_clean(validate_unique=False)
    rule.save(force_insert=True)
    return rule
