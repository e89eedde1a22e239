"""What people type about vehicles: parsing and checks of single fields."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marque.catalog.api import Colour, ColourPlace, Trim, list_colours
from marque.foundation.dictionaries import parameters
from marque.foundation.ui import forms
from marque.foundation.ui.fields import vin_warning
from marque.inventory.models import ParkingPlace
from marque.inventory.services.arrivals import Car, Purchase
from marque.inventory.workflow import CertificateStatus
from marque.kernel.money import split_vat
from marque.parties.api import Supplier

CERTIFICATES = [
    choice for choice in CertificateStatus.choices if choice[0] != CertificateStatus.HANDED_OVER
]
TRIM_SEARCH = (
    "name__icontains",
    "name_en__icontains",
    "model__name__icontains",
    "model__name_en__icontains",
    "model__series__brand__name__icontains",
    "model__series__brand__name_en__icontains",
)
MOST_EXPENSIVE = Decimal("99999999.99")


def trim_name(trim: Trim) -> str:
    """How a trim is named in the lookup."""
    return trim.full_name


class CarForm(forms.Form):
    """The car itself: VIN, trim, colours, papers."""

    vin = forms.VinField(label=_("车架号"), help_text=_("17 位，也可用扫码枪录入"))
    vin_reason = forms.CharField(
        label=_("校验例外说明"),
        max_length=200,
        required=False,
        help_text=_("平行进口等车架号不符合校验规则时填写"),
    )
    trim = forms.LookupField(
        label=_("车型"), queryset=Trim.objects.none(), search=TRIM_SEARCH, text=trim_name
    )
    exterior = forms.ModelChoiceField(
        label=_("外观颜色"),
        queryset=Colour.objects.none(),
        required=False,
        empty_label=_("（未填）"),
    )
    interior = forms.ModelChoiceField(
        label=_("内饰颜色"),
        queryset=Colour.objects.none(),
        required=False,
        empty_label=_("（未填）"),
    )
    engine_number = forms.CharField(label=_("发动机号 / 电机号"), max_length=30, required=False)
    certificate_no = forms.CharField(label=_("合格证号"), max_length=30, required=False)
    certificate_status = forms.ChoiceField(
        label=_("合格证"), choices=CERTIFICATES, initial=CertificateStatus.AT_STORE
    )
    keys_count = forms.IntegerField(label=_("钥匙数"), min_value=0, max_value=9, initial=2)
    mileage_km = forms.IntegerField(
        label=_("里程（公里）"), min_value=0, max_value=999_999, initial=0
    )
    remark = forms.CharField(label=_("备注"), max_length=200, required=False)

    def __init__(self, *args: Any, store_code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        trims = Trim.objects.on_sale().with_path().defer("parameters")
        url = reverse("inventory:trim_options", kwargs={"store": store_code})
        self.fields["trim"].offer(trims, url)  # type: ignore[attr-defined]
        self._offer_colours(trims)

    def _offer_colours(self, trims: Any) -> None:
        """The colours of the trim that is chosen so far."""
        asked = self.data.get("trim") if self.is_bound else self.initial.get("trim")
        key = str(asked or "")
        is_key = key.isdecimal() and len(key) < len("1" * 18)
        trim = trims.filter(pk=key).first() if is_key else None
        if trim is None:
            return
        for name in ColourPlace.values:
            colours = list_colours(series=trim.model.series, place=name)
            self.fields[name].queryset = colours  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A VIN that is doubtful, not wrong, needs a reason beside it."""
        data: dict[str, Any] = super().clean() or {}
        vin = data.get("vin", "")
        if vin and not data.get("vin_reason", "").strip() and (warning := vin_warning(vin)):
            self.add_error("vin", warning + _now("核对无误请填写校验例外说明。"))
        return data

    def car(self) -> Car:
        """What was typed, for the service."""
        data = self.cleaned_data
        exterior, interior = data["exterior"], data["interior"]
        return Car(
            vin=data["vin"],
            trim_id=data["trim"].pk,
            exterior_id=exterior.pk if exterior else None,
            interior_id=interior.pk if interior else None,
            engine_number=data["engine_number"].strip().upper(),
            certificate_no=data["certificate_no"].strip(),
            certificate_status=data["certificate_status"],
            keys_count=data["keys_count"],
            mileage_km=data["mileage_km"],
            vin_reason=data["vin_reason"].strip(),
            remark=data["remark"].strip(),
        )


class PlaceForm(forms.Form):
    """Where a vehicle stands: a known place, or a few words."""

    place = forms.ModelChoiceField(
        label=_("车位"),
        queryset=ParkingPlace.objects.none(),
        required=False,
        empty_label=_("（不指定车位）"),
    )
    place_text = forms.CharField(
        label=_("位置说明"),
        max_length=40,
        required=False,
        help_text=_("没有对应车位时填写，例如收车区"),
    )

    def __init__(self, *args: Any, store: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = ParkingPlace.objects.filter(  # type: ignore[attr-defined]
            store=store, is_active=True
        )

    def chosen(self) -> ParkingPlace | str:
        """The place if one is picked, else the words."""
        place: ParkingPlace | None = self.cleaned_data["place"]
        return place or str(self.cleaned_data["place_text"]).strip()


class ReceiveForm(PlaceForm, CarForm):
    """A car and its purchase invoice."""

    supplier = forms.ModelChoiceField(
        label=_("供应商"), queryset=Supplier.objects.none(), empty_label=_("请选择")
    )
    amount_total = forms.MoneyField(
        label=_("进价（含税）"),
        min_value=Decimal("0.01"),
        max_value=MOST_EXPENSIVE,
        help_text=_("按税率拆分为不含税成本和进项税额"),
    )
    rate_vat = forms.DecimalField(
        label=_("税率（%）"), min_value=0, max_value=25, decimal_places=2, max_digits=4
    )
    invoice_no = forms.CharField(label=_("进货发票号"), max_length=30, required=False)
    invoice_on = forms.DateField(label=_("进货发票日期"), required=False)

    def __init__(self, *args: Any, store: Any, **kwargs: Any) -> None:
        super().__init__(*args, store=store, store_code=store.code, **kwargs)
        self.fields["supplier"].queryset = Supplier.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["rate_vat"].initial = parameters.value("inventory.rate_vat", store=store)

    def purchase(self) -> Purchase:
        """The invoice, split into cost and VAT."""
        data = self.cleaned_data
        cost, vat = split_vat(data["amount_total"], data["rate_vat"] / 100)
        return Purchase(
            supplier=data["supplier"],
            amount_cost=cost,
            amount_input_vat=vat,
            invoice_no=data["invoice_no"].strip(),
            invoice_on=data["invoice_on"],
        )


class ExpectForm(CarForm):
    """A car on its way."""

    expected_on = forms.DateField(label=_("预计到店"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["certificate_status"].initial = CertificateStatus.FACTORY


class LockForm(forms.Form):
    """A hold before there is an order."""

    reason = forms.CharField(
        label=_("为谁锁定"), max_length=60, required=False, help_text=_("客户姓名或意向说明")
    )


class CertificateForm(forms.Form):
    """Where the certificate is."""

    certificate_status = forms.ChoiceField(label=_("合格证"), choices=CERTIFICATES)
    certificate_no = forms.CharField(label=_("合格证号"), max_length=30, required=False)


class NoteForm(forms.Form):
    """A reason for a move, at most 200 characters."""

    note = forms.CharField(label=_("说明"), max_length=200, required=False)


class PDIItemForm(forms.Form):
    """One row of the checklist that new inspections copy."""

    group = forms.CharField(label=_("分组"), max_length=20)
    name = forms.CharField(label=_("检查项目"), max_length=60)
    position = forms.IntegerField(label=_("顺序"), min_value=0, max_value=999)
    is_active = forms.BooleanField(label=_("启用"), required=False)


class ParkingPlaceForm(forms.Form):
    """One place of a lot."""

    zone = forms.CharField(label=_("库区"), max_length=20)
    slot = forms.CharField(label=_("车位"), max_length=20, required=False)
