"""Customers that belong together (客户关系)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from marque.kernel.errors import Duplicate, InvalidInput
from marque.organisation.models import User
from marque.parties.models import Customer, Relation, RelationKind
from marque.parties.services.reach import locked_customer


@transaction.atomic
def relate_customers(
    customer: Customer, *, other: Customer, kind: str, by: User, notes: str = ""
) -> Relation:
    """Note that `other` is the `kind` of `customer`."""
    locked = locked_customer(customer, by=by)
    if other.pk == locked.pk:
        raise InvalidInput(_("请选择另一位客户。"), field="other")
    if kind not in RelationKind.values:
        raise InvalidInput(_("请选择关系。"), field="kind")
    row, is_new = Relation.objects.get_or_create(
        customer=locked, other=other, kind=kind, defaults={"notes": notes[:100], "created_by": by}
    )
    if not is_new:
        raise Duplicate(_("这个关系已经登记过。"))
    return row


@transaction.atomic
def remove_relation(relation: Relation, *, by: User) -> None:
    """Forget a relation."""
    locked_customer(relation.customer, by=by)
    relation.delete()
