"""Rights of parties."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.access.registry import Right

RIGHTS: tuple[Right, ...] = (
    Right("parties.view_customer", _("查看客户"), _("客户")),
    Right("parties.create_customer", _("新建客户"), _("客户")),
    Right("parties.edit_customer", _("修改客户"), _("客户")),
    Right("parties.reveal_customer", _("查看完整电话与证件号"), _("客户")),
    Right("parties.transfer_customer", _("客户交接"), _("客户")),
    Right("parties.export_customer", _("导出客户"), _("客户")),
    Right("parties.view_supplier", _("查看供应商"), _("供应商")),
    Right("parties.create_supplier", _("新建供应商"), _("供应商")),
)
