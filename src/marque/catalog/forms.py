from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from marque.catalog.models import Accessory, Colour, ServiceItem, Trim
from marque.foundation.custom_fields.form_fields import CustomFields
from marque.foundation.ui import forms


class TrimForm(CustomFields, forms.ModelForm):
    """The names, main parameters and state of a trim."""

    custom_target = "catalog.trim"

    class Meta:
        model = Trim
        fields = (
            "name", "name_en", "energy", "body", "drivetrain", "doors", "seats", "power_kw",
            "battery_kwh", "range_km", "cycle", "is_sold", "is_active",
        )  # fmt: skip


class PriceForm(forms.Form):
    """A list price in yuan from a day on."""

    amount_msrp = forms.MoneyField(label=_("指导价"))
    valid_from = forms.DateField(label=_("生效日期"))


class ColourForm(forms.ModelForm):
    """A colour; `hex` is chosen with the browser's own colour picker."""

    class Meta:
        model = Colour
        fields = ("name", "name_en", "place", "hex", "is_active")
        widgets: ClassVar[dict[str, Any]] = {"hex": forms.TextInput(attrs={"type": "color"})}


class AccessoryForm(forms.ModelForm):
    """An accessory; without the right to see costs, the cost is not in the form."""

    class Meta:
        model = Accessory
        fields = (
            "code", "name", "name_en", "category", "unit", "amount_price", "amount_cost",
            "rate_vat", "vat_code", "is_active",
        )  # fmt: skip

    def __init__(self, *args: Any, shows_cost: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["code"]
        if not shows_cost:
            del self.fields["amount_cost"]


class ServiceItemForm(forms.ModelForm):
    """A service with its standard charge."""

    class Meta:
        model = ServiceItem
        fields = ("code", "name", "name_en", "category", "amount_price", "rate_vat", "is_active")

    def __init__(self, *args: Any, shows_cost: bool = False, **kwargs: Any) -> None:
        del shows_cost  # a service has none
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["code"]
