"""Numbers of fully digital invoices, as the tax platform gives them out.

Real numbers come from the platform through the gateway; until a group connects one, this
stands in for it: 20 digits, year, province, kind of invoice, and a running number.
"""

from __future__ import annotations

from datetime import date

PROVINCE = "33"
KIND_CODES = {"vehicle": "83", "ordinary": "82", "special": "81"}


def simulated_tax_number(*, kind: str, company_id: int, serial: int, on: date) -> str:
    """A number of 20 digits, unique while company and serial are."""
    return f"{on:%y}{PROVINCE}{KIND_CODES[kind]}{company_id % 10_000:04d}{serial:010d}"
