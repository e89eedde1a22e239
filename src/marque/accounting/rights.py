"""The function rights of accounting beside those of the voucher's workflow."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.access.registry import Right

GROUP = _("财务核算")

RIGHTS: tuple[Right, ...] = (
    Right("accounting.view_voucher", _("查看凭证"), GROUP),
    Right("accounting.view_sourcevoucher", _("查看单据生成的凭证"), GROUP),
    Right("accounting.create_voucher", _("填制凭证"), GROUP),
    Right("accounting.review_voucher", _("审核凭证"), GROUP),
    Right("accounting.post_voucher", _("凭证记账"), GROUP),
    Right("accounting.reverse_voucher", _("红字冲销"), GROUP),
    Right("accounting.view_trialbalance", _("查看账簿"), GROUP),
    Right("accounting.close_period", _("月末结账"), GROUP),
    Right("accounting.reopen_period", _("反结账"), GROUP),
    Right("accounting.open_book", _("建公司账"), GROUP),
    Right("accounting.change_account", _("维护会计科目"), GROUP),
    Right("accounting.change_postingrule", _("修改凭证模板"), GROUP),
    Right("accounting.change_taxrate", _("设置税率"), GROUP),
)
