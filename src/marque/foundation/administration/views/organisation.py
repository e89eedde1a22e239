"""Companies, stores and the tree of departments."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from marque.foundation.access.decorators import requires
from marque.foundation.administration import reach
from marque.foundation.administration.forms import CompanyForm, DepartmentForm, StoreForm
from marque.foundation.administration.services.edit_organisation import (
    StoreDetails,
    save_company,
    save_store,
)
from marque.foundation.administration.views.acting import form_view, here
from marque.foundation.ui.feedback import done, refuse
from marque.kernel.errors import DomainError
from marque.organisation import api as organisation
from marque.organisation.models import Company, Group

LABEL = gettext_lazy("门店与组织")
VIEW, EDIT = "organisation.view_organisation", "organisation.edit_organisation"


@require_safe
@requires("organisation.view_organisation", label=LABEL)
def tree(request: HttpRequest) -> HttpResponse:
    departments = (
        reach.departments_of(request.user, VIEW)
        .select_related("store", "company")
        .prefetch_related("posts__employee", "posts__position")
    )
    stores = Prefetch("stores", reach.stores_of(request.user, VIEW))
    context = {
        "group": Group.objects.first(),
        "companies": reach.companies_of(request.user, VIEW).prefetch_related(stores),
        "departments": departments,
        "title": LABEL,
    }
    return render(request, "administration/organisation.html", context)


@requires("organisation.edit_organisation", label=LABEL, group_level=True)
def company(request: Any, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(reach.companies_of(request.user, EDIT), pk=pk) if pk else None
    form = CompanyForm(request.POST or None, initial=model_to_dict(row) if row else None)
    form.limit("administrator", reach.users_of(request.user, EDIT).filter(is_active=True))
    return form_view(
        request,
        form,
        lambda fields: _save_company(request.user, row, fields),
        page={
            "title": row or _("新建公司"),
            "message": _("公司已保存"),
            "back_url": here(request, "organisation"),
        },
        to=lambda _row: here(request, "organisation"),
    )


def _save_company(user: Any, row: Company | None, fields: dict[str, Any]) -> Company:
    if row is None:
        reach.require_group(user, EDIT)
    return save_company(company=row, fields=fields)


@requires("organisation.edit_organisation", label=LABEL, group_level=True)
def store(request: Any, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(reach.stores_of(request.user, EDIT), pk=pk) if pk else None
    form = StoreForm(request.POST or None, initial=model_to_dict(row) if row else None)
    form.limit("company", reach.companies_of(request.user, EDIT).filter(is_active=True))
    if row:
        form.fields["code"].disabled = True
    return form_view(
        request,
        form,
        lambda fields: save_store(store=row, details=StoreDetails(**fields)),
        page={
            "title": row or _("新建门店"),
            "message": _("门店已保存"),
            "back_url": here(request, "organisation"),
        },
        to=lambda _row: here(request, "organisation"),
    )


@requires("organisation.edit_organisation", label=LABEL, group_level=True)
def department_new(request: Any) -> HttpResponse:
    form = DepartmentForm(request.POST or None, initial={"parent": request.GET.get("parent")})
    form.limit("parent", reach.departments_of(request.user, EDIT).select_related("company"))
    return form_view(
        request,
        form,
        lambda fields: organisation.create_department(company=fields["parent"].company, **fields),
        page={
            "title": _("新建部门"),
            "message": _("部门已创建"),
            "back_url": here(request, "organisation"),
        },
        to=lambda _row: here(request, "organisation"),
    )


@require_POST
@requires("organisation.edit_organisation", label=LABEL, group_level=True)
def department_move(request: Any, pk: int) -> HttpResponse:
    within = reach.departments_of(request.user, EDIT)
    row = get_object_or_404(within, pk=pk)
    parent = get_object_or_404(within, pk=request.POST.get("parent") or 0)
    try:
        organisation.move_department(department=row, parent=parent)
    except DomainError as error:
        return refuse(request, error, to=here(request, "organisation"))
    return done(request, _("部门已移动，人员和数据范围随之变化"), to=here(request, "organisation"))
