"""The profile page: who am I, where can I go, how should it look.

On a phone it is the way to every page; without scripts it stands in for the menus.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from marque.foundation.access.authority import posts_of
from marque.foundation.access.decorators import requires
from marque.foundation.access.models import OnlineSession


@requires()
def me(request: HttpRequest) -> HttpResponse:
    """Posts, stores, quick actions, every page I may open, and preferences."""
    sessions = OnlineSession.objects.filter(user=request.user.pk)
    context = {"posts": posts_of(request.user), "sessions": sessions}
    return render(request, "ui/me.html", context)
