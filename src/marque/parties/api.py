"""What other apps may use of parties."""

from __future__ import annotations

from marque.parties.facts import (
    CareAsked,
    ContactDetails,
    CustomerBecameFormal,
    CustomerDetails,
    CustomerOwnerChanged,
    CustomerOwnersChanged,
    CustomersMerged,
    CustomersTransferred,
)
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
    DealingKind,
    DealingRecord,
    IdentityType,
    IntentionClass,
    MemberCard,
    OwnerChange,
    ServiceRecord,
    Supplier,
    SupplierKind,
    Tag,
)
from marque.parties.queries import (
    CUSTOMER_LOOKUP,
    count_customers_of,
    find_by_card,
    find_by_phone,
    find_by_phones,
    find_supplier,
    list_makers,
    matching,
    matching_customer,
    phone_marks,
    search_customers,
)
from marque.parties.queries.records import KnownCar
from marque.parties.queries.registered import open_business, plates, purchases
from marque.parties.queries.suppliers import SupplierPurchase, register_purchases
from marque.parties.record_facts import DealingDetails, Paper, PartLine, ServiceDetails
from marque.parties.services.become_formal import (
    become_formal,
    note_delivery,
    note_visit,
    take_back_delivery,
)
from marque.parties.services.competitor_results import (
    forget_competitor_results,
    record_competitor_result,
)
from marque.parties.services.competitors import note_price, save_competitor
from marque.parties.services.compute_worth import compute_worth
from marque.parties.services.consents import (
    ConsentDetails,
    consent_problem,
    grant_consent,
    has_consent,
)
from marque.parties.services.create_customer import create_customer
from marque.parties.services.create_customers import NewCustomer, create_customers
from marque.parties.services.create_supplier import SupplierDetails, create_supplier
from marque.parties.services.credit import (
    LimitDetails,
    LoanDetails,
    credit_problem,
    lend_credit,
    return_credit,
    return_due_credit,
    set_credit_limit,
)
from marque.parties.services.customer_details import name_problem
from marque.parties.services.dealing_records import record_dealing
from marque.parties.services.edit_customer import edit_customer
from marque.parties.services.edit_supplier import SupplierPerson, save_supplier_contact
from marque.parties.services.fleet_agreements import (
    FleetDetails,
    agree_fleet,
    fleet_agreement_of,
)
from marque.parties.services.follow_leads import FollowedLead, follow_lead_owners
from marque.parties.services.important_dates import DateDetails, add_date
from marque.parties.services.member_cards import issue_card
from marque.parties.services.merge_book import MergeBook, register_resolver
from marque.parties.services.own_customer import (
    assign_customers,
    claim_customer,
    follow_lead_owner,
    note_contact,
    return_customer,
)
from marque.parties.services.relations import relate_customers
from marque.parties.services.save_contact import save_contact
from marque.parties.services.service_records import record_service
from marque.parties.services.set_intention import set_intention
from marque.parties.services.tagging import save_tag, tag_customer
from marque.parties.services.tell_pages import tell_pages
from marque.parties.services.transfer_customers import transfer_customers
from marque.parties.sources import (
    SYSTEM,
    TALK,
    Business,
    Figure,
    Happening,
    Panel,
    Suggestion,
    business,
    cars,
    composers,
    figures,
    happenings,
    register_exposure,
    register_panel,
    suggestions,
)
from marque.parties.tabs import (
    CustomerAct,
    CustomerTab,
    ListTab,
    list_tab,
    of_customer,
    register_act,
    register_tab,
)

__all__ = [
    "CUSTOMER_LOOKUP",
    "SYSTEM",
    "TALK",
    "Business",
    "CareAsked",
    "Competitor",
    "CompetitorModel",
    "Consent",
    "ConsentDetails",
    "ConsentPurpose",
    "Contact",
    "ContactCategory",
    "ContactDetails",
    "Customer",
    "CustomerAct",
    "CustomerBecameFormal",
    "CustomerDetails",
    "CustomerKind",
    "CustomerOwnerChanged",
    "CustomerOwnersChanged",
    "CustomerRole",
    "CustomerSource",
    "CustomerStage",
    "CustomerStanding",
    "CustomerTab",
    "CustomersMerged",
    "CustomersTransferred",
    "DateDetails",
    "DealingDetails",
    "DealingKind",
    "DealingRecord",
    "Figure",
    "FleetDetails",
    "FollowedLead",
    "Happening",
    "IdentityType",
    "IntentionClass",
    "KnownCar",
    "LimitDetails",
    "ListTab",
    "LoanDetails",
    "MemberCard",
    "MergeBook",
    "NewCustomer",
    "OwnerChange",
    "Panel",
    "Paper",
    "PartLine",
    "ServiceDetails",
    "ServiceRecord",
    "Suggestion",
    "Supplier",
    "SupplierDetails",
    "SupplierKind",
    "SupplierPerson",
    "SupplierPurchase",
    "Tag",
    "add_date",
    "agree_fleet",
    "assign_customers",
    "become_formal",
    "business",
    "cars",
    "claim_customer",
    "composers",
    "compute_worth",
    "consent_problem",
    "count_customers_of",
    "create_customer",
    "create_customers",
    "create_supplier",
    "credit_problem",
    "edit_customer",
    "figures",
    "find_by_card",
    "find_by_phone",
    "find_by_phones",
    "find_supplier",
    "fleet_agreement_of",
    "follow_lead_owner",
    "follow_lead_owners",
    "forget_competitor_results",
    "grant_consent",
    "happenings",
    "has_consent",
    "issue_card",
    "lend_credit",
    "list_makers",
    "list_tab",
    "matching",
    "matching_customer",
    "name_problem",
    "note_contact",
    "note_delivery",
    "note_price",
    "note_visit",
    "of_customer",
    "open_business",
    "phone_marks",
    "plates",
    "purchases",
    "record_competitor_result",
    "record_dealing",
    "record_service",
    "register_act",
    "register_exposure",
    "register_panel",
    "register_purchases",
    "register_resolver",
    "register_tab",
    "relate_customers",
    "return_credit",
    "return_customer",
    "return_due_credit",
    "save_competitor",
    "save_contact",
    "save_supplier_contact",
    "save_tag",
    "search_customers",
    "set_credit_limit",
    "set_intention",
    "suggestions",
    "tag_customer",
    "take_back_delivery",
    "tell_pages",
    "transfer_customers",
]
