"""Books, charts and periods; posting rules; vouchers; tax rates."""

from marque.accounting.models.books import (
    Account,
    AccountKind,
    AccountRole,
    Book,
    FiscalPeriod,
    PeriodStatus,
    Side,
    Standard,
)
from marque.accounting.models.rules import PostingRule, PostingRuleLine
from marque.accounting.models.taxes import TaxRate
from marque.accounting.models.vouchers import (
    Voucher,
    VoucherCounter,
    VoucherKind,
    VoucherLine,
    VoucherWord,
)

__all__ = [
    "Account",
    "AccountKind",
    "AccountRole",
    "Book",
    "FiscalPeriod",
    "PeriodStatus",
    "PostingRule",
    "PostingRuleLine",
    "Side",
    "Standard",
    "TaxRate",
    "Voucher",
    "VoucherCounter",
    "VoucherKind",
    "VoucherLine",
    "VoucherWord",
]
