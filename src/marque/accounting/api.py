"""What other apps may use of accounting."""

from marque.accounting.facts import AccountingFact, LineDraft, VoucherDraft
from marque.accounting.models import Account, Book, FiscalPeriod, Voucher, VoucherLine
from marque.accounting.queries.ageing import receivable_of
from marque.accounting.queries.ledger import is_ledger_balanced, ledger_difference
from marque.accounting.queries.taxes import rate_on
from marque.accounting.queries.trial_balance import TrialBalance, trial_balance
from marque.accounting.queries.vouchers import vouchers_for
from marque.accounting.services.carry_profit import carry_profit
from marque.accounting.services.close_period import close_period, reopen_period
from marque.accounting.services.enter_opening_balances import enter_opening_balances
from marque.accounting.services.move_voucher import (
    post_voucher,
    review_voucher,
    submit_voucher,
    unreview_voucher,
    void_voucher,
)
from marque.accounting.services.open_book import open_book
from marque.accounting.services.post_fact import post
from marque.accounting.services.post_opening_items import OpeningItem, post_opening_items
from marque.accounting.services.reverse import reverse, reverse_voucher
from marque.accounting.services.set_tax_rate import install_tax_rates, set_tax_rate
from marque.accounting.services.write_voucher import change_voucher, create_voucher
from marque.accounting.sources import Source
from marque.accounting.sources import register as register_source

__all__ = [
    "Account",
    "AccountingFact",
    "Book",
    "FiscalPeriod",
    "LineDraft",
    "OpeningItem",
    "Source",
    "TrialBalance",
    "Voucher",
    "VoucherDraft",
    "VoucherLine",
    "carry_profit",
    "change_voucher",
    "close_period",
    "create_voucher",
    "enter_opening_balances",
    "install_tax_rates",
    "is_ledger_balanced",
    "ledger_difference",
    "open_book",
    "post",
    "post_opening_items",
    "post_voucher",
    "rate_on",
    "receivable_of",
    "register_source",
    "reopen_period",
    "reverse",
    "reverse_voucher",
    "review_voucher",
    "set_tax_rate",
    "submit_voucher",
    "trial_balance",
    "unreview_voucher",
    "void_voucher",
    "vouchers_for",
]
