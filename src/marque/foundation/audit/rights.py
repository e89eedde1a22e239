from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.access.registry import Right

RIGHTS = (
    Right("audit.view_change", _("查看审计日志"), _("系统")),
    Right("audit.verify_chain", _("校验审计链"), _("系统")),
)
