"""Competitors, their cars and what they ask for them (CUS-07)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.kernel.errors import Duplicate, InvalidInput, StaleDocument
from marque.organisation.models import User
from marque.parties.models import Competitor, CompetitorModel, CompetitorPrice


@transaction.atomic
def save_competitor(
    *,
    values: dict[str, Any],
    by: User,
    competitor: Competitor | None = None,
    version: int | None = None,
) -> Competitor:
    """Add a competitor, or correct one that still has the version the form was opened with."""
    row = competitor or Competitor(created_by=by)
    if competitor is not None:
        row = Competitor.objects.select_for_update().get(pk=competitor.pk)
        if row.version != version:
            raise StaleDocument(_("资料刚被他人修改过，请刷新页面后再改。"))
        row.version += 1
    name = " ".join(str(values.get("name", "")).split())
    if not name:
        raise InvalidInput(_("请填写竞争对手名称。"), field="name")
    if Competitor.objects.filter(name=name).exclude(pk=row.pk).exists():
        raise Duplicate(_("竞争对手“%s”已存在。") % name)
    for field, value in (values | {"name": name}).items():
        setattr(row, field, value)
    row.save()
    return row


@transaction.atomic
def note_price(  # its facts
    competitor: Competitor,
    *,
    model: str,
    amount_price: Decimal,
    seen_on: date,
    by: User,
    source: str = "",
) -> CompetitorPrice:
    """Note what a car of the competitor was offered for; a new car is added with it."""
    name = " ".join(model.split())
    if not name:
        raise InvalidInput(_("请填写竞品车型。"), field="model")
    if amount_price <= 0:
        raise InvalidInput(_("价格必须大于 0。"), field="amount_price")
    row, _new = CompetitorModel.objects.get_or_create(competitor=competitor, name=name)
    return CompetitorPrice.objects.create(
        model=row,
        seen_on=seen_on,
        amount_price=amount_price,
        source=source.strip()[:60],
        created_by=by,
    )
