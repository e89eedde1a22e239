"""Small answers of the list pages: save and delete views, choose columns. All work without
scripts: they post and lead back to the list."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marque.foundation.access.decorators import requires
from marque.foundation.ui import form_layouts, saved_views
from marque.kernel.errors import DomainError


def back_to(request: HttpRequest, default: str = "/") -> str:
    """The posted ``next`` when it is an address of this site, else ``default``."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return target if safe and len(target) < 4_000 else default  # noqa: PLR2004 - a plain bound


@require_POST
@requires()
def view_save(request: HttpRequest) -> HttpResponse:
    """Save the current filters as a view and open it."""
    try:
        view = saved_views.save_view(
            by=request.user,
            list_key=request.POST.get("list_key", ""),
            name=request.POST.get("name", ""),
            query=request.POST.get("query", ""),
            shared_with=saved_views.find_audience(
                request.user, request.POST.get("shared_with", "")
            ),
        )
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(back_to(request))
    messages.success(request, _("视图已保存"))
    return redirect(f"{back_to(request).partition('?')[0]}?view={view.key}")


@require_POST
@requires()
def view_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one of the user's own views."""
    try:
        saved_views.delete_view(by=request.user, pk=pk)
        messages.success(request, _("视图已删除"))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(back_to(request))


@require_POST
@requires()
def columns_save(request: HttpRequest) -> HttpResponse:
    """Remember which columns of a list the user wants, in which order; ``reset`` forgets them."""
    columns = [] if request.POST.get("reset") else request.POST.getlist("columns")
    try:
        saved_views.save_columns(
            by=request.user, list_key=request.POST.get("list_key", ""), columns=columns
        )
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(back_to(request))


@require_POST
@requires(group_level=True)
def form_layout_save(request: HttpRequest) -> HttpResponse:
    """Remember which fields of a form the user has put away; ``reset`` forgets them, ``group`` puts
    all fields of one group away."""
    post = request.POST
    offered, shown = set(post.getlist("all")), set(post.getlist("shown"))
    hidden = (offered - shown) | set(post.get("group", "").split(","))
    try:
        form_layouts.save_form_layout(
            by=request.user,
            form_key=post.get("form_key", ""),
            hidden=() if post.get("reset") else hidden,
        )
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(back_to(request))
