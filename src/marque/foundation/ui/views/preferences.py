"""Language, theme, density; changing the store; asking for a right."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marque.foundation.access.authority import holders_of
from marque.foundation.access.decorators import requires, store_for
from marque.foundation.access.registry import all_rights
from marque.foundation.notifications.services import notify
from marque.foundation.ui import stores
from marque.foundation.ui.feedback import is_fragment
from marque.foundation.ui.language import set_language_cookie, supported

CHOICES = {"theme": ("auto", "light", "dark"), "density": ("compact", "default", "loose")}


def safe_next(request: HttpRequest, address: str | None) -> str:
    """The address when it is one of ours, else the home page."""
    ours = address and url_has_allowed_host_and_scheme(address, {request.get_host()})
    return str(address) if ours else "/"


@require_POST
@requires()
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep what was sent of language, theme and density on the user."""
    user: Any = request.user
    changes = {
        name: request.POST[name]
        for name, allowed in CHOICES.items()
        if request.POST.get(name) in allowed
    }
    language = supported(request.POST.get("language"))
    if language:
        changes["language"] = language
    for name, value in changes.items():
        setattr(user, name, value)
    if changes:
        user.save(update_fields=list(changes))
    response = (
        HttpResponse(status=204)
        if is_fragment(request)
        else HttpResponseRedirect(safe_next(request, request.POST.get("next")))
    )
    if language:
        set_language_cookie(response, language)
    return response


@requires()
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """Go to another store: to the same list there, else to its desk."""
    store_for(request.user, code)
    stores.remember(request, code)
    return HttpResponseRedirect(same_page(request.GET.get("from", ""), code))


def same_page(address: str, code: str) -> str:
    """The list page `address` in another store; records belong to one store, so: the desk."""
    try:
        match = resolve(address.partition("?")[0])
    except Resolver404:
        return reverse("desk", kwargs={"store": code})
    if set(match.kwargs) != {"store"}:
        return reverse("desk", kwargs={"store": code})
    return reverse(match.view_name, kwargs={"store": code})


@require_POST
@requires()
def request_access(request: HttpRequest) -> HttpResponse:
    """Ask the administrators for a right; they find it in their notifications."""
    right = all_rights().get(request.POST.get("right", ""))
    wanted = str(right.label) if right else _("一个页面")
    givers = holders_of("access.edit_role")
    title = _("%(name)s 申请权限：%(right)s") % {"name": request.user, "right": wanted}
    notify(givers, kind="todo", title=title, url=safe_next(request, request.POST.get("next")))
    messages.success(request, _("已提交申请，管理员会收到通知"))
    return HttpResponseRedirect("/")
