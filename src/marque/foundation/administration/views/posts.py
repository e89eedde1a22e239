"""People with several posts choose the one they work in now (PLT-15)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marque.foundation.access.authority import posts_of
from marque.foundation.access.decorators import requires
from marque.foundation.access.middleware import POST
from marque.foundation.access.models import OnlineSession
from marque.foundation.administration.services.edit_user import end_session
from marque.foundation.ui.feedback import done


@require_POST
@requires(label=gettext_lazy("切换职务"))
def choose_post(request: Any) -> HttpResponse:
    """Work in another of one's own posts; its rights hold from the next page on."""
    post = get_object_or_404(posts_of(request.user), pk=request.POST.get("post") or 0)
    request.session[POST] = post.pk
    return done(request, _("已切换到 %(post)s") % {"post": post}, to="/")


@require_POST
@requires(label=gettext_lazy("我的资料与偏好"))
def end_own_session(request: Any, pk: int) -> HttpResponse:
    """Log myself out on another device."""
    online = get_object_or_404(OnlineSession, pk=pk, user=request.user)
    end_session(online=online, by=request.user)
    return done(request, _("会话已结束"), to="/")
