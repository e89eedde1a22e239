"""The reception: one box, one form, the order of the day beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marque.crm.forms.visits import ArrivalForm
from marque.crm.models import Visit
from marque.crm.queries.floor import floor_of, list_turn_changes
from marque.crm.queries.flow import count_flow, list_visits, visits_on
from marque.crm.queries.visitors import find_visitors, keys_of, know_visitor, visitor_text
from marque.crm.services import change_turn
from marque.crm.services.register_visit import register_visit
from marque.crm.views.visits import here
from marque.foundation.access.authority import holders_of
from marque.foundation.access.decorators import requires
from marque.foundation.ui.feedback import done
from marque.foundation.ui.filters import clean_text
from marque.foundation.ui.idempotency import submit_once
from marque.foundation.ui.records import act, store_needed
from marque.kernel.errors import DomainError, InvalidInput
from marque.kernel.text import translated


@requires("crm.register_visit", label=gettext_lazy("接待登记"))
@submit_once
def reception(request: Any) -> HttpResponse:
    """Register an arrival; afterwards the page is ready for the next one."""
    store = store_needed(request)
    url = here(request, "visitor_lookup")
    if request.method != "POST":
        asked = {"visitor": ("", clean_text(request.GET.get("q", "")))}
        form = ArrivalForm(initial=asked, user=request.user, store=store, lookup_url=url)
        return _page(request, store, form)
    form = ArrivalForm(request.POST, user=request.user, store=store, lookup_url=url)
    visit = _registered(request, store, form) if form.is_valid() else None
    if visit is None:
        return _page(request, store, form, status=422)
    return done(request, _said(visit), to=here(request, "reception"))


def _registered(request: Any, store: Any, form: ArrivalForm) -> Visit | None:
    try:
        return register_visit(
            arrival=form.arrival(), store=store, by=request.user, now=timezone.now()
        )
    except DomainError as error:
        field = error.field if isinstance(error, InvalidInput) else None
        form.add_error(field if field in form.fields else None, translated(str(error), str))
        return None


def _said(visit: Visit) -> str:
    who = visit.owner.name if visit.owner else _("暂无人")
    return _("%(number)s 已登记：%(who)s 接待（%(reason)s）") % {
        "number": visit.number,
        "who": who,
        "reason": visit.owner_reason,
    }


def _page(request: Any, store: Any, form: ArrivalForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "title": _("接待"), **_floor(request, store)}
    return render(request, "crm/visits/reception.html", context, status=status)


@requires("crm.view_visit", label=gettext_lazy("接待次序"))
def floor(request: Any) -> HttpResponse:
    """The board alone: the order of the day and who is in the house."""
    return render(request, "crm/visits/_floor.html", _floor(request, store_needed(request)))


def _floor(request: Any, store: Any) -> dict[str, Any]:
    today = timezone.localdate()
    visits = list_visits(user=request.user, store=store)
    return {
        "floor": floor_of(store, user=request.user, on=today),
        "turn_changes": list_turn_changes(store, on=today),
        "flow": count_flow(visits_on(visits, today)),
        "may_order": request.user.has_perm("crm.order_turn"),
        "now": timezone.now(),
    }


@requires("crm.view_visit", label=gettext_lazy("识别来客"))
def visitor_lookup(request: Any) -> HttpResponse:
    """Who this phone, plate, name or card belongs to, and whose customer it is."""
    store = store_needed(request)
    text = clean_text(request.GET.get("q", ""))
    if not text:
        return HttpResponse()
    found = find_visitors(text, user=request.user, store=store)
    known = [know_visitor(customer, store=store, now=timezone.now()) for customer in found]
    keys = keys_of(found, user=request.user)
    options = [
        {"visitor": one, "key": keys[one.customer.pk], "text": visitor_text(one.customer)}
        for one in known
    ]
    return render(request, "crm/visits/_visitors.html", {"options": options, "q": text})


@require_POST
@requires("crm.view_visit", label=gettext_lazy("调整接待次序"))
def turn_act(request: Any, move: str) -> HttpResponse:
    """Away, back, passed over, moved, joined or left: one button of the board."""
    if move not in ACTS:
        raise Http404
    store = store_needed(request)
    run = ACTS[move]
    return act(
        request,
        lambda: run(request, store, _person(request, store)),
        to=here(request, "reception"),
        message=_("接待次序已更新"),
        events=("floor:changed",),
    )


def _person(request: Any, store: Any) -> Any:
    text = request.POST.get("user", "")
    key = int(text) if text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004
    found = holders_of("crm.follow_lead", store=store).filter(pk=key).first()
    if found is None:
        raise InvalidInput(_("请选择本店顾问"), field="user")
    return found


def _position(request: Any) -> int:
    text = request.POST.get("position", "")
    return int(text) if text.isdecimal() and len(text) < 4 else 1  # noqa: PLR2004


def _step(service: Callable[..., Any], *, has_reason: bool = False) -> Callable[..., Any]:
    def run(request: Any, store: Any, user: Any) -> Any:
        asked = {"reason": clean_text(request.POST.get("reason", ""))} if has_reason else {}
        return service(store=store, user=user, by=request.user, now=timezone.now(), **asked)

    return run


def _place(request: Any, store: Any, user: Any) -> Any:
    return change_turn.place_turn(
        store=store, user=user, position=_position(request), by=request.user, now=timezone.now()
    )


ACTS: dict[str, Callable[..., Any]] = {
    "away": _step(change_turn.step_away, has_reason=True),
    "back": _step(change_turn.come_back),
    "skip": _step(change_turn.skip_turn, has_reason=True),
    "join": _step(change_turn.join_turns),
    "leave": _step(change_turn.leave_turns),
    "place": _place,
}
