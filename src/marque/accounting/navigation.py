"""Pages of accounting in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.ui.navigation import Create, Page

LEDGER = _("总账")
SET_UP = _("基础设置")

PAGES: tuple[Page, ...] = (
    Page(
        "voucher-new",
        "finance",
        LEDGER,
        _("凭证录入"),
        "file-plus",
        "accounting:voucher_create",
        "accounting.create_voucher",
        10,
    ),
    Page(
        "vouchers",
        "finance",
        LEDGER,
        _("凭证查询"),
        "files",
        "accounting:voucher_list",
        "accounting.view_voucher",
        20,
        go="v",
        tab=40,
        tab_label=_("凭证"),
    ),
    Page(
        "trial-balance",
        "finance",
        LEDGER,
        _("科目余额表"),
        "scale",
        "accounting:trial_balance",
        "accounting.view_trialbalance",
        30,
        go="t",
    ),
    Page(
        "receivables",
        "finance",
        LEDGER,
        _("应收账龄"),
        "clock",
        "accounting:receivable_ageing",
        "accounting.view_trialbalance",
        35,
    ),
    Page(
        "periods",
        "finance",
        LEDGER,
        _("月末结账"),
        "calendar-check",
        "accounting:period_list",
        "accounting.view_trialbalance",
        40,
    ),
    Page(
        "accounts",
        "finance",
        SET_UP,
        _("会计科目"),
        "list-numbers",
        "accounting:account_list",
        "accounting.view_trialbalance",
        205,
    ),
    Page(
        "posting-rules",
        "finance",
        SET_UP,
        _("凭证模板"),
        "template",
        "accounting:rule_list",
        "accounting.view_trialbalance",
        210,
    ),
    Page(
        "tax-rates",
        "finance",
        SET_UP,
        _("税率"),
        "percentage",
        "accounting:tax_rate_list",
        "accounting.view_trialbalance",
        220,
    ),
    Page(
        "books",
        "finance",
        SET_UP,
        _("公司账"),
        "building-bank",
        "accounting:book_list",
        "accounting.open_book",
        230,
    ),
)

CREATES: tuple[Create, ...] = (
    Create(
        "voucher",
        _("凭证"),
        "file-plus",
        "accounting:voucher_create",
        "accounting.create_voucher",
        70,
        "j",
    ),
)
