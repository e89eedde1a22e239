from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marque.foundation.ui.navigation import Page

_FIRM = _("企业")
_SYSTEM = _("系统")

PAGES: tuple[Page, ...] = (
    Page(
        "organisation",
        "settings",
        _FIRM,
        _("门店与组织"),
        "building",
        "administration:organisation",
        "organisation.view_organisation",
        10,
    ),
    Page(
        "employees",
        "settings",
        _FIRM,
        pgettext_lazy("列表", "员工"),
        "users",
        "administration:employees",
        "organisation.view_employee",
        20,
    ),
    Page(
        "users",
        "settings",
        _FIRM,
        _("用户"),
        "user",
        "administration:users",
        "access.view_user",
        30,
    ),
    Page(
        "groups",
        "settings",
        _FIRM,
        pgettext_lazy("列表", "用户组"),
        "users-group",
        "administration:groups",
        "access.view_user",
        35,
    ),
    Page(
        "roles",
        "settings",
        _FIRM,
        _("角色与权限"),
        "shield-check",
        "administration:roles",
        "access.view_role",
        40,
    ),
    Page(
        "numbering",
        "settings",
        _FIRM,
        _("单据编号"),
        "list-numbers",
        "administration:numbering",
        "numbering.edit_numberseries",
        60,
    ),
    Page(
        "parameters",
        "settings",
        _("业务"),
        _("业务参数"),
        "adjustments-horizontal",
        "administration:parameters",
        "dictionaries.edit_parameter",
        110,
    ),
    Page(
        "words",
        "settings",
        _("业务"),
        _("企业标准"),
        "books",
        "administration:word_lists",
        "dictionaries.edit_words",
        115,
    ),
    Page(
        "audit",
        "settings",
        _SYSTEM,
        _("审计日志"),
        "history",
        "administration:audit",
        "audit.view_change",
        320,
    ),
    Page(
        "online",
        "settings",
        _SYSTEM,
        _("在线用户"),
        "device-desktop",
        "administration:online",
        "access.view_online",
        330,
    ),
)
