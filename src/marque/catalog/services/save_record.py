"""Saving master data: the record is judged whole, by its own fields and constraints."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from marque.catalog.models import Accessory, Colour, ServiceItem, Trim
from marque.kernel.errors import Duplicate, InvalidInput, NotAuthorised, refusing

Record = TypeVar("Record", bound=models.Model)
UNIQUE = (
    "catalog_accessory_code_key",
    "catalog_serviceitem_code_key",
    "catalog_trim_key_key",
    "catalog_colour_key_key",
    "one_colour_name_a_place",
)


def save_trim(*, trim: Trim, by: Any) -> Trim:
    """Save a trim as edited, or a new one.

    Raises:
        NotAuthorised, InvalidInput: nothing is saved.
    """
    return _save(trim, right="catalog.change_trim", by=by)


def save_colour(*, colour: Colour, by: Any) -> Colour:
    """Save a colour; a series' colour belongs to the series' brand.

    Raises:
        NotAuthorised, InvalidInput: nothing is saved.
    """
    if colour.series is not None and colour.series.brand_id != colour.brand_id:
        raise InvalidInput(_("车系“%(series)s”不属于这个品牌") % {"series": colour.series.label})
    if not colour.key:
        owner = colour.series.key if colour.series else colour.brand.key
        colour.key = f"{owner}#{colour.place}/{colour.name}"[:200]
    return _save(colour, right="catalog.change_trim", by=by)


def save_accessory(*, accessory: Accessory, by: Any) -> Accessory:
    """Save an accessory as edited, or a new one.

    Raises:
        NotAuthorised, InvalidInput: nothing is saved.
    """
    return _save(accessory, right="catalog.change_accessory", by=by)


def save_service_item(*, item: ServiceItem, by: Any) -> ServiceItem:
    """Save a service item as edited, or a new one.

    Raises:
        NotAuthorised, InvalidInput: nothing is saved.
    """
    return _save(item, right="catalog.change_accessory", by=by)


@transaction.atomic
def _save(record: Record, *, right: str, by: Any) -> Record:
    if not by.has_perm(right):
        raise NotAuthorised(_("商品档案由总部维护，您没有修改的权限"))
    try:
        record.full_clean()
    except ValidationError as error:
        field = next(iter(error.message_dict))
        name = None if field == "__all__" else field
        raise InvalidInput(error.message_dict[field][0], field=name) from error
    taken = Duplicate(_("刚刚有人保存了相同的编码或名称，请刷新后核对"))
    with refusing(dict.fromkeys(UNIQUE, taken)):
        record.save()
    return record
