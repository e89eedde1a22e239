from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marque.catalog import forms
from marque.catalog.models import Brand, Colour, Series, Trim
from marque.catalog.queries import library, parameters
from marque.catalog.services.save_record import save_colour, save_trim
from marque.catalog.services.set_price import set_price
from marque.catalog.tables import TrimTable
from marque.foundation.access.decorators import requires
from marque.foundation.ui.feedback import done, refuse
from marque.foundation.ui.filters import clean_text
from marque.foundation.ui.lists import render_list
from marque.foundation.ui.stores import code_of
from marque.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from marque.organisation.models import Store

    class StoreRequest(HttpRequest):
        """A request whose address names a store."""

        store: Store | None


UNPROCESSABLE = 422


def _url(request: StoreRequest, name: str, **kwargs: object) -> str:
    return reverse(f"catalog:{name}", kwargs={"store": code_of(request.store), **kwargs})


def _asked(request: HttpRequest, name: str) -> str:
    return clean_text(request.GET.get(name, ""), 200)


@requires("catalog.view_trim", label=_("车型库"))
def library_page(request: StoreRequest) -> HttpResponse:
    """The tree: brands, the series of the chosen brand, the trims and colours of the series."""
    brand = Brand.objects.filter(key=_asked(request, "brand")).first()
    series = Series.objects.filter(brand=brand, key=_asked(request, "series")).first()
    context = {
        "counts": library.count_library(),
        "brands": library.list_brands(),
        "brand": brand,
        "series_list": library.list_series(brand) if brand else (),
        "series": series,
        "trims": library.list_trims_of_series(series, on=timezone.localdate()) if series else (),
        "colours": library.list_all_colours(brand, series) if brand else (),
    }
    return render(request, "catalog/library.html", context)


@requires("catalog.view_trim", label=_("车型版本"))
def trim_list(request: StoreRequest) -> HttpResponse:
    """All trims in one list."""
    return render_list(request, table=TrimTable, template="catalog/trims.html")


@requires("catalog.view_trim", label=_("车型版本"))
def trim_detail(request: StoreRequest, pk: int) -> HttpResponse:
    """One trim: its main data, parameters by group, prices and colours."""
    trim = get_object_or_404(library.list_trims(on=timezone.localdate()), pk=pk)
    context = {
        "trim": trim,
        "groups": parameters.group_parameters(trim.parameters),
        "sources": parameters.sources_of(trim.parameters),
        "prices": trim.prices.all(),
        "colours": library.list_colours_of_trim(trim),
        "siblings": library.list_siblings(trim),
        "price_form": forms.PriceForm(initial={"valid_from": timezone.localdate()}),
        "here": trim.label,
        "crumb": [(_("车型库"), _url(request, "library"))],
        "back_url": _url(request, "library"),
    }
    return render(request, "catalog/trim.html", context)


@requires("catalog.change_trim", label=_("修改车型版本"), group_level=True)
def trim_edit(request: StoreRequest, pk: int) -> HttpResponse:
    """Edit names, main parameters and state."""
    trim = get_object_or_404(Trim.objects.with_path(), pk=pk)
    form = forms.TrimForm(request.POST or None, instance=trim)
    if request.method == "POST" and form.is_valid():
        try:
            save_trim(trim=form.save(commit=False), by=request.user)
        except InvalidInput as error:
            form.add_error(error.field, str(error))
        else:
            return done(request, _("已保存"), to=_url(request, "trim_detail", pk=pk))
    status = UNPROCESSABLE if form.errors else 200
    context = {
        "form": form,
        "trim": trim,
        "here": trim.label,
        "back_url": _url(request, "trim_detail", pk=pk),
    }
    return render(request, "catalog/trim_form.html", context, status=status)


@require_POST
@requires("catalog.change_trim", label=_("设定指导价"), group_level=True)
def trim_price(request: StoreRequest, pk: int) -> HttpResponse:
    """State a list price."""
    trim = get_object_or_404(Trim, pk=pk)
    to = _url(request, "trim_detail", pk=pk)
    form = forms.PriceForm(request.POST)
    if not form.is_valid():
        reason = next(iter(form.errors.values()))[0]
        return refuse(request, InvalidInput(str(reason)), to=to)
    try:
        set_price(trim=trim, by=request.user, **form.cleaned_data)
    except InvalidInput as error:
        return refuse(request, error, to=to)
    return done(request, _("指导价已保存"), to=to)


@require_POST
@requires("catalog.change_trim", label=_("停用车型版本"), group_level=True)
def trim_switch(request: StoreRequest, pk: int) -> HttpResponse:
    """Take a trim out of use, or into use again."""
    trim = get_object_or_404(Trim, pk=pk)
    trim.is_active = not trim.is_active
    to = _url(request, "trim_detail", pk=pk)
    try:
        save_trim(trim=trim, by=request.user)
    except InvalidInput as error:
        return refuse(request, error, to=to)
    return done(request, _("已启用") if trim.is_active else _("已停用"), to=to)


@requires("catalog.change_trim", label=_("维护颜色"), group_level=True)
def colour_form(request: StoreRequest, pk: int | None = None) -> HttpResponse:
    """A new colour of the brand or series in the address, or an existing one."""
    colour = get_object_or_404(Colour, pk=pk) if pk else _new_colour(request)
    form = forms.ColourForm(request.POST or None, instance=colour)
    back = _url(request, "library") + f"?brand={colour.brand.key}"
    if colour.series:
        back += f"&series={colour.series.key}"
    if request.method == "POST" and form.is_valid():
        try:
            save_colour(colour=form.save(commit=False), by=request.user)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return redirect(back)
    title = _("修改颜色") if colour.pk else _("新增颜色")
    context = {"form": form, "colour": colour, "here": title, "back_url": back}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "catalog/colour_form.html", context, status=status)


def _new_colour(request: HttpRequest) -> Colour:
    brand = get_object_or_404(Brand, key=_asked(request, "brand"))
    series = Series.objects.filter(brand=brand, key=_asked(request, "series")).first()
    return Colour(brand=brand, series=series, hex="#8899AA")
