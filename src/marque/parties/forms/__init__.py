"""Forms of parties."""

from marque.parties.forms.belongings import (
    CardForm,
    ConsentForm,
    ContactForm,
    CustomerTagsForm,
    FleetForm,
    ImportantDateForm,
    RelationForm,
)
from marque.parties.forms.customers import CustomerEditForm, CustomerForm, TransferForm
from marque.parties.forms.settings import (
    CompetitorForm,
    CompetitorPriceForm,
    RetentionForm,
    TagForm,
)

__all__ = [
    "CardForm",
    "CompetitorForm",
    "CompetitorPriceForm",
    "ConsentForm",
    "ContactForm",
    "CustomerEditForm",
    "CustomerForm",
    "CustomerTagsForm",
    "FleetForm",
    "ImportantDateForm",
    "RelationForm",
    "RetentionForm",
    "TagForm",
    "TransferForm",
]
