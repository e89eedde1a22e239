"""What other apps may use of parties."""

from __future__ import annotations

from marque.parties.facts import CustomerDetails, CustomersTransferred
from marque.parties.models import (
    Customer,
    CustomerKind,
    CustomerSource,
    IdentityType,
    Supplier,
    SupplierKind,
)
from marque.parties.queries import (
    CUSTOMER_LOOKUP,
    count_customers_of,
    find_by_phone,
    find_supplier,
    list_makers,
    search_customers,
)
from marque.parties.services.create_customer import create_customer
from marque.parties.services.create_supplier import SupplierDetails, create_supplier
from marque.parties.services.edit_customer import edit_customer
from marque.parties.services.transfer_customers import transfer_customers
from marque.parties.tabs import CustomerAct, CustomerTab, register_act, register_tab

__all__ = [
    "CUSTOMER_LOOKUP",
    "Customer",
    "CustomerAct",
    "CustomerDetails",
    "CustomerKind",
    "CustomerSource",
    "CustomerTab",
    "CustomersTransferred",
    "IdentityType",
    "Supplier",
    "SupplierDetails",
    "SupplierKind",
    "count_customers_of",
    "create_customer",
    "create_supplier",
    "edit_customer",
    "find_by_phone",
    "find_supplier",
    "list_makers",
    "register_act",
    "register_tab",
    "search_customers",
    "transfer_customers",
]
