"""Master data of parties."""

from marque.parties.models.customers import (
    Customer,
    CustomerKind,
    CustomerSource,
    Gender,
    IdentityType,
    OwnerChange,
)
from marque.parties.models.suppliers import Supplier, SupplierKind

__all__ = [
    "Customer",
    "CustomerKind",
    "CustomerSource",
    "Gender",
    "IdentityType",
    "OwnerChange",
    "Supplier",
    "SupplierKind",
]
