"""Lists of parties."""

from marque.parties.tables.customers import AgentTable, CustomerTable
from marque.parties.tables.others import CompetitorTable, ContactTable, ExpiredTable, TagTable

__all__ = [
    "AgentTable",
    "CompetitorTable",
    "ContactTable",
    "CustomerTable",
    "ExpiredTable",
    "TagTable",
]
