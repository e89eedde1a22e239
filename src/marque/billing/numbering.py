"""Number series of billing; the patterns are editable on screen."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.numbering.registry import Series

SERIES: tuple[Series, ...] = (
    Series("billing.receipt", _("收款单"), "SJ{yy}{mm}-{n:04d}"),
    Series("billing.refund", _("退款单"), "TK{yy}{mm}-{n:04d}"),
    Series("billing.invoice", _("发票"), "FP{yy}{mm}-{n:04d}"),
)
