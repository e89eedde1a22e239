"""Tabs of the customer page: opportunities, tasks, processes, products of interest (CUS-11).

Each count is the length of the list that the tab opens: both start from the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marque.crm.models import Lead
from marque.crm.queries.tasks import list_opportunities, list_processes, list_tasks
from marque.foundation.ui.records import pages_of
from marque.parties import api as parties

SHOWN = 50
here = pages_of("crm")
Rows = Callable[[Any, Any], Any]


def tabs() -> Iterator[parties.CustomerTab]:
    """The tabs, for `apps.ready()`."""
    yield _tab("tasks", gettext_lazy("销售任务"), 40, _tasks, "task")
    yield _tab("processes", gettext_lazy("进程"), 41, _processes, "process")
    yield _tab("opportunities", gettext_lazy("机会"), 42, _opportunities, "opportunity")
    yield parties.CustomerTab(
        key="products",
        label=gettext_lazy("关心的产品"),
        template="crm/tasks/customer_products.html",
        context=lambda request, customer: {"rows": list(_products(request, customer))[:SHOWN]},
        count=lambda request, customer: len(list(_products(request, customer))),
        right="crm.view_task",
        order=43,
    )


def _tab(key: str, label: Any, order: int, rows: Rows, page: str) -> parties.CustomerTab:
    def context(request: HttpRequest, customer: Any) -> dict[str, Any]:
        query = urlencode({"view": "all", "by_customer": customer.number})
        found: dict[str, Any] = {
            "rows": rows(request, customer)[:SHOWN],
            "more_url": f"{here(request, f'{page}_list')}?{query}",
        }
        if page != "process" and request.user.has_perm("crm.edit_task"):
            found["create_url"] = f"{here(request, f'{page}_create')}?customer={customer.number}"
            found["create_label"] = _("新建任务") if page == "task" else _("新建机会")
        return found

    return parties.CustomerTab(
        key=key,
        label=label,
        template=f"crm/tasks/customer_{key}.html",
        context=context,
        count=lambda request, customer: rows(request, customer).count(),
        right="crm.view_task",
        order=order,
    )


def _tasks(request: Any, customer: Any) -> Any:
    rows = list_tasks(user=request.user, store=request.store)
    return rows.filter(customer=customer).with_details()


def _processes(request: Any, customer: Any) -> Any:
    rows = list_processes(user=request.user, store=request.store)
    return rows.filter(task__customer=customer).with_details()


def _opportunities(request: Any, customer: Any) -> Any:
    rows = list_opportunities(user=request.user, store=request.store).filter(customer=customer)
    return rows.select_related("owner", "stage", "store")


def _products(request: Any, customer: Any) -> Iterator[tuple[str, str, str]]:
    """Every car the customer asked for once: its name, where it was said, the page of that."""
    leads = Lead.objects.visible_to(request.user).in_store(request.store)
    seen: set[str] = set()
    for rows, page in (
        (leads.filter(customer=customer).select_related("series__brand"), "lead"),
        (_opportunities(request, customer), "opportunity"),
        (_tasks(request, customer), "task"),
    ):
        for row in rows.select_related("trim__model__series__brand").order_by("-pk"):
            name = _product(row)
            if name and name not in seen:
                seen.add(name)
                yield name, row.number, _url(request, page, row.number)


def _product(row: Any) -> str:
    if row.trim:
        return str(row.trim.full_name)
    series = getattr(row, "series", None)
    return f"{series.brand.label} {series.label}" if series else ""


def _url(request: Any, page: str, number: str) -> str:
    code = request.store.code if request.store else "hq"
    return reverse(f"crm:{page}_detail", kwargs={"store": code, "number": number})
