"""What the pages of inventory share: the record behind an address, and the store in it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from marque.foundation.attachments.models import Attachment
from marque.foundation.ui.records import pages_of
from marque.inventory.models import PDIInspection, Vehicle

here = pages_of("inventory")
"""The address of a page of inventory in the store of the request."""


def vehicle_or_404(request: Any, vin: str) -> Vehicle:
    """The latest episode of this VIN that the user may see in this store.

    The group view only reads: nothing is done to a vehicle from there.
    """
    vehicle: Vehicle | None = (
        Vehicle.objects.visible_to(request.user)
        .in_store(request.store)
        .filter(vin=vin.upper())
        .select_related("trim__model__series__brand", "exterior", "interior", "store", "supplier")
        .order_by("-pk")
        .first()
    )
    if vehicle is None:
        raise Http404
    return vehicle


def inspection_or_404(request: Any, number: str) -> PDIInspection:
    """The inspection with this number that the user may see in this store."""
    inspection: PDIInspection = get_object_or_404(
        PDIInspection.objects.visible_to(request.user)
        .in_store(request.store)
        .select_related("vehicle__trim__model__series__brand", "vehicle__exterior", "inspector"),
        number=number,
    )
    return inspection


def files_of(document: Any) -> QuerySet[Attachment]:
    """The attachments of a document, for its panel."""
    return Attachment.objects.filter(
        document_type=document._meta.label_lower, document_id=document.pk
    ).select_related("uploaded_by")


def refuse_group_acts(request: Any) -> None:
    """An act needs a store in the address, so that a shared link never acts in another one."""
    if request.method == "POST" and request.store is None:
        raise Http404
