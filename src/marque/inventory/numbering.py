"""Default number series of inventory; each is a row that an administrator may change."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.numbering.registry import Series

SERIES = (Series("inventory.pdiinspection", _("PDI 检查"), "PDI{yy}{mm}-{n:04d}"),)
