"""Sales tasks 销售任务: list, record, open, change, share, give to somebody else, end."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marque.crm.forms.tasks import (
    AssignForm,
    EndForm,
    ShareFormSet,
    TaskForm,
    WinForm,
    shares_of,
)
from marque.crm.queries.tasks import read_workloads
from marque.crm.services.assign_task import assign_task
from marque.crm.services.edit_task import edit_task
from marque.crm.services.end_task import lose_task, reopen_task, stop_task, win_task
from marque.crm.services.open_task import open_task
from marque.crm.services.share_task import share_task
from marque.crm.tables.tasks import TaskTable
from marque.crm.views.task_page import task_context
from marque.crm.views.task_pages import asked, form_page, here, task_or_404
from marque.crm.words import TASK_FLAG, TASK_STATE
from marque.foundation.access.decorators import requires
from marque.foundation.dictionaries.words import entry
from marque.foundation.ui.idempotency import submit_once
from marque.foundation.ui.lists import render_list
from marque.foundation.ui.records import (
    Confirmation,
    act,
    ask_first,
    posted_version,
    store_needed,
)

LABEL = gettext_lazy("销售任务")


@requires("crm.view_task", label=LABEL)
def task_list(request: Any) -> HttpResponse:
    """Sales tasks."""
    return render_list(request, table=TaskTable)


@requires("crm.view_task", label=LABEL)
def task_detail(request: Any, number: str) -> HttpResponse:
    """One task: stage, steps, people, rivals, activities."""
    task = task_or_404(request, number)
    return render(request, "crm/tasks/detail.html", task_context(request, task))


@requires("crm.edit_task", label=gettext_lazy("新建销售任务"))
@submit_once
def task_create(request: Any) -> HttpResponse:
    """Open a task by hand, for a campaign or out of feedback."""
    store = store_needed(request)
    initial = {
        **asked(request),
        "state": entry(TASK_STATE, "new"),
        "flag": entry(TASK_FLAG, "normal"),
    }
    form = TaskForm(request.POST or None, initial=initial, user=request.user, store=store)
    return form_page(
        request,
        form,
        lambda: open_task(draft=form.draft(), store=store, by=request.user, now=timezone.now()),
        page={
            "title": _("新建销售任务"),
            "message": _("任务已保存"),
            "back_url": here(request, "task_list"),
        },
        to=lambda task: here(request, "task_detail", number=task.number),
    )


@requires("crm.edit_task", label=gettext_lazy("修改销售任务"))
@submit_once
def task_edit(request: Any, number: str) -> HttpResponse:
    """Correct an open task."""
    task = task_or_404(request, number)
    back_url = here(request, "task_detail", number=number)
    initial = {name: getattr(task, name) for name in TaskForm.base_fields}
    form = TaskForm(
        request.POST or None, initial=initial, user=request.user, store=task.store, row=task
    )
    return form_page(
        request,
        form,
        lambda: edit_task(
            task=task,
            draft=form.draft(),
            by=request.user,
            now=timezone.now(),
            version=form.cleaned_data["version"],
        ),
        page={
            "title": _("修改 %(number)s") % {"number": number},
            "message": _("任务已保存"),
            "back_url": back_url,
        },
        to=lambda _task: back_url,
    )


@requires("crm.edit_task", label=gettext_lazy("任务成员与分成"))
@submit_once
def task_share(request: Any, number: str) -> HttpResponse:
    """Who works on the task, with which share; shares left open split the rest evenly."""
    task = task_or_404(request, number)
    back_url = here(request, "task_detail", number=number)
    lines = ShareFormSet(
        request.POST or None,
        prefix="shares",
        initial=[
            {"user": m.user, "rate_share": m.rate_share, "duty": m.duty}
            for m in task.members.select_related("user")
        ],
        form_kwargs={"store": task.store},
    )
    page = {
        "title": _("成员与分成 %(number)s") % {"number": number},
        "lines": lines,
        "task": task,
        "version": task.version,
        "back_url": back_url,
    }
    if request.method == "POST" and lines.is_valid():
        return act(
            request,
            lambda: share_task(
                task=task,
                shares=shares_of(lines),
                by=request.user,
                version=posted_version(request),
            ),
            to=back_url,
            message=_("成员与分成已保存"),
        )
    status = 422 if lines.is_bound else 200
    return render(request, "crm/tasks/share.html", page, status=status)


@requires("crm.assign_task", label=gettext_lazy("分派销售任务"))
@submit_once
def task_assign(request: Any, number: str) -> HttpResponse:
    """Everybody's load and win rate, and the choice (LED-20)."""
    task = task_or_404(request, number)
    form = AssignForm(
        request.POST or None,
        store=task.store,
        initial={"to": task.owner_id, "version": task.version},
    )
    back_url = here(request, "task_detail", number=number)
    return form_page(
        request,
        form,
        lambda: assign_task(
            task=task,
            to=form.cleaned_data["to"],
            by=request.user,
            reason=form.cleaned_data["reason"],
            version=form.cleaned_data["version"],
        ),
        page={
            "title": _("分派 %(number)s") % {"number": number},
            "task": task,
            "people": read_workloads(task.store, now=timezone.now()),
            "message": _("已分派"),
            "back_url": back_url,
            "submit": _("分派"),
        },
        to=lambda _task: back_url,
        template="crm/tasks/assign.html",
    )


@requires("crm.edit_task", label=gettext_lazy("关闭销售任务"))
@submit_once
def task_win(request: Any, number: str) -> HttpResponse:
    """Ask, then close the task as won."""
    task = task_or_404(request, number)
    form = WinForm(request.POST or None)
    ask = _ending(request, task, form, _("赢单关闭 %(number)s"), _("赢单关闭"), danger=False)
    return ask_first(
        request,
        ask,
        lambda: win_task(note=form.cleaned_data["note"], **_said(request, task)),
        message=_("已赢单关闭"),
    )


@requires("crm.edit_task", label=gettext_lazy("关闭销售任务"))
@submit_once
def task_lose(request: Any, number: str) -> HttpResponse:
    """Ask why, then close the task as lost."""
    task = task_or_404(request, number)
    form = EndForm(request.POST or None)
    ask = _ending(request, task, form, _("输单关闭 %(number)s"), _("输单关闭"))
    return ask_first(
        request,
        ask,
        lambda: lose_task(**form.cleaned_data, **_said(request, task)),
        message=_("已输单关闭"),
    )


@requires("crm.edit_task", label=gettext_lazy("终止销售任务"))
@submit_once
def task_stop(request: Any, number: str) -> HttpResponse:
    """Ask why, then stop the task."""
    task = task_or_404(request, number)
    form = EndForm(request.POST or None)
    ask = _ending(request, task, form, _("终止 %(number)s"), _("终止任务"))
    return ask_first(
        request,
        ask,
        lambda: stop_task(**form.cleaned_data, **_said(request, task)),
        message=_("任务已终止"),
    )


@require_POST
@requires("crm.assign_task", label=gettext_lazy("重新打开销售任务"))
@submit_once
def task_reopen(request: Any, number: str) -> HttpResponse:
    """Take a lost or stopped task up again."""
    task = task_or_404(request, number)
    return act(
        request,
        lambda: reopen_task(task=task, by=request.user, version=posted_version(request)),
        to=here(request, "task_detail", number=number),
        message=_("任务已重新打开"),
    )


def _said(request: Any, task: Any) -> dict[str, Any]:
    return {
        "task": task,
        "by": request.user,
        "now": timezone.now(),
        "version": posted_version(request),
    }


def _ending(
    request: Any, task: Any, form: Any, title: str, submit: str, *, danger: bool = True
) -> Confirmation:
    pending = task.processes.pending().count()
    rivals = [str(rival.competitor) for rival in task.rivals.select_related("competitor")]
    consequences = [
        _("取消未完成的进程 %(n)s 条") % {"n": pending} if pending else "",
        _("计入与%(names)s的输赢") % {"names": "、".join(rivals)} if rivals else "",
        _("任务不再计入漏斗预测"),
    ]
    return Confirmation(
        title=title % {"number": task.number},
        consequences=[line for line in consequences if line],
        submit=submit,
        back_url=here(request, "task_detail", number=task.number),
        form=form,
        danger=danger,
        extra={"version": task.version},
    )
