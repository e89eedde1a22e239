"""The reader's language: asked for in the address, kept on the user, remembered in a cookie."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers

_YEAR = 365 * 24 * 3600
_ALIASES = {"zh": "zh-hans", "zh-cn": "zh-hans", "en-gb": "en", "en-us": "en"}


def supported(code: str | None) -> str:
    """The code as the settings write it; empty when the language is not offered."""
    wanted = (code or "").lower()
    wanted = _ALIASES.get(wanted, wanted)
    return wanted if wanted in dict(settings.LANGUAGES) else ""


class UserLocaleMiddleware:
    """Activates the reader's language; `?lang=en` switches it and comes back without the word.

    Order of precedence: the address, the user's own setting, the cookie, the site's default.
    The user is asked just before the view runs, so any place after the sessions will do.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        cookie = supported(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME))
        _activate(request, cookie or settings.LANGUAGE_CODE)
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE or "")
        patch_vary_headers(response, ("Cookie",))
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Switch when asked to, else follow the signed-in user."""
        del view, args, kwargs
        asked = supported(request.GET.get("lang"))
        if asked and request.method == "GET":
            return _switch(request, asked)
        own = supported(getattr(getattr(request, "user", None), "language", ""))
        if own and own != request.LANGUAGE_CODE:
            _activate(request, own)
        return None


def _activate(request: HttpRequest, code: str) -> None:
    translation.activate(code)
    request.LANGUAGE_CODE = code


def _switch(request: HttpRequest, code: str) -> HttpResponse:
    keep_language(request, code)
    params = request.GET.copy()
    del params["lang"]
    query = f"?{params.urlencode()}" if params else ""
    response = HttpResponseRedirect(f"{request.path}{query}")
    set_language_cookie(response, code)
    return response


def keep_language(request: HttpRequest, code: str) -> None:
    """Store the language on whoever really signed in, if anybody did."""
    user: Any = getattr(request, "real_user", None) or getattr(request, "user", None)
    if user is not None and user.is_authenticated and user.language != code:
        user.language = code
        user.save(update_fields=["language"])


def set_language_cookie(response: HttpResponse, code: str) -> None:
    """Remember the language in the browser for a year, for the pages before sign-in."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, max_age=_YEAR, samesite="Lax", httponly=True
    )
