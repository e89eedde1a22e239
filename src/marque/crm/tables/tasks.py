"""The lists of opportunities, sales tasks, processes and activities; every field filters."""

from __future__ import annotations

from typing import Any

from django.db.models import Min, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marque.crm.models import Activity, Opportunity, Process, SalesTask, TaskOrigin
from marque.crm.queries.tasks import (
    list_activities,
    list_opportunities,
    list_processes,
    list_tasks,
)
from marque.crm.tables.choices import WordFilter, people
from marque.crm.words import (
    ACTIVITY_METHOD,
    ACTIVITY_TYPE,
    SOURCE,
    STAGE,
    TASK_ACTION,
    TASK_FLAG,
    TASK_KIND,
    TASK_STATE,
)
from marque.crm.workflow import OpportunityStatus, TaskStatus
from marque.foundation.ui.tables import (
    BadgeColumn,
    BoolFilter,
    Card,
    ChoiceFilter,
    Create,
    DateColumn,
    DateRangeFilter,
    DateTimeColumn,
    Empty,
    LinkColumn,
    MoneyColumn,
    NumberRangeFilter,
    PersonColumn,
    RelatedFilter,
    StatusColumn,
    Table,
    TextColumn,
    TextFilter,
    View,
)
from marque.kernel import clock
from marque.parties import api as parties

FLAGS = {"urgent": "red", "important": "amber"}


def flag_family(row: Any) -> str:
    """Colour of the mark of a row."""
    return FLAGS.get(row.flag.code, "gray")


class OpportunityTable(Table):
    """Chances to sell (LED-13)."""

    key = "crm.opportunities"
    title, unit = _("销售机会"), _("个")
    select_related = ("customer", "owner", "stage", "source", "store", "trim__model")
    search_hint = _("编号、主题、客户")
    default_sort = ("-number",)

    number = LinkColumn(_("编号"), sort="id")
    name = TextColumn(_("主题"), "title", css="cl w")
    customer = TextColumn(_("客户/代理"), "customer.name")
    stage = TextColumn(_("销售阶段"), "stage.label", sort="stage__position")
    amount = MoneyColumn(_("预计金额 ¥"), "amount_expected", total=True)
    expected = DateColumn(_("预计成交"), "expected_on")
    status = StatusColumn(_("状态"), kind="crm.opportunity", choices=OpportunityStatus.choices)
    owner = PersonColumn(_("负责人"))
    came_from = TextColumn(_("来源"), "source.label", sort="source__position", show=False)
    store = TextColumn(_("门店"), "store.name", show=False)
    created = DateColumn(_("创建时间"), "created_at", show=False)

    by_status = ChoiceFilter(_("状态"), "status", choices=OpportunityStatus.choices)
    by_stage = WordFilter(_("销售阶段"), "stage", words=STAGE)
    by_owner = RelatedFilter(_("负责人"), "owner", choices=people("owner"))
    by_source = WordFilter(_("来源"), "source", words=SOURCE, primary=False)
    by_customer = TextFilter(_("客户"), where=parties.of_customer("customer"), primary=False)
    by_day = DateRangeFilter(_("预计成交"), "expected_on")
    by_amount = NumberRangeFilter(_("预计金额"), "amount_expected", unit=_("元"), primary=False)

    views = (
        View("open", _("跟踪中"), "by_status=open", default=True),
        View("converted", _("已转任务"), "by_status=converted"),
        View("all", _("全部")),
    )
    card = Card(
        title=("number", "customer"), badge="status", lines=(("name", "amount"), ("stage", "owner"))
    )
    empty = Empty(
        _("还没有销售机会"), _("发现的购车机会先记在这里，再转为销售任务。"), icon="target"
    )
    create = Create(_("新建机会"), "crm:opportunity_create", "crm.edit_task")

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """The opportunities the user may see in the store."""
        rows: QuerySet[Any] = list_opportunities(user=user, store=store)
        return rows

    def search_q(self, text: str) -> Q:
        return (
            Q(number__iexact=text.strip())
            | Q(title__icontains=text)
            | parties.matching_customer(text)
        )

    def row_url(self, row: Opportunity) -> str:
        """The page of the opportunity."""
        return self.surl("crm:opportunity_detail", number=row.number)


class TaskTable(Table):
    """Sales tasks with stage, state and the next step (LED-14)."""

    key = "crm.tasks"
    title, unit = pgettext_lazy("列表", "销售任务"), _("项")
    select_related = ("customer", "owner", "store", "stage", "state", "flag", "kind")
    search_hint = _("编号、主题、客户")
    default_sort = ("-number",)

    number = LinkColumn(_("编号"), sort="id")
    name = TextColumn(_("任务主题"), "title", css="cl w")
    customer = TextColumn(_("客户/代理"), "customer.name")
    stage = TextColumn(_("销售阶段"), "stage.label", sort="stage__position")
    state = BadgeColumn(_("任务状态"), "state.label", family="blue", sort="state__position")
    flag = BadgeColumn(_("标志"), "flag.label", family=flag_family, sort="flag__position")
    amount = MoneyColumn(_("预计金额 ¥"), "amount_expected", total=True)
    next_step = DateTimeColumn(_("下一进程"), "next_at", sort=False)
    due = DateColumn(_("计划完成"), "due_on")
    owner = PersonColumn(_("负责人"))
    origin = TextColumn(_("任务来源"), "get_origin_display", sort="origin")
    status = StatusColumn(_("结果"), kind="crm.task", choices=TaskStatus.choices)
    kind = TextColumn(_("任务属性"), "kind.label", sort="kind__position", show=False)
    reason = TextColumn(_("结束原因"), "end_reason.label", sort=False, show=False)
    store = TextColumn(_("门店"), "store.name", show=False)
    created = DateColumn(_("创建时间"), "created_at", show=False)

    by_status = ChoiceFilter(_("结果"), "status", choices=TaskStatus.choices)
    by_stage = WordFilter(_("销售阶段"), "stage", words=STAGE)
    by_state = WordFilter(_("任务状态"), "state", words=TASK_STATE)
    by_flag = WordFilter(_("标志"), "flag", words=TASK_FLAG)
    by_owner = RelatedFilter(_("负责人"), "owner", choices=people("owner"))
    by_origin = ChoiceFilter(_("任务来源"), "origin", choices=TaskOrigin.choices, primary=False)
    by_kind = WordFilter(_("任务属性"), "kind", words=TASK_KIND, primary=False)
    by_customer = TextFilter(_("客户"), where=parties.of_customer("customer"), primary=False)
    by_rival = TextFilter(
        _("竞争对手"),
        where=lambda text: Q(
            pk__in=SalesTask.objects.filter(rivals__competitor__name__icontains=text).values("pk")
        ),
        primary=False,
    )
    by_due = DateRangeFilter(_("计划完成"), "due_on")
    by_day = DateRangeFilter(_("创建日期"), "created_at", is_datetime=True, primary=False)
    by_amount = NumberRangeFilter(_("预计金额"), "amount_expected", unit=_("元"), primary=False)

    views = (
        View("open", _("进行中"), "by_status=open", default=True),
        View("won", _("已赢单"), "by_status=won"),
        View("lost", _("已输单"), "by_status=lost"),
        View("all", _("全部")),
    )
    card = Card(
        title=("number", "customer"),
        badge="state",
        lines=(("name", "amount"), ("stage", "owner"), ("next_step", "due")),
    )
    empty = Empty(_("还没有销售任务"), _("新建任务，或把销售机会转为任务。"), icon="checklist")
    create = Create(_("新建任务"), "crm:task_create", "crm.edit_task")

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """The tasks the user may see in the store."""
        rows: QuerySet[Any] = list_tasks(user=user, store=store)
        return rows

    def annotate(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        pending = Q(processes__done_at__isnull=True, processes__cancelled_at__isnull=True)
        rows: QuerySet[Any] = queryset.select_related("end_reason").annotate(
            next_at=Min("processes__planned_at", filter=pending)
        )
        return rows

    def search_q(self, text: str) -> Q:
        return (
            Q(number__iexact=text.strip())
            | Q(title__icontains=text)
            | parties.matching_customer(text)
        )

    def row_url(self, row: SalesTask) -> str:
        """The page of the task."""
        return self.surl("crm:task_detail", number=row.number)


def _process_state(row: Process) -> str:
    if row.done_at:
        return str(_("已完成"))
    if row.cancelled_at:
        return str(_("已取消"))
    return str(_("已逾期") if row.planned_at < clock.now() else _("待执行"))


def _process_family(row: Process) -> str:
    if row.done_at:
        return "green"
    if row.cancelled_at:
        return "void"
    return "red" if row.planned_at < clock.now() else "blue"


PENDING = Q(done_at__isnull=True, cancelled_at__isnull=True)


class ProcessTable(Table):
    """All steps of all tasks, by task, action, flag and person (LED-16)."""

    key = "crm.processes"
    title, unit = _("销售进程"), _("条")
    select_related = ("task__customer", "executor", "action", "flag", "stage", "store", "done_by")
    search_hint = _("任务编号、进程内容、客户")
    default_sort = ("-planned",)

    name = LinkColumn(_("进程内容"), "title")
    task = TextColumn(_("销售任务"), "task.number")
    customer = TextColumn(_("客户/代理"), "task.customer.name")
    action = TextColumn(_("执行动作"), "action.label", sort="action__position")
    flag = BadgeColumn(_("标志"), "flag.label", family=flag_family, sort="flag__position")
    planned = DateTimeColumn(_("计划时间"), "planned_at", sort=("planned_at", "id"))
    state = BadgeColumn(_("状态"), _process_state, family=_process_family, sort=False)
    executor = PersonColumn(_("执行人"))
    done = DateTimeColumn(_("完成时间"), "done_at")
    result = TextColumn(_("执行结果"), css="cl w")
    stage = TextColumn(_("完成后进入阶段"), "stage.label", sort="stage__position", show=False)
    store = TextColumn(_("门店"), "store.name", show=False)

    by_task = TextFilter(
        _("销售任务"),
        where=lambda text: Q(task__number__iexact=text) | Q(task__title__icontains=text),
    )
    by_action = WordFilter(_("执行动作"), "action", words=TASK_ACTION)
    by_flag = WordFilter(_("标志"), "flag", words=TASK_FLAG)
    by_executor = RelatedFilter(_("执行人"), "executor", choices=people("executor"))
    by_day = DateRangeFilter(_("计划日期"), "planned_at", is_datetime=True)
    by_done = BoolFilter(_("完成"), "done_at__isnull", yes=_("未完成"), no=_("已完成"))
    by_customer = TextFilter(_("客户"), where=parties.of_customer("task__customer"), primary=False)
    by_task_status = ChoiceFilter(
        _("任务结果"), "task__status", choices=TaskStatus.choices, primary=False
    )

    views = (
        View("pending", _("待执行"), where=PENDING, default=True),
        View("today", _("今天"), "by_day=today", where=PENDING),
        View("done", _("已完成"), where=Q(done_at__isnull=False)),
        View("all", _("全部")),
    )
    card = Card(
        title=("name", "task"),
        badge="state",
        lines=(("customer", "planned"), ("action", "executor")),
    )
    empty = Empty(_("还没有进程"), _("在销售任务里安排进程。"), icon="list-check")

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """The steps the user may see in the store."""
        rows: QuerySet[Any] = list_processes(user=user, store=store)
        return rows

    def search_q(self, text: str) -> Q:
        return (
            Q(task__number__iexact=text.strip())
            | Q(title__icontains=text)
            | parties.matching_customer(text, path="task__customer")
        )

    def row_url(self, row: Process) -> str:
        """The task of the step."""
        return self.surl("crm:task_detail", number=row.task.number)


def _activity_state(row: Activity) -> str:
    now = clock.now()
    if row.ends_at <= now:
        return str(_("已结束"))
    return str(_("进行中") if row.starts_at <= now else _("未开始"))


def _activity_family(row: Activity) -> str:
    now = clock.now()
    if row.ends_at <= now:
        return "gray"
    return "cyan" if row.starts_at <= now else "blue"


class ActivityTable(Table):
    """Sales activities; every field is a filter (LED-10)."""

    key = "crm.activities"
    title, unit = _("销售活动"), _("场")
    select_related = (
        "customer",
        "contact",
        "lead",
        "task",
        "owner",
        "type",
        "method",
        "stage",
        "store",
    )
    search_hint = _("编号、活动名称、客户")
    default_sort = ("-starts",)

    name = LinkColumn(_("活动名称"))
    type = TextColumn(_("活动类型"), "type.label", sort="type__position")
    method = TextColumn(_("活动方式"), "method.label", sort="method__position")
    starts = DateTimeColumn(_("开始"), "starts_at", sort=("starts_at", "id"))
    ends = DateTimeColumn(_("结束"), "ends_at")
    state = BadgeColumn(_("状态"), _activity_state, family=_activity_family, sort=False)
    owner = PersonColumn(_("负责人"))
    customer = TextColumn(_("客户"), "customer.name")
    contact = TextColumn(_("联系人"), "contact.name", show=False)
    lead = TextColumn(_("意向（线索）"), "lead.number")
    stage = TextColumn(_("销售阶段"), "stage.label", sort="stage__position")
    content = TextColumn(_("活动内容"), css="cl w", show=False)
    number = TextColumn(_("编号"), show=False)
    store = TextColumn(_("门店"), "store.name", show=False)

    by_name = TextFilter(_("活动名称"), "name", primary=False)
    by_type = WordFilter(_("活动类型"), "type", words=ACTIVITY_TYPE)
    by_method = WordFilter(_("活动方式"), "method", words=ACTIVITY_METHOD)
    by_start = DateRangeFilter(_("开始"), "starts_at", is_datetime=True)
    by_end = DateRangeFilter(_("结束"), "ends_at", is_datetime=True, primary=False)
    by_owner = RelatedFilter(_("负责人"), "owner", choices=people("owner"))
    by_content = TextFilter(_("活动内容"), "content", primary=False)
    by_customer = TextFilter(_("客户"), where=parties.of_customer("customer"))
    by_contact = TextFilter(_("联系人"), "contact__name", primary=False)
    by_lead = TextFilter(_("意向（线索）"), "lead__number", primary=False)
    by_stage = WordFilter(_("销售阶段"), "stage", words=STAGE)

    views = (View("all", _("全部"), default=True), View("week", _("本周"), "by_start=week"))
    card = Card(
        title=("name", "customer"),
        badge="state",
        lines=(("type", "starts"), ("stage", "owner")),
    )
    empty = Empty(_("还没有销售活动"), _("拜访、品鉴、外展都可以先排进活动。"), icon="calendar")
    create = Create(_("新建活动"), "crm:activity_create", "crm.edit_task")

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """The activities the user may see in the store."""
        rows: QuerySet[Any] = list_activities(user=user, store=store)
        return rows

    def search_q(self, text: str) -> Q:
        return (
            Q(number__iexact=text.strip())
            | Q(name__icontains=text)
            | parties.matching_customer(text)
        )

    def row_url(self, row: Activity) -> str:
        """The page of the activity."""
        return self.surl("crm:activity_detail", number=row.number)
