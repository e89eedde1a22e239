from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marque.catalog.forms import AccessoryForm, ServiceItemForm
from marque.catalog.models import Accessory, ServiceItem
from marque.catalog.services.save_record import save_accessory, save_service_item
from marque.catalog.tables import AccessoryTable, ServiceItemTable
from marque.foundation.access.decorators import requires
from marque.foundation.ui.feedback import done
from marque.foundation.ui.forms import ModelForm
from marque.foundation.ui.lists import render_list
from marque.foundation.ui.stores import code_of
from marque.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from marque.catalog.views.library import StoreRequest


@dataclass(frozen=True, slots=True)
class Archive:
    """One archive of goods: how a record is edited and saved, and where its list is."""

    form: type[ModelForm]
    save: Callable[..., Any]
    url_name: str
    new: Any


ACCESSORIES = Archive(
    AccessoryForm,
    lambda row, by: save_accessory(accessory=row, by=by),
    "catalog:accessory_list",
    gettext_lazy("新建精品"),
)
SERVICES = Archive(
    ServiceItemForm,
    lambda row, by: save_service_item(item=row, by=by),
    "catalog:service_list",
    gettext_lazy("新建服务项目"),
)


@requires("catalog.view_accessory", label=gettext_lazy("精品档案"))
def accessory_list(request: StoreRequest) -> HttpResponse:
    """The accessories."""
    return render_list(request, table=AccessoryTable)


@requires("catalog.change_accessory", label=gettext_lazy("新建精品"), group_level=True)
def accessory_create(request: StoreRequest) -> HttpResponse:
    """A new accessory."""
    return _edit(request, Accessory(amount_cost=0), ACCESSORIES)


@requires("catalog.view_accessory", label=gettext_lazy("精品档案"), group_level=True)
def accessory_edit(request: StoreRequest, code: str) -> HttpResponse:
    """An accessory; without the right to change it, only to read."""
    return _edit(request, get_object_or_404(Accessory, code=code), ACCESSORIES)


@requires("catalog.view_accessory", label=gettext_lazy("服务项目"))
def service_list(request: StoreRequest) -> HttpResponse:
    """The services sold with a car."""
    return render_list(request, table=ServiceItemTable)


@requires("catalog.change_accessory", label=gettext_lazy("新建服务项目"), group_level=True)
def service_create(request: StoreRequest) -> HttpResponse:
    """A new service."""
    return _edit(request, ServiceItem(), SERVICES)


@requires("catalog.view_accessory", label=gettext_lazy("服务项目"), group_level=True)
def service_edit(request: StoreRequest, code: str) -> HttpResponse:
    """A service; without the right to change it, only to read."""
    return _edit(request, get_object_or_404(ServiceItem, code=code), SERVICES)


def _edit(request: StoreRequest, row: Accessory | ServiceItem, archive: Archive) -> HttpResponse:
    may_change = request.user.has_perm("catalog.change_accessory")
    form = archive.form(
        request.POST or None,
        instance=row,
        shows_cost=request.user.has_perm("catalog.view_accessory_cost"),
    )
    back = reverse(archive.url_name, kwargs={"store": code_of(request.store)})
    if request.method == "POST" and may_change and form.is_valid():
        try:
            archive.save(form.save(commit=False), request.user)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return done(request, _("已保存"), to=back)
    context = {
        "form": form,
        "row": row,
        "title": f"{row.code} {row.label}" if row.pk else archive.new,
        "here": row.code or archive.new,
        "back_url": back,
        "may_change": may_change,
    }
    return render(request, "catalog/goods.html", context, status=422 if form.errors else 200)
