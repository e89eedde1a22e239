from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.numbering.registry import Series

SERIES: tuple[Series, ...] = (Series("imports.importbatch", _("数据导入"), "IM{yy}{mm}-{n:04d}"),)
