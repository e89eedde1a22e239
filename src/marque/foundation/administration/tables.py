"""The lists of the administrators."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marque.foundation.access.models import OnlineSession, Role, UserGroup
from marque.foundation.administration import reach
from marque.foundation.audit.models import Action, Change, subjects
from marque.foundation.ui.tables import (
    BoolColumn,
    BoolFilter,
    Card,
    ChoiceFilter,
    Create,
    DateColumn,
    DateRangeFilter,
    DateTimeColumn,
    LinkColumn,
    NumberColumn,
    Table,
    TextColumn,
    TextFilter,
    View,
)


class EmployeeTable(Table):
    """Everybody on the payroll."""

    key = "organisation.employees"
    title, unit = pgettext_lazy("列表", "员工"), _("人")
    prefetch = ("posts__position", "posts__department")
    search = ("name__icontains", "staff_no__icontains", "phone__endswith")
    search_hint = _("姓名、工号、手机尾号")
    default_sort = ("staff_no",)
    staff_no = LinkColumn(_("工号"))
    name = TextColumn(_("姓名"))
    posts = TextColumn(_("任职"), "posts_in_words")
    hired = DateColumn(_("入职日期"), "hired_on")
    left = DateColumn(_("离职日期"), "left_on")
    is_here = BoolFilter(_("离职"), "left_on__isnull", yes=_("在职"), no=_("已离职"))
    views = (View("here", _("在职"), "is_here=1", default=True), View("all", _("全部")))
    card = Card(title=("name", "staff_no"), lines=(("posts",),))
    create = Create(_("新建员工"), "administration:employee_new", "organisation.edit_employee")

    @classmethod
    def source(cls, user: Any, store: Any) -> Any:
        return reach.employees_of(user, "organisation.view_employee")

    def row_url(self, row: Any) -> str:
        return self.surl("administration:employee", pk=row.pk)


class UserTable(Table):
    """Logins."""

    key = "access.users"
    title, unit = _("用户"), _("人")
    search = ("username__icontains", "name__icontains", "phone__endswith")
    search_hint = _("工号、姓名、手机尾号")
    default_sort = ("username",)
    username = LinkColumn(_("工号"))
    name = TextColumn(_("姓名"))
    active = BoolColumn(_("启用"), "is_active")
    last = DateTimeColumn(_("上次登录"), "last_login")
    by_active = BoolFilter(_("启用"), "is_active")
    views = (View("active", _("启用"), "by_active=1", default=True), View("all", _("全部")))
    card = Card(title=("name", "username"), lines=(("last",),))

    @classmethod
    def source(cls, user: Any, store: Any) -> Any:
        return reach.users_of(user, "access.view_user")

    def row_url(self, row: Any) -> str:
        return self.surl("administration:user", pk=row.pk)


class GroupTable(Table):
    """User groups."""

    key = "access.groups"
    title, unit = pgettext_lazy("列表", "用户组"), _("组")
    search: ClassVar[tuple[str, ...]] = ("name__icontains",)
    default_sort = ("name",)
    name = LinkColumn(_("用户组名称"))
    views = (View("all", _("全部"), default=True),)
    card = Card(title=("name",))
    create = Create(_("新建用户组"), "administration:group_new", "access.edit_user")

    @classmethod
    def source(cls, user: Any, store: Any) -> Any:
        if reach.reaches_group(user, "access.view_user"):
            return UserGroup.objects.all()
        known = reach.users_of(user, "access.view_user")
        return UserGroup.objects.filter(members__in=known).distinct()

    def row_url(self, row: Any) -> str:
        return self.surl("administration:group", pk=row.pk)


class RoleTable(Table):
    """Roles with how far they reach."""

    key = "access.roles"
    title, unit = _("角色"), _("个")
    search: ClassVar[tuple[str, ...]] = ("name__icontains", "code__icontains")
    default_sort = ("code",)
    name = LinkColumn(_("角色名称"), "label", sort="name")
    code = TextColumn(_("角色代码"))
    scope = TextColumn(_("数据范围"), "get_scope_display", sort="scope")
    limit = NumberColumn(_("折扣权限 %"), "rate_discount_limit", places=2)
    second = BoolColumn(_("二次验证"), "needs_second_factor")
    active = BoolColumn(_("启用"), "is_active")
    views = (View("all", _("全部"), default=True),)
    card = Card(title=("name",), lines=(("scope",),))
    create = Create(_("新建角色"), "administration:role_new", "access.edit_role")

    @classmethod
    def source(cls, user: Any, store: Any) -> Any:
        return Role.objects.all()

    def row_url(self, row: Any) -> str:
        return self.surl("administration:role", pk=row.pk)


class OnlineTable(Table):
    """Who is here now, from where, doing what (SEC-02)."""

    key = "access.online"
    title, unit = _("在线用户"), _("个会话")
    select_related = ("user", "viewing_as")
    search: ClassVar[tuple[str, ...]] = (
        "user__name__icontains",
        "user__username__icontains",
        "address__startswith",
    )
    search_hint = _("姓名、工号、IP 地址")
    default_sort = ("-seen_at",)
    user = LinkColumn(_("用户"), "user.name", sort="user__name")
    address = TextColumn(_("IP 地址"))
    function = TextColumn(_("当前功能"), "doing", sort="function")
    started = DateTimeColumn(_("登录时间"), "started_at")
    seen_at = DateTimeColumn(_("最近活动"))
    agent = TextColumn(_("浏览器"), show=False)
    views = (View("all", _("全部"), default=True),)
    card = Card(title=("user", "address"), lines=(("function",), ("seen_at",)))

    @classmethod
    def source(cls, user: Any, store: Any) -> Any:
        if reach.reaches_group(user, "access.view_online"):
            return OnlineSession.objects.all()
        return OnlineSession.objects.filter(user__in=reach.users_of(user, "access.view_online"))

    def row_url(self, row: Any) -> str:
        return self.surl("administration:online_session", pk=row.pk)


def changes_of(user: Any) -> Any:
    """Writes within the reader's reach: of everybody, or of the people of the own company."""
    if reach.reaches_group(user, "audit.view_change"):
        return Change.objects.all()
    known = reach.users_of(user, "audit.view_change")
    return Change.objects.filter(actor_id__in=known.values("pk"))


class AuditTable(Table):
    """Every write with before and after."""

    key = "audit.changes"
    title, unit = _("审计日志"), _("条")
    search: ClassVar[tuple[str, ...]] = (
        "row_id",
        "actor_name__icontains",
        "table_name__icontains",
        "source__icontains",
    )
    search_hint = _("记录编号、操作人、对象")
    default_sort = ("-id",)
    select_related = ("link",)
    at = DateTimeColumn(_("时间"), sort="id")
    actor = TextColumn(_("操作人"), "actor_name")
    action = TextColumn(_("动作"), "get_action_display", sort="action")
    table_name = LinkColumn(_("对象"), "subject", sort="table_name")
    row_id = TextColumn(_("记录"))
    address = TextColumn(_("IP 地址"))
    source_path = TextColumn(_("来源"), "source", show=False)
    by_action = ChoiceFilter(_("动作"), "action", choices=Action.choices)
    by_table = ChoiceFilter(_("对象"), "table_name", choices=lambda _table: subjects().items())
    by_row = TextFilter(_("记录"), "row_id")
    by_day = DateRangeFilter(_("日期"), "at", is_datetime=True)
    by_chain = BoolFilter(_("入链"), "is_chained")
    views = (
        View("all", _("全部"), default=True),
        View("money", _("资金与合同"), "by_chain=1"),
        View("notes", _("查看、导出与拒绝"), "by_action=N"),
    )
    card = Card(title=("table_name", "row_id"), lines=(("actor", "at"),))

    @classmethod
    def source(cls, user: Any, store: Any) -> Any:
        return changes_of(user)

    def row_url(self, row: Any) -> str:
        return self.surl("administration:audit_change", pk=row.pk)
