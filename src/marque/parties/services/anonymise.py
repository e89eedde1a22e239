"""Data that is kept no longer than needed (PIPL 19, 47; domain reference §9.5)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.foundation.attachments.models import Attachment
from marque.foundation.audit import actor
from marque.kernel.errors import GuardRefused
from marque.kernel.periods import add_months
from marque.organisation.models import User
from marque.parties.models import (
    CardStatus,
    Customer,
    CustomerKind,
    CustomerStage,
    RetentionCategory,
    RetentionPolicy,
)

DEFAULT_MONTHS: dict[str, int] = {
    RetentionCategory.POTENTIAL: 36,
    RetentionCategory.FORMAL: 120,
}
"""Where no policy says otherwise: customers of a sale ten years (汽车销售管理办法)."""
PASSING = "crm"
"""Traces of this app are use of the data, not business; only recent ones keep a customer."""
TRACES = ("created_at", "at", "starts_at", "arrived_at")
OWN_BUSINESS = {"creditlimit", "creditloan", "fleetagreement", "servicerecord", "dealingrecord"}
"""Tables of this app that are business too; the others are forgotten with the customer."""
FORGOTTEN: dict[str, Any] = {
    "phone": "",
    "phone_second": "",
    "id_type": "",
    "id_number": "",
    "tax_id": "",
    "wechat": "",
    "email": "",
    "address": "",
    "born_on": None,
    "occupation": "",
    "hobbies": "",
    "education": "",
    "marital_status": "",
    "legal_representative": "",
    "notes": "",
    "is_active": False,
    "owner": None,
    "department": None,
}


def months_kept(category: str, *, on: date) -> int:
    """How long data of a category is kept by the policy of that day."""
    policy = RetentionPolicy.objects.filter(category=category, valid_from_on__lte=on).first()
    return policy.months if policy else DEFAULT_MONTHS[category]


def expired_customers(*, today: date) -> Any:
    """Potential customers without business whom nobody has dealt with for the time allowed."""
    last = add_months(today, -months_kept(RetentionCategory.POTENTIAL, on=today))
    since = timezone.make_aware(datetime.combine(last, datetime.min.time()))
    waiting = Customer.objects.filter(
        stage=CustomerStage.POTENTIAL, anonymised_at__isnull=True, created_at__lt=since
    ).exclude(Q(last_visit_on__gte=last) | Q(last_contact_on__gte=last) | Q(purchases_count__gt=0))
    for relation in _relations():
        model, name = relation.related_model, relation.field.name
        rows = model.objects.filter(**{name: OuterRef("pk")})
        if model._meta.app_label == PASSING:
            rows = _recent(model, rows, since)
        waiting = waiting.exclude(Exists(rows))
    return waiting.order_by("created_at", "pk")


def _relations() -> list[Any]:
    """Every table that tells of business with a customer, or of the use of their data."""
    own = apps.get_app_config("parties").label
    return [
        relation
        for relation in Customer._meta.related_objects
        if relation.related_model._meta.app_label != own
        or relation.related_model._meta.model_name in OWN_BUSINESS
    ]


def _recent(model: Any, rows: Any, since: datetime) -> Any:
    """Those since the day; all of them where the table does not tell when."""
    known = {field.name for field in model._meta.concrete_fields}
    when = next((name for name in TRACES if name in known), None)
    if when is None:
        return rows
    is_day = model._meta.get_field(when).get_internal_type() == "DateField"
    return rows.filter(**{f"{when}__gte": since.date() if is_day else since})


@transaction.atomic
def anonymise_customer(customer: Customer, *, now: datetime, by: User | None = None) -> None:
    """Forget who the customer was; the record stays for the statistics.

    Raises `GuardRefused` for a formal customer, whose file the law keeps.
    """
    row = Customer.objects.select_for_update(of=("self",)).get(pk=customer.pk)
    if row.stage == CustomerStage.FORMAL:
        raise GuardRefused(_("正式客户的档案须按法规保存，不能匿名化。"))
    is_person = row.kind == CustomerKind.PERSON
    row.name = _("匿名客户") if is_person else _("匿名企业客户")
    for name, value in FORGOTTEN.items():
        setattr(row, name, value)
    row.anonymised_at = now
    row.version += 1
    row.save()
    _forget_the_rest(row, now=now, by=by)
    actor.note("anonymise", f"parties.customer:{row.number}", {})


def _forget_the_rest(row: Customer, *, now: datetime, by: User | None) -> None:
    row.contacts.all().delete()
    row.important_dates.all().delete()
    row.relations.all().delete()
    row.relations_back.all().delete()
    row.customer_tags.all().delete()
    row.cards.filter(status=CardStatus.ACTIVE).update(
        status=CardStatus.CANCELLED, ended_on=timezone.localdate(now), ended_by=by
    )
    files = Attachment.objects.filter(document_type="parties.customer", document_id=row.pk)
    for file in files:
        stored = file.file
        file.delete()
        transaction.on_commit(lambda stored=stored: stored.delete(save=False))  # type: ignore[misc]


def anonymise_expired(*, today: date, now: datetime, by: User | None = None) -> int:
    """Forget everybody whose time is over; returns how many."""
    found = list(expired_customers(today=today))
    for customer in found:
        anonymise_customer(customer, now=now, by=by)
    return len(found)
