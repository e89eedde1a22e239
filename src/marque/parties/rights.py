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
    Right("parties.claim_customer", _("从公海领取客户"), _("客户")),
    Right("parties.merge_customer", _("查重与合并客户"), _("客户")),
    Right("parties.classify_customer", _("手工调整客户分类"), _("客户")),
    Right("parties.edit_worthrule", _("设置客户价值规则"), _("客户")),
    Right("parties.export_customer", _("导出客户"), _("客户")),
    Right("parties.import_customer", _("导入客户"), _("客户")),
    Right("parties.issue_card", _("发放与停用会员卡"), _("客户")),
    Right("parties.record_service", _("登记维修保养记录"), _("客户")),
    Right("parties.record_dealing", _("登记业务档案"), _("客户")),
    Right("parties.void_record", _("作废维修保养记录与业务档案"), _("客户")),
    Right("parties.import_record", _("导入维修保养记录与业务档案"), _("客户")),
    Right("parties.edit_tag", _("设置客户标签"), _("客户")),
    Right("parties.view_credit", _("查看信用额度"), _("客户")),
    Right("parties.set_credit", _("设置信用额度"), _("客户")),
    Right("parties.lend_credit", _("借用信用额度"), _("客户")),
    Right("parties.keep_data", _("数据留存与匿名化"), _("客户")),
    Right("parties.view_competitor", _("查看竞争对手"), _("竞争对手")),
    Right("parties.edit_competitor", _("维护竞争对手"), _("竞争对手")),
    Right("parties.view_supplier", _("查看供应商"), _("供应商")),
    Right("parties.create_supplier", _("新建供应商"), _("供应商")),
    Right("parties.edit_supplier", _("维护与停用供应商"), _("供应商")),
)
