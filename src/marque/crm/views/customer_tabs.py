"""Tabs of the customer page: opportunities, tasks, processes, products of interest (CUS-11).

Each count is the length of the list that the tab opens: both start from the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from marque.crm.models import Lead
from marque.crm.queries.tasks import list_opportunities, list_tasks
from marque.crm.tables.tasks import OpportunityTable, ProcessTable, TaskTable
from marque.foundation.ui.records import pages_of
from marque.parties import api as parties

SHOWN = 50
RIGHT = "crm.view_task"
BELOW = "crm/tasks/customer_new.html"
here = pages_of("crm")


def tabs() -> Iterator[parties.CustomerTab]:
    """The tabs, for `apps.ready()`."""
    tasks = parties.ListTab(
        TaskTable,
        url_name="crm:task_list",
        below=BELOW,
        more=_new("task", gettext_lazy("新建任务")),
    )
    steps = parties.ListTab(ProcessTable, path="task__customer", url_name="crm:process_list")
    chances = parties.ListTab(
        OpportunityTable,
        url_name="crm:opportunity_list",
        below=BELOW,
        more=_new("opportunity", gettext_lazy("新建机会")),
    )
    yield parties.list_tab("tasks", pgettext_lazy("列表", "销售任务"), tasks, right=RIGHT, order=40)
    yield parties.list_tab("processes", gettext_lazy("进程"), steps, right=RIGHT, order=41)
    yield parties.list_tab("opportunities", gettext_lazy("机会"), chances, right=RIGHT, order=42)
    yield parties.CustomerTab(
        key="products",
        label=gettext_lazy("关心的产品"),
        template="crm/tasks/customer_products.html",
        context=lambda request, customer: {"rows": list(_products(request, customer))[:SHOWN]},
        count=lambda request, customer: len(list(_products(request, customer))),
        right=RIGHT,
        order=43,
    )


def _new(page: str, label: Any) -> Callable[[HttpRequest, Any], dict[str, Any]]:
    """The button below a list that starts a record of this customer."""

    def more(request: Any, customer: Any) -> dict[str, Any]:
        if request.store is None or not request.user.has_perm("crm.edit_task"):
            return {}
        url = f"{here(request, f'{page}_create')}?customer={customer.number}"
        return {"create_url": url, "create_label": label}

    return more


def _tasks(request: Any, customer: Any) -> Any:
    return list_tasks(user=request.user, store=request.store).filter(customer=customer)


def _opportunities(request: Any, customer: Any) -> Any:
    return list_opportunities(user=request.user, store=request.store).filter(customer=customer)


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
