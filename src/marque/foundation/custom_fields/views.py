"""The screens of custom fields."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marque.foundation.access.decorators import requires
from marque.foundation.custom_fields.forms import FieldForm
from marque.foundation.custom_fields.models import FieldDefinition
from marque.foundation.custom_fields.queries import is_used
from marque.foundation.custom_fields.services.save_field import delete_field, save_field
from marque.foundation.custom_fields.tables import FieldTable
from marque.foundation.ui.feedback import done
from marque.foundation.ui.lists import render_list
from marque.foundation.ui.records import act, pages_of
from marque.kernel.errors import DomainError, InvalidInput

LABEL = gettext_lazy("自定义字段")
EDIT = "custom_fields.edit_fielddefinition"
here = pages_of("custom_fields")


@require_safe
@requires("custom_fields.view_fielddefinition", label=LABEL)
def field_list(request: HttpRequest) -> HttpResponse:
    """All fields."""
    return render_list(request, table=FieldTable)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(EDIT, label=LABEL, group_level=True)
def field(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new field, or one that is there."""
    row = get_object_or_404(FieldDefinition, pk=pk) if pk else None
    initial = FieldForm.initial_of(row) if row else None
    form = FieldForm(request.POST or None, field=row, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            save_field(field=row, details=form.details())
        except DomainError as error:
            at = error.field if isinstance(error, InvalidInput) else "code"
            form.add_error(at if at in form.fields else None, str(error))
        else:
            return done(request, _("字段已保存"), to=here(request, "field_list"))
    context = {
        "form": form,
        "field": row,
        "may_delete": row is not None and not is_used(row),
        "title": row.caption if row else _("新建字段"),
        "back_url": here(request, "field_list"),
    }
    status = 422 if form.errors else 200
    return render(request, "custom_fields/field_form.html", context, status=status)


@require_POST
@requires(EDIT, label=LABEL, group_level=True)
def field_delete(request: Any, pk: int) -> HttpResponse:
    """Remove a field that holds nothing."""
    row = get_object_or_404(FieldDefinition, pk=pk)
    return act(
        request,
        lambda: delete_field(field=row),
        to=here(request, "field_list"),
        message=_("字段已删除"),
    )
