"""What people see when something is not there, not allowed or broken."""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marque.foundation.access.decorators import GROUP_VIEW, ChooseStore
from marque.foundation.access.models import Role
from marque.foundation.access.registry import all_rights
from marque.foundation.audit.actor import note

logger = logging.getLogger("marque.errors")
CHOOSE_STORE = gettext_lazy("请先选择门店，再办理此业务。")


def forbidden(request: Any, exception: Exception | None = None) -> HttpResponse:
    """Say which right is missing and who has it; the attempt is written down."""
    if isinstance(exception, ChooseStore):
        return choose_store(request)
    code = str(exception or "")
    right = all_rights().get(code)
    holders: list[str] = []
    if request.user.is_authenticated:
        note("access.refused", code, {"path": request.path.replace("\x00", "")})
        roles = Role.objects.filter(rights__contains=[code], is_active=True)
        holders = [role.label for role in roles]
    context = {"right": right, "holders": holders, "read_only": code == "view-as"}
    return render(request, "errors/403.html", context, status=403)


def choose_store(request: Any) -> HttpResponse:
    """Ask for a store first; the links lead to the same page in each store of the reader."""
    if getattr(request, "htmx", None):
        alert = {"text": CHOOSE_STORE, "family": "red"}
        html = render_to_string("ui/components/alert.html", alert, request=request)
        headers = {"HX-Retarget": "#alerts", "HX-Reswap": "innerHTML"}
        return HttpResponse(html, status=422, headers=headers)
    page = request.path.removeprefix(f"/{GROUP_VIEW}/").partition("do/")[0]
    stores = getattr(request.user, "open_stores", ())
    context = {"choose": CHOOSE_STORE, "stores": stores, "page": page}
    return render(request, "errors/403.html", context, status=403)


def not_found(request: Any, exception: Exception | None = None) -> HttpResponse:
    """A record of another store does not exist for this user; the attempt is written down."""
    if request.user.is_authenticated:
        note("access.not_found", request.path.replace("\x00", "")[:64])
    return render(request, "errors/404.html", status=404)


def not_allowed(request: HttpRequest, refusal: HttpResponse) -> HttpResponse:
    """The address of a button was opened or reloaded as if it were a page; nothing was done."""
    response = render(request, "errors/405.html", status=405)
    response.headers["Allow"] = refusal.headers["Allow"]
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Too large or malformed; nothing was changed."""
    message = _("提交的内容过大或格式不正确，没有保存任何修改")
    return render(request, "errors/400.html", {"message": message}, status=400)


def server_error(request: Any) -> HttpResponse:
    """A fault of ours: its number leads to the log."""
    number = getattr(request, "request_id", "")
    logger.error("server error %s at %s", number, request.path)
    return render(request, "errors/500.html", {"number": number}, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open too long, or the form came from elsewhere."""
    message = _("页面已过期，请返回刷新后重新提交，没有保存任何修改")
    return render(request, "errors/400.html", {"message": message}, status=403)
