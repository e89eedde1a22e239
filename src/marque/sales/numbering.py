"""Number series of sales; the patterns are editable on screen."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.numbering.registry import Series

SERIES: tuple[Series, ...] = (Series("sales.salesorder", _("销售订单"), "SO{yy}{mm}-{n:04d}"),)
