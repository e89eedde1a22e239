"""Put tags on customers, by hand and by rule (CUS-15)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.kernel.errors import Duplicate, InvalidInput, StaleDocument
from marque.organisation.models import User
from marque.parties.models import Customer, CustomerTag, Tag, TagColour
from marque.parties.services.reach import locked_customer
from marque.parties.services.tag_rules import Rule, condition_of, tidy_rule

BATCH = 5_000


@transaction.atomic
def save_tag(
    *,
    values: dict[str, Any],
    rule: Rule,
    by: User,
    today: date,
    tag: Tag | None = None,
    version: int | None = None,
) -> Tag:
    """Add a tag, or change it; with a rule it is on the right customers at once."""
    row = tag or Tag(created_by=by)
    if tag is not None:
        row = Tag.objects.select_for_update().get(pk=tag.pk)
        if row.version != version:
            raise StaleDocument(_("资料刚被他人修改过，请刷新页面后再改。"))
        row.version += 1
    name = str(values.get("name", "")).strip()
    if not name:
        raise InvalidInput(_("请填写标签名称。"), field="name")
    if values.get("colour") not in TagColour.values:
        raise InvalidInput(_("请选择标签颜色。"), field="colour")
    if Tag.objects.filter(name=name).exclude(pk=row.pk).exists():
        raise Duplicate(_("标签“%s”已存在。") % name)
    for field, value in (values | {"name": name, "rule": tidy_rule(rule)}).items():
        setattr(row, field, value)
    row.save()
    apply_tag(row, today=today)
    return row


@transaction.atomic
def tag_customer(customer: Customer, *, tags: Iterable[Tag], by: User) -> None:
    """The customer has exactly these tags by hand; those by rule stay as they are."""
    locked = locked_customer(customer, by=by)
    wanted = {tag.pk for tag in tags if not tag.has_rule}
    own = CustomerTag.objects.filter(customer=locked, is_by_rule=False)
    own.exclude(tag__in=wanted).delete()
    CustomerTag.objects.bulk_create(
        [CustomerTag(customer=locked, tag_id=pk, added_by=by) for pk in sorted(wanted)],
        ignore_conflicts=True,
    )


def apply_tag(tag: Tag, *, today: date, customers: Any = None) -> None:
    """Bring the marks of a tag in line with its rule, for all customers or for some."""
    everybody = Customer.objects.all() if customers is None else customers
    marks = CustomerTag.objects.filter(tag=tag, is_by_rule=True)
    if customers is not None:
        marks = marks.filter(customer__in=customers)
    if not tag.has_rule or not tag.is_active:
        marks.delete()
        return
    meant = everybody.filter(is_active=True).filter(condition_of(tag.rule, today=today))
    marks.exclude(customer__in=meant).delete()
    missing = meant.exclude(customer_tags__tag=tag).order_by().values_list("pk", flat=True)
    CustomerTag.objects.bulk_create(
        [CustomerTag(customer_id=pk, tag=tag, is_by_rule=True) for pk in missing],
        batch_size=BATCH,
        ignore_conflicts=True,
    )


def apply_rules(*, today: date, customers: Any = None) -> int:
    """All tags with a rule; nightly for everybody, after a change for one customer."""
    tags = [tag for tag in Tag.objects.all() if tag.has_rule]
    for tag in tags:
        with transaction.atomic():
            apply_tag(tag, today=today, customers=customers)
    return len(tags)
