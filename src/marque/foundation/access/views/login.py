"""What stands before the login besides the login itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marque.foundation.access.decorators import public


@public("Whoever forgot the password is not signed in; the page holds one sentence of help.")
@require_safe
def password_forgotten(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Nobody resets a password by e-mail: the administrator of the account set does."""
    del rest
    return render(request, "account/password_forgotten.html")
