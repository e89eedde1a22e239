"""The desk: what a user should do now."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marque.foundation.access.authority import authority_of
from marque.foundation.access.decorators import requires
from marque.foundation.ui import stores
from marque.foundation.ui.desk_blocks import DeskBlock, blocks_for

NOON, EVENING, DAWN = 12, 18, 5
_LABEL = gettext_lazy("我的桌面")


@requires()
def home(request: HttpRequest) -> HttpResponse:
    """Off to the page the user's role starts with, in the store they last worked in."""
    code = stores.last_code(request)
    landing = authority_of(request.user).landing or "desk"
    try:
        return HttpResponseRedirect(reverse(landing, kwargs={"store": code}))
    except NoReverseMatch:
        return HttpResponseRedirect(reverse("desk", kwargs={"store": code}))


@requires(label=_LABEL)
def desk(request: HttpRequest) -> HttpResponse:
    """Figures on top, tasks and documents in the middle, the rest on the right."""
    store = request.store  # type: ignore[attr-defined]
    stores.remember(request, stores.code_of(store))
    blocks = blocks_for(request.user, store)
    now = timezone.localtime()
    context = {**arranged(blocks), "greeting": greeting(now), "now": now}
    return render(request, "ui/desk.html", context)


def arranged(blocks: list[DeskBlock]) -> dict[str, object]:
    """The blocks by their place on the page."""
    return {
        "figures": [item for block in blocks if block.kind == "kpi" for item in block.items],
        "main_blocks": [block for block in blocks if block.kind in {"tasks", "table"}],
        "side_blocks": [block for block in blocks if block.kind == "links"],
        "late": sum(item.late for block in blocks for item in block.items),
        "todo": sum(_size(block) for block in blocks if block.kind == "tasks"),
    }


def _size(block: DeskBlock) -> int:
    return len(block.items) if block.count is None else block.count


def greeting(now: datetime) -> str:
    """Good morning, afternoon or evening, by the local hour."""
    if DAWN <= now.hour < NOON:
        return _("上午好")
    return _("下午好") if NOON <= now.hour < EVENING else _("晚上好")
