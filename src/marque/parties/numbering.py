"""Number series of parties; the patterns are editable on screen."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.numbering.registry import Series

SERIES: tuple[Series, ...] = (
    Series("parties.customer", _("客户"), "C{yy}{mm}-{n:04d}"),
    Series("parties.membercard", _("会员卡"), "M{yy}{mm}{n:05d}"),
    Series("parties.servicerecord", _("维修保养记录"), "WX{yy}{mm}-{n:04d}"),
    Series("parties.dealingrecord", _("业务档案"), "YW{yy}{mm}-{n:04d}"),
)
