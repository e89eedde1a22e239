"""A tax rate changes on a day; documents of earlier days keep the earlier rate (PLT-23)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from marque.accounting import charts
from marque.accounting.models import TaxRate
from marque.kernel.errors import InvalidInput


@transaction.atomic
def set_tax_rate(
    *, code: str, rate: Decimal, valid_from: date, source: str, region: str = ""
) -> TaxRate:
    """Let `rate` (a fraction) apply from a day on; the rate before it ends the day before.

    Raises InvalidInput when the tax is unknown, the fraction impossible, or a rate is already
    set from that day or later: rates are added in order of time, never rewritten.
    """
    if not 0 <= rate < 1:
        raise InvalidInput(_("税率须在 0 与 100% 之间"), field="rate")
    if not source.strip():
        raise InvalidInput(_("请填写税率依据"), field="source")
    rates = TaxRate.objects.filter(code=code, region=region)
    list(rates.select_for_update().order_by("pk"))  # one change after another
    latest = rates.order_by("-valid_from").first()
    if latest is None:
        raise InvalidInput(_("没有这个税种"), field="code")
    if valid_from <= latest.valid_from:
        raise InvalidInput(
            _("生效日期须晚于上一税率的生效日期 %(valid_from)s")
            % {"valid_from": latest.valid_from},
            field="valid_from",
        )
    if latest.valid_to is None or latest.valid_to >= valid_from:
        latest.valid_to = valid_from - timedelta(days=1)
        latest.save(update_fields=["valid_to"])
    return TaxRate.objects.create(
        code=code,
        name=latest.name,
        region=region,
        rate=rate,
        valid_from=valid_from,
        source=source.strip(),
    )


def install_tax_rates() -> None:
    """The VAT rates in force with the law that set them; doing it again changes nothing."""
    TaxRate.objects.bulk_create(
        (
            TaxRate(
                code=row["code"],
                name=row["name"],
                rate=Decimal(row["rate"]),
                valid_from=date.fromisoformat(row["valid_from"]),
                valid_to=date.fromisoformat(row["valid_to"]) if "valid_to" in row else None,
                source=row["source"],
            )
            for row in charts.tax_rates()
        ),
        ignore_conflicts=True,
    )
