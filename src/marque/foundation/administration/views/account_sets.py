"""The system administrators' screen: account sets (PLT-01).  Lives in the public schema only."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marque.accountsets.models import AccountSet, AccountSetStatus
from marque.accountsets.services.archive import archive_account_set, restore_account_set
from marque.accountsets.services.create import register_account_set
from marque.foundation.administration.forms import AccountSetForm, CloneForm
from marque.foundation.administration.tasks import build_later, clone_later
from marque.foundation.ui.feedback import done, refuse
from marque.kernel.errors import DomainError

HOME = "/"


def system_administrator(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Only administrators of the system itself, logged in to the public schema."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.is_administrator:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    guarded.required_permission = "system administrator"  # type: ignore[attr-defined]
    guarded.function_label = _("账套管理")  # type: ignore[attr-defined]
    return guarded


@require_safe
@system_administrator
def account_sets(request: HttpRequest) -> HttpResponse:
    sets = AccountSet.objects.books()
    context = {
        "sets": sets,
        "is_working": any(s.status == AccountSetStatus.CREATING for s in sets),
    }
    return render(request, "administration/account_sets.html", context)


@system_administrator
def account_set_new(request: HttpRequest) -> HttpResponse:
    form = AccountSetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _create(form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error("password", error)
        else:
            return done(request, _("账套正在创建，约需半分钟"), to=HOME)
    status = 422 if form.errors else 200
    context = {"form": form, "title": _("新建账套")}
    return render(request, "administration/account_set_form.html", context, status=status)


def _create(fields: dict[str, Any]) -> None:
    validate_password(fields["password"])
    administrator, password = fields.pop("administrator"), fields.pop("password")
    books = register_account_set(**fields)
    build_later(books.code, administrator, make_password(password))


@system_administrator
def account_set_clone(request: HttpRequest, code: str) -> HttpResponse:
    source = get_object_or_404(AccountSet.objects.open(), code=code)
    form = CloneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            clone_later(source, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return done(request, _("账套正在复制"), to=HOME)
    context = {"form": form, "title": _("复制账套 %(name)s") % {"name": source.name}}
    status = 422 if form.errors else 200
    return render(request, "administration/account_set_form.html", context, status=status)


@require_POST
@system_administrator
def account_set_archive(request: HttpRequest, code: str) -> HttpResponse:
    books = get_object_or_404(AccountSet.objects.books(), code=code)
    try:
        if books.status == AccountSetStatus.ARCHIVED:
            restore_account_set(books=books)
        else:
            archive_account_set(books=books, now=timezone.now())
    except DomainError as error:
        return refuse(request, error, to=HOME)
    return redirect(HOME)
