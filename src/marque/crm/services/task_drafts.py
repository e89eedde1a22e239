"""What people say of opportunities, tasks, processes, activities; what the services share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from marque.crm.models import Process, SalesTask
from marque.foundation.access.authority import authority_of, holders_of, posts_of
from marque.foundation.dictionaries.models import Entry
from marque.foundation.live.publish import publish
from marque.foundation.notifications.services import notify
from marque.kernel.errors import GuardRefused, InvalidInput, NotAuthorised

EDIT, ASSIGN = "crm.edit_task", "crm.assign_task"


@dataclass(frozen=True, kw_only=True)
class OpportunityDraft:
    """A chance to sell as it was entered."""

    customer: Any
    title: str
    stage: Entry
    owner: Any = None
    lead: Any = None
    source: Entry | None = None
    trim: Any = None
    amount_expected: Decimal = Decimal(0)
    expected_on: date | None = None
    need: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskDraft:
    """A sales task as it was entered."""

    customer: Any
    title: str
    stage: Entry
    state: Entry
    flag: Entry
    owner: Any = None
    lead: Any = None
    kind: Entry | None = None
    trim: Any = None
    amount_expected: Decimal = Decimal(0)
    due_on: date | None = None
    content: str = ""
    origin: str = "manual"
    origin_note: str = ""


@dataclass(frozen=True, kw_only=True)
class ProcessDraft:
    """A step of a task as it was planned; without `prompt_hours` the action says how early."""

    action: Entry
    title: str
    planned_at: datetime
    executor: Any
    flag: Entry
    stage: Entry | None = None
    prompt_hours: int | None = None
    template: Any = None


@dataclass(frozen=True, kw_only=True)
class ActivityDraft:
    """A sales activity as it was entered."""

    name: str
    type: Entry
    method: Entry
    starts_at: datetime
    ends_at: datetime
    owner: Any
    content: str = ""
    customer: Any = None
    contact: Any = None
    lead: Any = None
    task: Any = None
    stage: Entry | None = None


def copy_draft(draft: Any, row: Any, *, but: Iterable[str] = ()) -> None:
    """Put what was entered on the row; `but` names what another use case decides."""
    for field in fields(draft):
        if field.name not in but:
            setattr(row, field.name, getattr(draft, field.name))


def must(right: str, by: Any, words: str) -> None:
    """Raise `NotAuthorised` unless `by` has the right; `words` name the act."""
    if not by.has_perm(right):
        raise NotAuthorised(_("您没有“%(act)s”的权限") % {"act": words})


def department_in(user: Any, store: Any) -> Any:
    """The department in which a person works for the store; None without a post there."""
    acting = authority_of(user).post
    posts = [acting] if acting else []
    posts += list(posts_of(user).filter(department__store=store))
    return next((p.department for p in posts if p.department.store_id == store.pk), None)


def check_worker(user: Any, store: Any, *, field: str) -> None:
    """Only people of the store who may work on tasks get one."""
    if not holders_of(EDIT, store=store).filter(pk=user.pk).exists():
        raise InvalidInput(
            _("%(name)s不能办理%(store)s的销售任务，请另选。")
            % {"name": user.name, "store": store.name},
            field=field,
        )


def locked_task(task: SalesTask, *, by: Any, version: int | None = None) -> SalesTask:
    """The task as it is now, kept from others; one that `by` cannot see does not exist."""
    found: SalesTask = SalesTask.objects.visible_to(by).locked().with_details().get(pk=task.pk)
    found.check_version(version)
    return found


def must_be_open(task: SalesTask) -> None:
    """Nothing changes on a task that has ended."""
    if not task.is_open:
        raise GuardRefused(_("%(number)s 已结束，不能再改。") % {"number": task.number})


def process_record(process: Process) -> str:
    """What the notifications of a process are filed under."""
    return f"{process.task.number}#{process.pk}"


def tell(task: SalesTask, people: Iterable[Any], title: str, *, by: Any) -> None:
    """Ring the bell of people about a task, but not of whoever did it."""
    others = [person for person in people if person.pk != getattr(by, "pk", None)]
    if others:
        notify(others, kind="remind", title=title, url=task.get_absolute_url(), record=task.number)


def task_changed(task: SalesTask) -> None:
    """Make the desks of the store read again."""
    publish(f"desk:{task.store.code}", "tasks:changed", number=task.number)
