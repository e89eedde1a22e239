"""Suppliers: list, page, form, contacts; they belong to the whole group."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from marque.foundation.access.decorators import requires
from marque.foundation.ui.idempotency import submit_once
from marque.foundation.ui.lists import render_list
from marque.foundation.ui.records import Confirmation, ask_first, pages_of
from marque.parties.forms.suppliers import SupplierContactForm, SupplierForm
from marque.parties.models import Supplier
from marque.parties.models.suppliers import SupplierContact
from marque.parties.queries.suppliers import price_history
from marque.parties.services.create_supplier import create_supplier
from marque.parties.services.edit_supplier import (
    edit_supplier,
    remove_supplier,
    remove_supplier_contact,
    save_supplier_contact,
)
from marque.parties.tables.suppliers import SupplierTable
from marque.parties.views.frames import form_view

LABEL = gettext_lazy("供应商")
here = pages_of("suppliers")


@requires("parties.view_supplier", label=LABEL)
@require_GET
def supplier_list(request: Any) -> HttpResponse:
    """All suppliers."""
    return render_list(request, table=SupplierTable)


@requires("parties.view_supplier", label=LABEL)
@require_GET
def supplier_detail(request: Any, code: str) -> HttpResponse:
    """A supplier: terms, contacts, and what we paid for what."""
    supplier = _supplier(request, code)
    context = {
        "supplier": supplier,
        "contacts": supplier.contacts.all(),
        "purchases": price_history(supplier, user=request.user, store=request.store),
        "here": supplier.name,
        "back_url": here(request, "list"),
        "back_title": LABEL,
    }
    return render(request, "parties/supplier/detail.html", context)


@requires("parties.create_supplier", label=LABEL, group_level=True)
@require_http_methods(["GET", "POST"])
@submit_once
def supplier_create(request: Any) -> HttpResponse:
    """Register a supplier."""
    form = SupplierForm(request.POST or None)
    return form_view(
        request,
        form,
        lambda: create_supplier(details=form.details(), by=request.user),
        back=here(request, "list"),
        message=_("供应商已保存"),
        title=_("新建供应商"),
    )


@requires("parties.edit_supplier", label=LABEL, group_level=True)
@require_http_methods(["GET", "POST"])
def supplier_edit(request: Any, code: str) -> HttpResponse:
    """Correct or disable a supplier."""
    supplier = _supplier(request, code)
    form = SupplierForm(request.POST or None, supplier=supplier)
    return form_view(
        request,
        form,
        lambda: edit_supplier(
            supplier=supplier, details=form.details(), version=form.cleaned_data["version"]
        ),
        back=here(request, "detail", code=code),
        message=_("供应商已保存"),
        title=f"{supplier.code} {supplier.name}",
    )


@requires("parties.edit_supplier", label=LABEL, group_level=True)
@require_http_methods(["GET", "POST"])
def supplier_remove(request: Any, code: str) -> HttpResponse:
    """Delete a supplier that was never used, after asking."""
    supplier = _supplier(request, code)
    ask = Confirmation(
        title=_("删除供应商 %s") % supplier.name,
        consequences=(_("只有没有业务记录的供应商才能删除"), _("有业务记录的请停用")),
        submit=_("删除"),
        back_url=here(request, "list"),
    )
    return ask_first(
        request, ask, lambda: remove_supplier(supplier=supplier), message=_("供应商已删除")
    )


@requires("parties.edit_supplier", label=LABEL, group_level=True)
@require_http_methods(["GET", "POST"])
@submit_once
def contact_create(request: Any, code: str) -> HttpResponse:
    """Add a contact."""
    return _contact(request, _supplier(request, code), None)


@requires("parties.edit_supplier", label=LABEL, group_level=True)
@require_http_methods(["GET", "POST"])
def contact_edit(request: Any, code: str, pk: int) -> HttpResponse:
    """Correct a contact."""
    supplier = _supplier(request, code)
    return _contact(request, supplier, get_object_or_404(supplier.contacts, pk=pk))


@requires("parties.edit_supplier", label=LABEL, group_level=True)
@require_http_methods(["GET", "POST"])
def contact_remove(request: Any, code: str, pk: int) -> HttpResponse:
    """Delete a contact, after asking."""
    contact = get_object_or_404(_supplier(request, code).contacts, pk=pk)
    ask = Confirmation(
        title=_("删除联系人 %s") % contact.name,
        consequences=(),
        submit=_("删除"),
        back_url=here(request, "detail", code=code),
    )
    return ask_first(
        request, ask, lambda: remove_supplier_contact(contact=contact), message=_("联系人已删除")
    )


def _contact(request: Any, supplier: Supplier, contact: SupplierContact | None) -> HttpResponse:
    form = SupplierContactForm(request.POST or None, contact=contact)
    return form_view(
        request,
        form,
        lambda: save_supplier_contact(supplier=supplier, person=form.person(), contact=contact),
        back=here(request, "detail", code=supplier.code),
        message=_("联系人已保存"),
        title=contact.name if contact else _("%s 的新联系人") % supplier.name,
    )


def _supplier(request: Any, code: str) -> Supplier:
    found: Supplier = get_object_or_404(Supplier.objects.visible_to(request.user), code=code)
    return found
