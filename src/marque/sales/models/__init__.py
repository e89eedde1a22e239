"""Documents of sales."""

from marque.sales.models.handovers import Handover, HandoverItem
from marque.sales.models.lines import LineKind, SalesOrderLine
from marque.sales.models.orders import DepositKind, SalesOrder, SalesOrderQuerySet

__all__ = [
    "DepositKind",
    "Handover",
    "HandoverItem",
    "LineKind",
    "SalesOrder",
    "SalesOrderLine",
    "SalesOrderQuerySet",
]
