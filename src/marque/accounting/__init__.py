"""Accounting: one ledger a company, fed by facts of the business and by vouchers typed by hand."""
