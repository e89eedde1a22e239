"""Rights of inventory that do not come from a workflow."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.access.registry import Right

RIGHTS: tuple[Right, ...] = (
    Right("inventory.view_vehicle", _("查看库存车辆"), _("整车库存")),
    Right("inventory.view_vehiclecost", _("查看车辆进价与资金成本"), _("整车库存")),
    Right("inventory.export_vehicle", _("导出库存车辆"), _("整车库存")),
    Right("inventory.lock_vehicle", _("锁定车辆"), _("整车库存")),
    Right("inventory.release_vehiclelock", _("释放他人的锁定"), _("整车库存")),
    Right("inventory.change_certificate", _("登记合格证状态"), _("整车库存")),
    Right("inventory.view_pdiinspection", _("查看 PDI 检查"), _("整车库存")),
    Right("inventory.change_pdiitem", _("维护 PDI 检查项目"), _("整车库存")),
)
