"""The places of a store's lots: list, add, switch off."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marque.foundation.access.decorators import requires
from marque.foundation.ui import feedback
from marque.foundation.ui.records import store_needed
from marque.inventory.forms import ParkingPlaceForm
from marque.inventory.models import ParkingPlace
from marque.inventory.queries.places import list_places_with_vehicles
from marque.inventory.services.save_place import add_place, switch_place
from marque.inventory.views.records import here
from marque.kernel.errors import DomainError


@requires("inventory.place_vehicle", label=gettext_lazy("车位"))
def place_list(request: Any) -> HttpResponse:
    """Every place of the store with the vehicles that stand there; the form adds one."""
    store = store_needed(request)
    form = ParkingPlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_place(store=store, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error("slot", str(error))
        else:
            return feedback.done(request, _("车位已添加"), to=here(request, "place_list"))
    context = {"zones": list_places_with_vehicles(store), "form": form}
    return render(request, "inventory/places.html", context, status=422 if form.errors else 200)


@requires("inventory.place_vehicle", label=gettext_lazy("车位"))
@require_POST
def place_switch(request: Any, pk: int) -> HttpResponse:
    """Put a place out of use, or back into use."""
    place = get_object_or_404(ParkingPlace, pk=pk, store=store_needed(request))
    to = here(request, "place_list")
    try:
        switch_place(place_id=place.pk, by=request.user)
    except DomainError as error:
        return feedback.refuse(request, error, to=to)
    return feedback.done(request, _("已保存"), to=to)
