"""Rights of crm that do not come from a workflow."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.access.registry import Right

RIGHTS: tuple[Right, ...] = (
    Right("crm.view_lead", _("查看线索"), _("线索")),
    Right("crm.create_lead", _("新建线索"), _("线索")),
    Right("crm.follow_lead", _("跟进线索"), _("线索")),
    Right("crm.assign_lead", _("分配线索"), _("线索")),
    Right("crm.claim_lead", _("从公海领取线索"), _("线索")),
    Right("crm.discard_lead", _("判为非意向"), _("线索")),
    Right("crm.freeze_lead", _("转休眠"), _("线索")),
    Right("crm.judge_lost", _("审核战败"), _("线索")),
    Right("crm.edit_rules", _("设置分配规则"), _("线索")),
    Right("crm.export_lead", _("导出线索"), _("线索")),
    Right("crm.view_visit", _("查看展厅客流"), _("展厅")),
    Right("crm.register_visit", _("登记来店"), _("展厅")),
    Right("crm.edit_visit", _("完善来店记录"), _("展厅")),
    Right("crm.export_visit", _("导出客流"), _("展厅")),
    Right("crm.order_turn", _("安排接待次序"), _("展厅")),
    Right("crm.handle_complaint", _("处理到店投诉"), _("展厅")),
    Right("crm.handle_repair", _("接待到店维修"), _("展厅")),
    Right("crm.handle_accessory", _("接待车饰购买"), _("展厅")),
    Right("crm.view_testdrive", _("查看试乘试驾"), _("试乘试驾")),
    Right("crm.book_testdrive", _("预约试驾"), _("试乘试驾")),
    Right("crm.dispatch_testdrive", _("调度试驾车"), _("试乘试驾")),
    Right("crm.drive_testdrive", _("办理试驾"), _("试乘试驾")),
    Right("crm.view_task", _("查看销售任务"), _("销售任务")),
    Right("crm.edit_task", _("办理销售任务"), _("销售任务")),
    Right("crm.assign_task", _("分派销售任务"), _("销售任务")),
    Right("crm.edit_template", _("维护进程模板"), _("销售任务")),
    Right("crm.view_measures", _("查看集客与成交指标"), _("指标")),
)
