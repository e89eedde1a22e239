"""Which rate a tax has on a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from marque.accounting.models import TaxRate
from marque.kernel.errors import InvalidInput


def rate_on(code: str, on: date, *, region: str = "") -> Decimal:
    """The rate (a fraction) of a tax on a day: that of the region, else the national one.

    Raises InvalidInput when none is in force.
    """
    rate = (
        TaxRate.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
        .filter(code=code, region__in={"", region}, valid_from__lte=on)
        .order_by("-region", "-valid_from")
        .values_list("rate", flat=True)
        .first()
    )
    if rate is None:
        raise InvalidInput(_("%(on)s 没有生效的税率 %(code)s") % {"on": on, "code": code})
    return Decimal(rate)
