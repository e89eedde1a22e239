"""Master data of parties."""

from marque.parties.models.cards import CardStatus, MemberCard
from marque.parties.models.choices import (
    ContactChannel,
    ContactTime,
    CustomerKind,
    CustomerRole,
    CustomerSource,
    CustomerStage,
    CustomerStanding,
    Education,
    EnterpriseSize,
    Gender,
    IdentityType,
    IntentionClass,
    MaritalStatus,
)
from marque.parties.models.competitors import (
    Competitor,
    CompetitorModel,
    CompetitorPrice,
    CompetitorResult,
)
from marque.parties.models.contacts import (
    Contact,
    ContactCategory,
    ImportantDate,
    Relation,
    RelationKind,
)
from marque.parties.models.customers import Customer
from marque.parties.models.fleets import FleetAgreement
from marque.parties.models.owners import OwnerChange
from marque.parties.models.privacy import (
    Consent,
    ConsentChannel,
    ConsentPurpose,
    RetentionCategory,
    RetentionPolicy,
)
from marque.parties.models.suppliers import Supplier, SupplierKind
from marque.parties.models.tags import CustomerTag, Tag, TagColour

__all__ = [
    "CardStatus",
    "Competitor",
    "CompetitorModel",
    "CompetitorPrice",
    "CompetitorResult",
    "Consent",
    "ConsentChannel",
    "ConsentPurpose",
    "Contact",
    "ContactCategory",
    "ContactChannel",
    "ContactTime",
    "Customer",
    "CustomerKind",
    "CustomerRole",
    "CustomerSource",
    "CustomerStage",
    "CustomerStanding",
    "CustomerTag",
    "Education",
    "EnterpriseSize",
    "FleetAgreement",
    "Gender",
    "IdentityType",
    "ImportantDate",
    "IntentionClass",
    "MaritalStatus",
    "MemberCard",
    "OwnerChange",
    "Relation",
    "RelationKind",
    "RetentionCategory",
    "RetentionPolicy",
    "Supplier",
    "SupplierKind",
    "Tag",
    "TagColour",
]
