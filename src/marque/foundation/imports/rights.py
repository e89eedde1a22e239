from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.access.registry import Right

RIGHTS: tuple[Right, ...] = (
    Right("imports.view_importbatch", _("查看导入批次"), _("数据导入")),
    Right("imports.add_importbatch", _("导入数据"), _("数据导入")),
    Right("imports.undo_importbatch", _("撤销导入批次"), _("数据导入")),
)
