"""Choose an account set on the login page; tell a monitor that the server lives."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from marque.accountsets.middleware import COOKIE
from marque.accountsets.models import SYSTEM, AccountSet

ONE_YEAR = 60 * 60 * 24 * 365


@require_POST
def choose_books(request: HttpRequest) -> HttpResponse:
    """Remember the account set in this browser; host names that fix one are not overruled."""
    response = redirect("/accounts/login/")
    code = request.POST.get("books", "")
    if code == SYSTEM or AccountSet.objects.open().filter(code=code).exists():
        response.set_cookie(COOKIE, code, max_age=ONE_YEAR, httponly=True, samesite="Lax")
    return response


@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """Alive, and the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


_OPEN: tuple[tuple[Any, str], ...] = (
    (choose_books, "chosen before the login"),
    (health, "asked by monitors, says nothing of the business"),
)
for _view, _reason in _OPEN:
    _view.required_permission, _view.open_because = None, _reason
