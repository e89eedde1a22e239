"""Numbers as ranges: plain GiST compares ranges, so exclusion constraints need no extension."""

from __future__ import annotations

from django.db.models import F, Func, Value


def one(field: str) -> Func:
    """A number as the range that holds only itself."""
    return Func(F(field), F(field), Value("[]"), function="INT8RANGE")
