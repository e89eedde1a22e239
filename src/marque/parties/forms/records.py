"""Forms of the customer file: repair visits, and loans, insurance, plates and inspections."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marque.foundation.dictionaries.words import choices_of
from marque.foundation.ui import forms
from marque.organisation.models import User
from marque.parties.facts import DealingDetails, PartLine, ServiceDetails
from marque.parties.forms.belongings import BelongingForm
from marque.parties.models import DealingKind, DealingRecord, ServiceRecord
from marque.parties.queries.pool import colleagues_of
from marque.parties.queries.records import KnownCar
from marque.parties.words import SERVICE_KIND

CAR = ("plate", "vin", "car")


def _code() -> Any:
    return forms.TextInput(attrs={"autocomplete": "off", "data-upper": ""})


class RecordForm(BelongingForm):
    """What both forms have: the car, out of those known or another one, and a remark."""

    known = forms.ChoiceField(label=_("客户的车辆"), required=False, widget=forms.ChipSelect)
    plate = forms.CharField(
        label=_("车牌号"),
        max_length=12,
        required=False,
        widget=_code(),
        help_text=_("不在上面的车辆，填车牌或车架号"),
    )
    vin = forms.VinField(label=_("车架号"), required=False, new_stock=False)
    car = forms.CharField(
        label=_("车型"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("例如 2021 款 汉 EV")}),
    )
    remark = forms.CharField(
        label=_("备注"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        store: Any,
        cars: Sequence[KnownCar] = (),
        record: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.store, self.record = store, record
        self.cars = {car.vin or car.plate: car for car in cars}
        known: Any = self.fields["known"]
        known.choices = [("", _now("其他车辆")), *((k, c.label) for k, c in self.cars.items())]
        if record is not None or not cars:
            del self.fields["known"]
        elif not self.is_bound:
            self.initial.setdefault("known", next(iter(self.cars)))

    def chosen_car(self) -> dict[str, str]:
        """The car that was typed, else the one that was chosen."""
        typed = {name: self.cleaned_data[name] for name in CAR}
        car = self.cars.get(self.cleaned_data.get("known") or "")
        if car is None or typed["plate"] or typed["vin"]:
            return typed
        return {"plate": car.plate, "vin": car.vin, "car": typed["car"] or car.words}

    def told(self, *names: str) -> dict[str, Any]:
        """The named fields as they were typed, and the car."""
        return {name: self.cleaned_data[name] for name in names} | self.chosen_car()


class ServiceForm(RecordForm):
    """A visit to the workshop; its parts are a grid of lines below."""

    groups = (
        (
            _("维修保养"),
            (
                "came_on",
                "kind",
                "mileage_km",
                "fault",
                "adviser",
                "quantity_hours",
                "amount_labour",
                "amount_parts",
                "document_number",
            ),
        ),
        (_("车辆"), ("known", *CAR)),
        ("", ("remark",)),
    )

    came_on = forms.DateField(label=_("进厂日期"))
    kind = forms.ModelChoiceField(label=_("维修保养类型"), queryset=None)
    mileage_km = forms.IntegerField(
        label=_("进厂里程 km"),
        required=False,
        min_value=0,
        error_messages={"min_value": _("里程不能为负数。")},
    )
    fault = forms.CharField(
        label=_("故障名称"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("例如 制动异响；保养可留空")}),
    )
    adviser = forms.CharField(
        label=_("接待人"), max_length=60, required=False, help_text=_("员工姓名；外店填对方姓名")
    )
    quantity_hours = forms.DecimalField(
        label=_("工时"),
        required=False,
        min_value=0,
        max_digits=6,
        decimal_places=2,
        error_messages={"min_value": _("工时不能为负数。")},
    )
    amount_labour = forms.MoneyField(label=_("工时费"), required=False)
    amount_parts = forms.MoneyField(label=_("配件费"), required=False)
    document_number = forms.CharField(
        label=_("原单号"), max_length=40, required=False, widget=_code(),
        help_text=_("原系统或纸质工单号，同一门店不重复"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.queryset = choices_of(SERVICE_KIND, self.record.kind if self.record else None)

    @classmethod
    def initial_of(cls, record: ServiceRecord) -> dict[str, Any]:
        """The form of a visit that is known."""
        values = {name: getattr(record, name, None) for name in cls.base_fields}
        adviser = record.adviser.name if record.adviser else record.adviser_name
        return values | {"adviser": adviser}

    def details(self, parts: tuple[PartLine, ...]) -> ServiceDetails:
        """What was typed, for the service; a colleague's name is that colleague."""
        data = self.cleaned_data
        who = find_colleague(data["adviser"], self.store, self.record and self.record.adviser)
        return ServiceDetails(
            **self.told("came_on", "mileage_km", "fault", "quantity_hours"),
            **{name: data[name] for name in ("document_number", "remark")},
            kind=data["kind"].code,
            parts=parts,
            adviser=who,
            adviser_name=data["adviser"],
            amount_labour=data["amount_labour"] or Decimal(0),
            amount_parts=data["amount_parts"] or Decimal(0),
        )


def find_colleague(text: str, store: Any, current: User | None = None) -> User | None:
    """The one colleague of the store with that name or staff number, or whom the row has."""
    name = " ".join(text.split())
    if not name or (current is not None and current.name == name):
        return current if name else None
    staff = colleagues_of(store)
    found = list(staff.filter(name=name)[:2]) or list(staff.filter(username=name)[:2])
    return found[0] if len(found) == 1 else None


class PartForm(forms.Form):
    """One part of a visit."""

    code = forms.CharField(label=_("配件编码"), max_length=40, required=False)
    name = forms.CharField(label=_("配件名称"), max_length=80, required=False)
    quantity = forms.DecimalField(
        label=_("数量"),
        min_value=Decimal("0.01"),
        max_digits=7,
        decimal_places=2,
        initial=1,
        error_messages={"min_value": _("数量应大于 0。")},
    )

    def clean(self) -> dict[str, Any]:
        """A code alone names no part."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("code") and not data.get("name"):
            self.add_error("name", _("请填写配件名称。"))
        return data


PartFormSet = forms.formset_factory(
    PartForm, extra=2, max_num=100, validate_max=True, can_delete=True
)


def parts_told(formset: Any) -> tuple[PartLine, ...]:
    """The filled lines of a valid formset."""
    return tuple(
        PartLine(data["name"], data["quantity"], data["code"])
        for data in formset.cleaned_data
        if data and data.get("name") and not data.get("DELETE")
    )


class DealingForm(RecordForm):
    """A loan, insurance, registration or inspection."""

    groups = (
        (
            _("业务"),
            (
                "kind",
                "done_on",
                "expires_on",
                "provider",
                "document_number",
                "amount",
                "owner",
            ),
        ),
        (_("车辆"), ("known", *CAR)),
        ("", ("remark",)),
    )

    kind = forms.ChoiceField(
        label=_("业务种类"), choices=DealingKind.choices, widget=forms.ChipSelect
    )
    done_on = forms.DateField(label=_("办理日期"))
    expires_on = forms.DateField(
        label=_("到期日期"), required=False, help_text=_("保险和年审必填，到期前提示续办")
    )
    provider = forms.CharField(
        label=_("承办机构"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("银行、保险公司或代办机构")}),
    )
    document_number = forms.CharField(
        label=_("合同/保单/证号"), max_length=40, required=False, widget=_code()
    )
    amount = forms.MoneyField(label=_("金额"), required=False, help_text=_("贷款额、保费或费用"))
    owner = forms.ModelChoiceField(label=_("经办人"), queryset=None, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = colleagues_of(self.store)
        if self.record is not None:
            owner.queryset |= User.objects.filter(pk=self.record.owner_id).distinct()

    @classmethod
    def initial_of(cls, record: DealingRecord) -> dict[str, Any]:
        """The form of an arrangement that is known."""
        return {name: getattr(record, name, None) for name in cls.base_fields}

    def details(self) -> DealingDetails:
        """What was typed, for the service."""
        fields = ("kind", "done_on", "expires_on", "provider", "amount", "document_number")
        return DealingDetails(**self.told(*fields, "owner", "remark"))


class VoidForm(forms.Form):
    """Why a record should not stand."""

    reason = forms.CharField(label=_("作废原因"), max_length=200)
