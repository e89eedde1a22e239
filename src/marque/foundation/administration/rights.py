"""Rights of the technical apps, whose screens are here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.access.registry import Right

_FIRM = _("企业")
_SYSTEM = _("系统")
RIGHTS = (
    Right("audit.view_change", _("查看审计日志"), _SYSTEM),
    Right("audit.verify_chain", _("校验审计链"), _SYSTEM),
    Right("numbering.edit_numberseries", _("维护单据编号"), _FIRM),
    Right("dictionaries.edit_parameter", _("维护业务参数"), _FIRM),
    Right("dictionaries.edit_words", _("维护企业标准"), _FIRM),
)
