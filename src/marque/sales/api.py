"""What other apps may use of sales."""

from marque.sales.events import (
    OrderCancelled,
    OrderConfirmed,
    OrderDelivered,
    OrderInvoiced,
    OrderRejected,
    OrderSubmitted,
    VehicleIssuedForOrder,
)
from marque.sales.models import DepositKind, LineKind, SalesOrder, SalesOrderLine
from marque.sales.queries.cancellation import CancellationPreview, preview_cancellation
from marque.sales.queries.customer_sets import (
    customers_with_open_orders,
    purchases_of_customers,
)
from marque.sales.queries.orders import get_order, list_open_orders, list_orders
from marque.sales.queries.stages import Stage, stage_of
from marque.sales.services.allocate_vehicle import allocate_vehicle, lose_vehicle
from marque.sales.services.announce import refresh_order_of_vehicle, refresh_order_pages
from marque.sales.services.cancel_order import Cancellation, DepositChoice, cancel_order
from marque.sales.services.confirm_order import confirm_order
from marque.sales.services.create_order import create_order
from marque.sales.services.deliver_order import HandoverSheet, deliver_order
from marque.sales.services.edit_order import edit_order
from marque.sales.services.handover_list import tick_handover_items
from marque.sales.services.issue_sales_invoice import issue_sales_invoice, undo_invoice
from marque.sales.services.order_draft import ItemDraft, OrderDraft
from marque.sales.services.outbound_order import outbound_order
from marque.sales.services.record_money import record_payment, record_return
from marque.sales.services.reject_order import reject_order, withdraw_order
from marque.sales.services.submit_order import place_order, submit_order
from marque.sales.workflow import ORDER_WORKFLOW, OrderStatus

__all__ = [
    "ORDER_WORKFLOW",
    "Cancellation",
    "CancellationPreview",
    "DepositChoice",
    "DepositKind",
    "HandoverSheet",
    "ItemDraft",
    "LineKind",
    "OrderCancelled",
    "OrderConfirmed",
    "OrderDelivered",
    "OrderDraft",
    "OrderInvoiced",
    "OrderRejected",
    "OrderStatus",
    "OrderSubmitted",
    "SalesOrder",
    "SalesOrderLine",
    "Stage",
    "VehicleIssuedForOrder",
    "allocate_vehicle",
    "cancel_order",
    "confirm_order",
    "create_order",
    "customers_with_open_orders",
    "deliver_order",
    "edit_order",
    "get_order",
    "issue_sales_invoice",
    "list_open_orders",
    "list_orders",
    "lose_vehicle",
    "outbound_order",
    "place_order",
    "preview_cancellation",
    "purchases_of_customers",
    "record_payment",
    "record_return",
    "refresh_order_of_vehicle",
    "refresh_order_pages",
    "reject_order",
    "stage_of",
    "submit_order",
    "tick_handover_items",
    "undo_invoice",
    "withdraw_order",
]
