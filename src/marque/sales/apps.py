"""Sales: the order from signature to handover."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SalesConfig(AppConfig):
    """The app of the sales order; tells billing how its orders are paid."""

    name = "marque.sales"
    verbose_name = _("销售")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer sales orders to the cashier, to the ledger's drill-down and to customer pages."""
        from marque.accounting import api as accounting
        from marque.billing import api as billing
        from marque.foundation.administration.hand_over import Estate, register_estate
        from marque.foundation.custom_fields.registry import Target, register_target
        from marque.foundation.live.topics import register_topic
        from marque.sales import customer_tab
        from marque.sales.models import SalesOrder
        from marque.sales.payables import SalesOrderPayables
        from marque.sales.queries.links import order_url
        from marque.sales.services.hand_over_orders import (
            count_open_orders_of,
            hand_over_orders,
        )

        billing.register_payables(SalesOrderPayables())
        register_topic(
            "order",
            lambda user, name: SalesOrder.objects.visible_to(user).filter(number=name).exists(),
        )
        accounting.register_source("sales.salesorder", order_url)
        customer_tab.connect()
        register_target(Target("sales.salesorder", _("销售订单"), 30))
        register_estate(Estate(_("在途订单"), count_open_orders_of, hand_over_orders))
