from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from marque.catalog.forms import AccessoryForm
from marque.catalog.models import Accessory
from marque.catalog.services.save_record import save_accessory
from marque.catalog.tables import AccessoryTable
from marque.foundation.access.decorators import requires
from marque.foundation.ui.feedback import done
from marque.foundation.ui.lists import render_list
from marque.foundation.ui.stores import code_of
from marque.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from marque.catalog.views.library import StoreRequest


@requires("catalog.view_accessory", label=_("精品档案"))
def accessory_list(request: StoreRequest) -> HttpResponse:
    """The accessories."""
    return render_list(request, table=AccessoryTable)


@requires("catalog.change_accessory", label=_("新建精品"), group_level=True)
def accessory_create(request: StoreRequest) -> HttpResponse:
    """A new accessory."""
    return _edit(request, Accessory(amount_cost=0), code_of(request.store))


@requires("catalog.view_accessory", label=_("精品档案"), group_level=True)
def accessory_edit(request: StoreRequest, code: str) -> HttpResponse:
    """An accessory; without the right to change it, only to read."""
    return _edit(request, get_object_or_404(Accessory, code=code), code_of(request.store))


def _edit(request: HttpRequest, accessory: Accessory, store: str) -> HttpResponse:
    may_change = request.user.has_perm("catalog.change_accessory")
    form = AccessoryForm(
        request.POST or None,
        instance=accessory,
        shows_cost=request.user.has_perm("catalog.view_accessory_cost"),
    )
    back = reverse("catalog:accessory_list", kwargs={"store": store})
    if request.method == "POST" and may_change and form.is_valid():
        try:
            save_accessory(accessory=form.save(commit=False), by=request.user)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return done(request, _("已保存"), to=back)
    context = {
        "form": form,
        "accessory": accessory,
        "here": accessory.code or _("新建精品"),
        "back_url": back,
        "may_change": may_change,
    }
    return render(request, "catalog/accessory.html", context, status=422 if form.errors else 200)
