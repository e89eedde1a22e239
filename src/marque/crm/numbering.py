"""Number series of crm; the patterns are editable on screen."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.numbering.registry import Series

SERIES: tuple[Series, ...] = (
    Series("crm.lead", _("线索"), "L{yy}{mm}-{n:05d}"),
    Series("crm.visit", _("来店登记"), "V{yy}{mm}-{n:05d}"),
    Series("crm.testdrive", _("试乘试驾"), "TD{yy}{mm}-{n:04d}"),
    Series("crm.opportunity", _("销售机会"), "OP{yy}{mm}-{n:04d}"),
    Series("crm.salestask", _("销售任务"), "ST{yy}{mm}-{n:04d}"),
    Series("crm.activity", _("销售活动"), "AC{yy}{mm}-{n:04d}"),
)
