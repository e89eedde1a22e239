"""Pages of accounting, below `/<store>/finance/`."""

from __future__ import annotations

from django.urls import path

from marque.accounting.views import (
    ageing,
    chart,
    ledger,
    periods,
    settings,
    voucher_actions,
    vouchers,
)

app_name = "accounting"

urlpatterns = [
    path("vouchers/", vouchers.voucher_list, name="voucher_list"),
    path("vouchers/new/", vouchers.voucher_create, name="voucher_create"),
    path("vouchers/<int:pk>/", vouchers.voucher_detail, name="voucher_detail"),
    path("vouchers/<int:pk>/reverse/", voucher_actions.voucher_reverse, name="voucher_reverse"),
    path("vouchers/<int:pk>/<slug:move>/", voucher_actions.voucher_move, name="voucher_move"),
    path("trial-balance/", ledger.trial_balance_page, name="trial_balance"),
    path("trial-balance/accounts/<str:code>/", ledger.account_ledger_page, name="account_ledger"),
    path("receivables/", ageing.receivable_ageing_page, name="receivable_ageing"),
    path("periods/", periods.period_list, name="period_list"),
    path("periods/<int:pk>/close/", periods.period_close, name="period_close"),
    path("periods/<int:pk>/reopen/", periods.period_reopen, name="period_reopen"),
    path("periods/<int:pk>/carry/", periods.period_carry, name="period_carry"),
    path("rules/", settings.rule_list, name="rule_list"),
    path("rules/<int:pk>/", settings.rule_change, name="rule_change"),
    path("tax-rates/", settings.tax_rate_list, name="tax_rate_list"),
    path("books/", settings.book_list, name="book_list"),
    path("books/<int:pk>/opening/", chart.book_opening, name="book_opening"),
    path("accounts/", chart.account_list, name="account_list"),
]
