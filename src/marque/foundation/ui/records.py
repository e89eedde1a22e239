"""The record archetype: what ``ui/record.html`` and ``ui/confirm_page.html`` are given. Example::

    @requires("sales.view_salesorder")
    def order_detail(request, number):
        order = get_object_or_404(SalesOrder.objects.visible_to(request.user), number=number)
        actions = [Action(t.label, reverse(f"sales:order_{t.name}", args=[…]), icon="check",
                          kind="primary", method="post") for t in …]
        return render(request, "sales/order/detail.html", {
            "order": order,
            "record": Record(
                title=order.number, status=order.get_status_display(), family="cyan",
                subtitle=order.customer.name, steps=steps_of(order), actions=actions,
                tabs=[Tab(_("明细"), "?tab=lines", current=True), …],
                neighbours=neighbours(orders, order, lambda o: o.get_absolute_url()),
            ),
        })

``detail.html`` extends ``ui/record.html`` and fills ``facts``, ``alerts``, ``content``, ``aside``.
Actions: at most one ``primary``; ``default`` ones are buttons, ``menu`` and ``danger`` ones stand
in 更多. A ``post`` action is a form with a one-time key; ``confirm=True`` makes it a link to a
page that asks first (``confirm_page``), shown in the side panel where scripts run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from marque.foundation.access.decorators import ChooseStore
from marque.foundation.ui.feedback import done, is_fragment, refuse, trigger
from marque.foundation.ui.stores import GROUP_CODE, code_of, open_stores
from marque.foundation.ui.templatetags.ui import local_name
from marque.kernel.errors import DomainError
from marque.organisation.models import Store

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Step:
    """A step of the life of a record. ``state``: ``done``, ``now``, ``stop`` or empty for later;
    ``note`` says when and by whom, what it waits for, or what it needs."""

    label: str | _StrPromise
    note: str | _StrPromise = ""
    state: str = ""


@dataclass(frozen=True)
class Action:
    """Something the reader may do with the record. ``kind``: primary, default, menu, danger."""

    label: str | _StrPromise
    url: str
    icon: str = ""
    kind: str = "default"
    method: str = "get"
    confirm: bool = False
    key: str = ""


@dataclass(frozen=True)
class Tab:
    """A part of the record; a link."""

    label: str | _StrPromise
    url: str
    count: str = ""
    current: bool = False
    hot: bool = False


@dataclass(frozen=True)
class Neighbours:
    """The records before and after this one; empty at the ends."""

    previous_url: str = ""
    next_url: str = ""


@dataclass
class Record:
    """The frame of a record page; pages fill the rest by blocks."""

    title: str
    status: str | _StrPromise = ""
    family: str = "gray"
    subtitle: str | _StrPromise = ""
    facts: str | _StrPromise = ""
    steps: Sequence[Step] = ()
    actions: Iterable[Action] = ()
    tabs: Sequence[Tab] = ()
    neighbours: Neighbours = field(default_factory=Neighbours)
    version: int | None = None

    @cached_property
    def all_actions(self) -> list[Action]:
        """The actions, read once."""
        return list(self.actions)

    @property
    def primary(self) -> Action | None:
        """The one primary action."""
        return next((a for a in self.all_actions if a.kind == "primary"), None)

    @property
    def buttons(self) -> list[Action]:
        """Actions with a button of their own (further primaries become plain ones)."""
        first = self.primary
        return [a for a in self.all_actions if a.kind in {"default", "primary"} and a is not first]

    @property
    def menu(self) -> list[Action]:
        """Actions in the menu 更多, dangerous ones last."""
        ordinary = [a for a in self.all_actions if a.kind == "menu"]
        return ordinary + [a for a in self.all_actions if a.kind == "danger"]

    @property
    def phone_menu(self) -> list[Action]:
        """The menu on phones, where only one button beside the primary has room."""
        return [*self.buttons[1:], *self.menu]

    @property
    def now(self) -> tuple[int, Step] | None:
        """Number and step where the record stands."""
        standing = [(n, s) for n, s in enumerate(self.steps, 1) if s.state in {"now", "stop"}]
        if standing:
            return standing[0]
        done = [(n, s) for n, s in enumerate(self.steps, 1) if s.state == "done"]
        return done[-1] if done else None

    @property
    def following(self) -> Step | None:
        """The step after the present one."""
        place = self.now[0] if self.now else 0
        return self.steps[place] if place < len(self.steps) else None


def neighbours(queryset: QuerySet[Any], obj: Any, url: Callable[[Any], str]) -> Neighbours:
    """The newer and the older record of a scoped queryset: two queries by primary key."""
    newer = queryset.filter(pk__gt=obj.pk).order_by("pk").first()
    older = queryset.filter(pk__lt=obj.pk).order_by("-pk").first()
    return Neighbours(url(newer) if newer else "", url(older) if older else "")


@dataclass
class Confirmation:
    """What a page asks before an act with consequences. ``submit`` names the act (never "OK");
    ``form`` may ask for a reason; ``extra`` are hidden inputs such as the version."""

    title: str | _StrPromise
    consequences: Sequence[str | _StrPromise]
    submit: str | _StrPromise
    back_url: str
    question: str | _StrPromise = ""
    keep: str | _StrPromise = ""
    danger: bool = True
    form: Any = None
    extra: dict[str, Any] = field(default_factory=dict)


def confirm_page(
    request: HttpRequest, confirmation: Confirmation, *, status: int = 200
) -> HttpResponse:
    """Ask: a page of its own, or the content of the side panel for a fragment request. The form
    posts to the same address as an ordinary post, so the view may simply redirect afterwards.
    Answer a refused form by calling this again with ``status=422``."""
    title = confirmation.title
    context = {"ask": confirmation, "title": title, "here": title, "form": confirmation.form}
    if not is_fragment(request):
        return render(request, "ui/confirm_page.html", context, status=status)
    response = render(request, "ui/_confirm.html", {**context, "in_panel": True}, status=status)
    return trigger(response, **{"drawer:open": {}}) if request.method == "GET" else response


class SeeOther(HttpResponseRedirect):
    """After a post the browser reads the next page (303)."""

    status_code = 303


def act(
    request: HttpRequest,
    run: Callable[[], Any],
    *,
    to: str,
    message: object = "",
    then: Callable[[Any], str] | None = None,
    events: Iterable[str] = (),
) -> HttpResponse:
    """Run a use case and say what came of it: the refusal, or `message` on the page `to`.

    `message` may be a function of the result; without one the page itself shows the change.
    `then` leads to another page made by the act.
    """
    try:
        result = run()
    except DomainError as error:
        return refuse(request, error, to=to)
    text = message(result) if callable(message) else message
    to = then(result) if then else to
    return done(request, text, to=to, events=events) if text else SeeOther(to)


def ask_first(
    request: HttpRequest,
    ask: Confirmation,
    run: Callable[[], Any],
    *,
    message: object,
    then: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """Ask, and after a valid answer run the use case; see `act` for the answer."""
    form = ask.form
    if request.method == "POST" and (form is None or form.is_valid()):
        return act(request, run, to=ask.back_url, message=message, then=then)
    return confirm_page(request, ask, status=422 if form is not None and form.is_bound else 200)


def pages_of(namespace: str) -> Callable[..., str]:
    """Addresses of an app's pages in the store of the request: `here(request, name, **kwargs)`."""

    def here(request: Any, name: str, **kwargs: Any) -> str:
        code = code_of(request.store)
        return reverse(f"{namespace}:{name}", kwargs={"store": code, **kwargs})

    return here


def moves_here(request: Any, document: Any, workflow: Any) -> set[str]:
    """Names of the moves that the reader may make on this page: none in the group view."""
    if request.store is None:
        return set()
    return {transition.name for transition in workflow.available(document, request.user)}


def enter_store(request: Any, store: Store) -> Iterator[Action]:
    """In the group view: the way to the same record in its store, where it can be acted on."""
    if request.store is None and store in open_stores(request.user):
        url = f"/{store.code}/{request.path.removeprefix(f'/{GROUP_CODE}/')}"
        label = _("进入%(store)s办理") % {"store": local_name(store)}
        yield Action(label, url, "building-store", "primary")


def store_needed(request: Any) -> Store:
    """The store of the address; in the group view the reader is asked to choose one."""
    if request.store is None:
        raise ChooseStore
    store: Store = request.store
    return store


def posted_version(request: HttpRequest) -> int | None:
    """The version of the document that the page had shown."""
    text = str(request.POST.get("version", ""))
    return int(text) if text.isdecimal() and len(text) < 10 else None  # noqa: PLR2004
