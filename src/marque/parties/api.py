"""What other apps may use of parties."""

from __future__ import annotations

from marque.parties.facts import CustomerBecameFormal, CustomerDetails, CustomersTransferred
from marque.parties.models import (
    Competitor,
    CompetitorModel,
    Consent,
    ConsentPurpose,
    Contact,
    ContactCategory,
    Customer,
    CustomerKind,
    CustomerRole,
    CustomerSource,
    CustomerStage,
    CustomerStanding,
    IdentityType,
    IntentionClass,
    MemberCard,
    OwnerChange,
    Supplier,
    SupplierKind,
    Tag,
)
from marque.parties.queries import (
    CUSTOMER_LOOKUP,
    count_customers_of,
    find_by_card,
    find_by_phone,
    find_supplier,
    list_makers,
    matching,
    matching_customer,
    search_customers,
)
from marque.parties.services.become_formal import (
    become_formal,
    note_delivery,
    note_visit,
    take_back_delivery,
)
from marque.parties.services.competitor_results import record_competitor_result
from marque.parties.services.consents import consent_problem, has_consent
from marque.parties.services.create_customer import create_customer
from marque.parties.services.create_supplier import SupplierDetails, create_supplier
from marque.parties.services.edit_customer import edit_customer
from marque.parties.services.fleet_agreements import fleet_agreement_of
from marque.parties.services.set_intention import set_intention
from marque.parties.services.transfer_customers import transfer_customers
from marque.parties.tabs import CustomerAct, CustomerTab, register_act, register_tab

__all__ = [
    "CUSTOMER_LOOKUP",
    "Competitor",
    "CompetitorModel",
    "Consent",
    "ConsentPurpose",
    "Contact",
    "ContactCategory",
    "Customer",
    "CustomerAct",
    "CustomerBecameFormal",
    "CustomerDetails",
    "CustomerKind",
    "CustomerRole",
    "CustomerSource",
    "CustomerStage",
    "CustomerStanding",
    "CustomerTab",
    "CustomersTransferred",
    "IdentityType",
    "IntentionClass",
    "MemberCard",
    "OwnerChange",
    "Supplier",
    "SupplierDetails",
    "SupplierKind",
    "Tag",
    "become_formal",
    "consent_problem",
    "count_customers_of",
    "create_customer",
    "create_supplier",
    "edit_customer",
    "find_by_card",
    "find_by_phone",
    "find_supplier",
    "fleet_agreement_of",
    "has_consent",
    "list_makers",
    "matching",
    "matching_customer",
    "note_delivery",
    "note_visit",
    "record_competitor_result",
    "register_act",
    "register_tab",
    "search_customers",
    "set_intention",
    "take_back_delivery",
    "transfer_customers",
]
