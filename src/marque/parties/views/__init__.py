"""Pages of parties."""

from marque.parties.views.customers import (
    customer_create,
    customer_detail,
    customer_edit,
    customer_list,
    customer_lookup,
    customer_reveal,
    customer_transfer,
    division_options,
    phone_check,
    supplier_lookup,
)

__all__ = [
    "customer_create",
    "customer_detail",
    "customer_edit",
    "customer_list",
    "customer_lookup",
    "customer_reveal",
    "customer_transfer",
    "division_options",
    "phone_check",
    "supplier_lookup",
]
