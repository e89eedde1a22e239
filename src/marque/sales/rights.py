"""Rights of sales that do not come from a workflow."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.access.registry import Right

RIGHTS: tuple[Right, ...] = (
    Right("sales.view_salesorder", _("查看销售订单"), _("销售订单")),
    Right("sales.create_salesorder", _("新建销售订单"), _("销售订单")),
    Right("sales.edit_salesorder", _("修改销售订单"), _("销售订单")),
    Right("sales.create_allocation", _("配车与换车"), _("销售订单")),
    Right("sales.invoice_salesorder", _("开具销售发票"), _("销售订单")),
    Right("sales.print_salesorder", _("打印合同与交车单"), _("销售订单")),
    Right("sales.exceed_credit", _("超额度审核"), _("销售订单")),
    Right("sales.view_margin", _("查看单车毛利"), _("销售订单")),
)
