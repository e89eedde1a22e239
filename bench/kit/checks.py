"""What must hold in the database after a benchmark."""

from __future__ import annotations

from typing import Any

from django.db import connection

from bench.kit.books import SCHEMA

NOT_WHOLE = """
SELECT o.number FROM sales_salesorder o
 WHERE o.number LIKE %s
   AND NOT (o.status = 'confirmed'
        AND (SELECT count(*) FROM sales_salesorderline l WHERE l.order_id = o.id) = 3
        AND (SELECT sum(l.amount_net) FROM sales_salesorderline l WHERE l.order_id = o.id)
            = o.amount_total
        AND (SELECT count(*) FROM inventory_vehiclelock k
              WHERE k.holder_type = 'sales.salesorder' AND k.holder_id = o.id
                AND k.vehicle_id = o.vehicle_id AND k.released_at IS NULL) = 1
        AND (SELECT array_agg(c.to_status ORDER BY c.id)::text[] FROM documents_statuschange c
              WHERE c.document_type = 'sales.salesorder' AND c.document_id = o.id)
            = ARRAY['submitted', 'confirmed'])
"""
OF_PRIZES = """
SELECT v.id,
       (SELECT count(*) FROM sales_salesorder o WHERE o.vehicle_id = v.id),
       (SELECT count(*) FROM sales_salesorderline l JOIN sales_salesorder o ON o.id = l.order_id
         WHERE o.vehicle_id = v.id),
       (SELECT count(*) FROM inventory_vehiclelock k
          JOIN sales_salesorder o ON o.id = k.holder_id AND o.vehicle_id = v.id
         WHERE k.vehicle_id = v.id AND k.released_at IS NULL),
       (SELECT count(*) FROM inventory_vehiclelock k WHERE k.vehicle_id = v.id)
  FROM inventory_vehicle v WHERE v.id = ANY(%s)
"""
UNBALANCED = """
SELECT v.id FROM accounting_voucher v
  LEFT JOIN accounting_voucherline l ON l.voucher_id = v.id
 GROUP BY v.id HAVING count(l.id) < 2 OR sum(l.amount_debit) <> sum(l.amount_credit)
"""


def whole_orders(confirmed: int, *, prefix: str) -> list[str]:
    """What is wrong with the orders: there must be so many, each whole, no number twice."""
    wrong = [f"{row[0]} is not whole" for row in rows(NOT_WHOLE, [f"{prefix}%"])]
    found = rows("SELECT count(*), count(DISTINCT number) FROM sales_salesorder WHERE number LIKE %s",
                 [f"{prefix}%"])[0]  # fmt: skip
    if found != (confirmed, confirmed):
        wrong.append(f"{confirmed} orders were answered, {found[0]} exist")
    return wrong


def race_is_clean(vehicles: list[int]) -> list[str]:
    """Each vehicle has one order with three lines and the one lock it ever had."""
    return [
        f"vehicle {pk}: {orders} orders, {lines} lines, {held} locks of {ever}"
        for pk, orders, lines, held, ever in rows(OF_PRIZES, [vehicles])
        if (orders, lines, held, ever) != (1, 3, 1, 1)
    ]


def ledger_balances() -> list[str]:
    """No voucher without lines, none out of balance."""
    return [f"voucher {row[0]} is not balanced" for row in rows(UNBALANCED, [])]


def rows(sql: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    """Ask the account set."""
    connection.set_schema(SCHEMA)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
