"""Reads of parties."""

from marque.parties.queries.finding import (
    CUSTOMER_LOOKUP,
    SHORTEST_CARD,
    count_customers_of,
    find_by_card,
    find_by_phone,
    find_supplier,
    list_makers,
    list_owner_changes,
    matching,
    matching_contact,
    matching_customer,
    search_contacts,
    search_customers,
    tidy_card,
)
from marque.parties.queries.pages import (
    competitor_page,
    find_alike,
    list_reveals,
    masked,
    overview_of,
)

__all__ = [
    "CUSTOMER_LOOKUP",
    "SHORTEST_CARD",
    "competitor_page",
    "count_customers_of",
    "find_alike",
    "find_by_card",
    "find_by_phone",
    "find_supplier",
    "list_makers",
    "list_owner_changes",
    "list_reveals",
    "masked",
    "matching",
    "matching_contact",
    "matching_customer",
    "overview_of",
    "search_contacts",
    "search_customers",
    "tidy_card",
]
