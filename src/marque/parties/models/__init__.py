"""Master data of parties."""

from marque.parties.models.cards import CardStatus, MemberCard
from marque.parties.models.choices import (
    BaseStatus,
    ContactChannel,
    ContactTime,
    CustomerClass,
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
    Lifecycle,
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
from marque.parties.models.credit import CreditLimit, CreditLoan
from marque.parties.models.customers import Customer
from marque.parties.models.fleets import FleetAgreement
from marque.parties.models.merging import DuplicatePair, MergeLog
from marque.parties.models.owners import OwnerChange
from marque.parties.models.privacy import (
    Consent,
    ConsentChannel,
    ConsentPurpose,
    RetentionCategory,
    RetentionPolicy,
)
from marque.parties.models.records import (
    EXPIRING,
    INSURED,
    PROVIDED,
    DealingKind,
    DealingRecord,
    RecordSource,
    ServicePart,
    ServiceRecord,
)
from marque.parties.models.sharing import CustomerShare
from marque.parties.models.suppliers import Supplier, SupplierKind
from marque.parties.models.tags import CustomerTag, Tag, TagColour
from marque.parties.models.worth import ClassOverride, WorthRule

__all__ = [
    "EXPIRING",
    "INSURED",
    "PROVIDED",
    "BaseStatus",
    "CardStatus",
    "ClassOverride",
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
    "CreditLimit",
    "CreditLoan",
    "Customer",
    "CustomerClass",
    "CustomerKind",
    "CustomerRole",
    "CustomerShare",
    "CustomerSource",
    "CustomerStage",
    "CustomerStanding",
    "CustomerTag",
    "DealingKind",
    "DealingRecord",
    "DuplicatePair",
    "Education",
    "EnterpriseSize",
    "FleetAgreement",
    "Gender",
    "IdentityType",
    "ImportantDate",
    "IntentionClass",
    "Lifecycle",
    "MaritalStatus",
    "MemberCard",
    "MergeLog",
    "OwnerChange",
    "RecordSource",
    "Relation",
    "RelationKind",
    "RetentionCategory",
    "RetentionPolicy",
    "ServicePart",
    "ServiceRecord",
    "Supplier",
    "SupplierKind",
    "Tag",
    "TagColour",
    "WorthRule",
]
