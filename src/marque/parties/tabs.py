"""The tabs and buttons of the customer page; other apps add theirs from `apps.ready()`.

A tab's `context` may query; it is called only when its tab is open.  `count` is shown
beside the label and called whenever the page is drawn, so keep it to one query.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from marque.foundation.ui.list_page import ListPage
from marque.foundation.ui.lists import bind
from marque.foundation.ui.tables import Create, Table

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise


@dataclass(frozen=True)
class CustomerTab:
    """One tab; `right` empty means everybody who may see the customer."""

    key: str
    label: StrOrPromise
    template: str
    context: Callable[[HttpRequest, Any], dict[str, Any]]
    count: Callable[[HttpRequest, Any], int] | None = None
    right: str = ""
    order: int = 100


class TabList(ListPage):
    """A list inside a tab: every row of the customer, paged and sorted, without filters."""

    def _params(self) -> QueryDict:
        params = QueryDict(mutable=True)
        for name in ("page", "size", "sort", "tab"):
            if self.request.GET.get(name):
                params[name] = self.request.GET[name]
        params["view"] = ""
        return params


@dataclass(frozen=True)
class ListTab:
    """A tab that shows a list of another page: the same table, scope and rows, of one customer.

    `path` leads from a row to the customer; the list page `url_name` has the filter `by_customer`.
    `create` is the button of whoever may add a row to this customer.  `more` gives the context of
    the template `below`, which stands under the list.
    """

    table: type[Table]
    path: str = "customer"
    url_name: str = ""
    below: str = ""
    create: Create | None = None
    more: Callable[[HttpRequest, Any], dict[str, Any]] | None = None

    def rows(self, request: Any, customer: Any) -> Any:
        """What the list page would show of this customer."""
        return self.table.source(request.user, request.store).filter(**{self.path: customer})

    def count(self, request: HttpRequest, customer: Any) -> int:
        """How many there are."""
        found: int = self.rows(request, customer).count()
        return found

    def context(self, request: Any, customer: Any) -> dict[str, Any]:
        """The list, where to find it in full, and what stands below."""
        table = bind(request, self.table)
        rows = self.rows(request, customer)
        shown = TabList(request, table, rows, is_whole=False)
        more = self.more(request, customer) if self.more else {}
        query = urlencode({"view": "all", "by_customer": customer.number})
        code = request.store.code if request.store else "hq"
        url = f"{reverse(self.url_name, kwargs={'store': code})}?{query}" if self.url_name else ""
        acts = {"below": self.below, "create": self._create(request, customer)}
        return {"list": shown, "table": table, "list_url": url, **acts, **more}

    def _create(self, request: Any, customer: Any) -> dict[str, Any] | None:
        """The label and the address of the button, where the reader may use it."""
        create = self.create
        if create is None or request.store is None or not customer.is_active:
            return None
        if not request.user.has_perm(create.right):
            return None
        kwargs = {"store": request.store.code, "number": customer.number}
        return {"label": create.label, "url": reverse(create.url_name, kwargs=kwargs)}


def of_customer(path: str) -> Callable[[str], Q]:
    """The condition of a filter `by_customer`: rows of the customer with this number or name."""

    def where(value: str) -> Q:
        return Q(**{f"{path}__number": value}) | Q(**{f"{path}__name__icontains": value})

    return where


LIST_TEMPLATE = "parties/customer/_list_tab.html"


def list_tab(key: str, label: Any, listed: ListTab, *, right: str, order: int) -> CustomerTab:
    """A tab made of a list."""
    return CustomerTab(
        key=key,
        label=label,
        template=LIST_TEMPLATE,
        context=listed.context,
        count=listed.count,
        right=right,
        order=order,
    )


@dataclass(frozen=True)
class CustomerAct:
    """A button in the head of the page: opens `url_name` of the store with `?customer=<number>`."""

    key: str
    label: StrOrPromise
    icon: str
    url_name: str
    right: str
    order: int = 100


_acts: dict[str, CustomerAct] = {}
_tabs: dict[str, CustomerTab] = {}


def register_tab(tab: CustomerTab) -> None:
    """Add a tab to the customer page; the same key again replaces it."""
    _tabs[tab.key] = tab


def tabs_for(user: Any) -> list[CustomerTab]:
    """The tabs this person may open, in order."""
    allowed = (tab for tab in _tabs.values() if not tab.right or user.has_perm(tab.right))
    return sorted(allowed, key=lambda tab: tab.order)


def register_act(act: CustomerAct) -> None:
    """Add a button to the customer page; the same key again replaces it."""
    _acts[act.key] = act


def acts_for(user: Any) -> list[CustomerAct]:
    """The buttons this person may use; the first is the primary one."""
    allowed = (act for act in _acts.values() if user.has_perm(act.right))
    return sorted(allowed, key=lambda act: act.order)
