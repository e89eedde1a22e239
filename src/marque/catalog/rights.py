from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.access.registry import Right

RIGHTS: tuple[Right, ...] = (
    Right("catalog.view_trim", _("查看车型库"), _("商品档案")),
    Right("catalog.change_trim", _("维护车型库、颜色与指导价"), _("商品档案")),
    Right("catalog.import_trim", _("导入车型库"), _("商品档案")),
    Right("catalog.view_accessory", _("查看精品档案"), _("商品档案")),
    Right("catalog.change_accessory", _("维护精品档案"), _("商品档案")),
    Right("catalog.view_accessory_cost", _("查看精品成本"), _("商品档案")),
)
