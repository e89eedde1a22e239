from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.access.registry import Right

_ORG = _("企业")
_SYS = _("系统")
RIGHTS = (
    Right("organisation.view_organisation", _("查看组织架构"), _ORG),
    Right("organisation.edit_organisation", _("维护公司、门店和部门"), _ORG),
    Right("organisation.view_employee", _("查看员工"), _ORG),
    Right("organisation.edit_employee", _("维护员工和任职"), _ORG),
    Right("organisation.hand_over_employee", _("办理离职移交"), _ORG),
    Right("access.view_user", _("查看用户"), _ORG),
    Right("access.edit_user", _("维护用户、密码和用户组"), _ORG),
    Right("access.view_role", _("查看角色和权限"), _ORG),
    Right("access.edit_role", _("维护角色和权限"), _ORG),
    Right("access.view_as", _("以他人身份查看"), _SYS),
    Right("access.view_online", _("查看在线用户"), _SYS),
    Right("access.end_session", _("结束会话"), _SYS),
)
