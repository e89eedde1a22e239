"""What a person types for an order: fields and their checks; the services judge the rest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marque.catalog import api as catalog
from marque.foundation.custom_fields.form_fields import CustomFields
from marque.foundation.dictionaries import parameters
from marque.foundation.ui import forms
from marque.inventory import api as inventory
from marque.kernel.money import ZERO
from marque.parties import api as parties
from marque.sales.models import DepositKind, LineKind, SalesOrder
from marque.sales.services.order_draft import ItemDraft, OrderDraft

VEHICLE_SEARCH = (
    "vin__iendswith",
    "trim__name__icontains",
    "trim__model__name__icontains",
    "trim__model__series__name__icontains",
    "exterior__name__icontains",
)
VEHICLE_FIELDS = (
    "vin",
    "trim__key",
    "trim__name",
    "trim__name_en",
    "trim__model__name",
    "trim__model__name_en",
    "trim__model__series__name",
    "trim__model__series__name_en",
    "trim__model__series__brand__name",
    "trim__model__series__brand__name_en",
    "exterior__name",
    "exterior__name_en",
    "interior__name",
    "interior__name_en",
)
"""What an order copies from its vehicle."""
TRIM_SEARCH = (
    "name__icontains",
    "model__name__icontains",
    "model__series__name__icontains",
    "model__series__brand__name__icontains",
)


def vehicle_text(vehicle: inventory.Vehicle) -> str:
    """A vehicle as a person picks it: tail of the VIN, model, trim, colour."""
    colour = f" {vehicle.exterior.label}" if vehicle.exterior else ""
    return f"{vehicle.vin} {vehicle.trim.model.label} {vehicle.trim.label}{colour}"


def trim_text(trim: catalog.Trim) -> str:
    """A trim as a person picks it."""
    return trim.full_name


def customer_text(customer: parties.Customer) -> str:
    """A customer as a person picks one."""
    return f"{customer.name} {customer.number}"


class OrderForm(CustomFields, forms.Form):
    """The head of an order; its accessories and services are in `ItemFormSet`."""

    custom_target = "sales.salesorder"

    customer = forms.LookupField(
        label=_("客户"),
        queryset=parties.Customer.objects.none(),
        search=parties.CUSTOMER_LOOKUP,
        text=customer_text,
        required=False,
        help_text=_("姓名、拼音首字母、手机尾号；新客户请填下面三项"),
    )
    new_name = forms.CharField(label=_("新客户姓名"), max_length=60, required=False)
    new_phone = forms.PhoneField(label=_("手机"), required=False)
    new_id_number = forms.IdNumberField(label=_("身份证号"), required=False)
    vehicle = forms.LookupField(
        label=_("车辆"),
        queryset=inventory.Vehicle.objects.none(),
        search=VEHICLE_SEARCH,
        text=vehicle_text,
        required=False,
        help_text=_("车架号后六位、车型或颜色；只列可售车辆"),
    )
    trim = forms.LookupField(
        label=_("版本（无现车时）"),
        queryset=catalog.Trim.objects.none(),
        search=TRIM_SEARCH,
        text=trim_text,
        required=False,
    )
    wanted_colour = forms.CharField(label=_("意向颜色"), max_length=40, required=False)
    amount_list = forms.MoneyField(
        label=_("标价"), required=False, help_text=_("以车型库指导价为准；没有指导价时填写")
    )
    amount_price = forms.MoneyField(label=_("成交车价"), min_value=Decimal("0.01"))
    deposit_kind = forms.ChoiceField(
        label=_("定金类型"),
        choices=DepositKind.choices,
        initial=DepositKind.EARNEST,
        widget=forms.ChipSelect,
        help_text=_("定金受《民法典》第 586–588 条约束，不超过合同金额的 20%；订金可退"),
    )
    amount_deposit_due = forms.MoneyField(label=_("应收定金 / 订金"), required=False)
    delivery_planned_on = forms.DateField(label=_("计划交车"), required=False)
    remark = forms.CharField(
        label=_("备注"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, store: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.store = store
        code = store.code
        self.fields["customer"].offer(  # type: ignore[attr-defined]
            lambda: (
                parties.Customer.objects.visible_to(user)
                .in_store(store)
                .active()
                .only("name", "number")
            ),
            reverse("parties:customer_lookup", kwargs={"store": code}),
        )
        self.fields["vehicle"].offer(  # type: ignore[attr-defined]
            lambda: (
                inventory.Vehicle.objects.visible_to(user)
                .in_store(store)
                .select_related("trim__model__series__brand", "exterior", "interior")
                .only(*VEHICLE_FIELDS)
            ),
            reverse("sales:vehicle_lookup", kwargs={"store": code}),
        )
        self.fields["trim"].offer(  # type: ignore[attr-defined]
            lambda: catalog.Trim.objects.on_sale().with_path(),
            reverse("sales:trim_lookup", kwargs={"store": code}),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("customer") and "customer" not in self.errors:
            self._clean_new_customer(data)
        both = data.get("vehicle") or data.get("trim")
        if not both and not {"vehicle", "trim"} & set(self.errors):
            self.add_error("vehicle", str(_("请选择一台车，或选择版本后再配车")))
        return data

    def _clean_new_customer(self, data: dict[str, Any]) -> None:
        if not data.get("new_name") and "new_name" not in self.errors:
            self.add_error("customer", str(_("请选择客户，或填写新客户的姓名和手机")))
        elif not data.get("new_phone") and "new_phone" not in self.errors:
            self.add_error("new_phone", str(_("请填写新客户的手机号")))

    def customer_for(self, *, by: Any, now: datetime) -> parties.Customer:
        """The chosen customer, or the new one, saved by the service of parties."""
        data = self.cleaned_data
        if data["customer"]:
            chosen: parties.Customer = data["customer"]
            return chosen
        identity = data["new_id_number"]
        return parties.create_customer(
            details=parties.CustomerDetails(
                name=data["new_name"],
                phone=data["new_phone"],
                id_type="resident" if identity else "",
                id_number=identity,
            ),
            store=self.store,
            owner=by,
            by=by,
            now=now,
        )

    def draft(self, items: tuple[ItemDraft, ...], customer: parties.Customer) -> OrderDraft:
        """The order as it was entered."""
        data = self.cleaned_data
        return OrderDraft(
            customer=customer,
            vehicle=data["vehicle"],
            trim=data["trim"],
            amount_price=data["amount_price"],
            amount_list=data["amount_list"],
            items=items,
            deposit_kind=data["deposit_kind"],
            amount_deposit_due=data["amount_deposit_due"] or ZERO,
            delivery_planned_on=data["delivery_planned_on"],
            wanted_colour=data["wanted_colour"],
            remark=data["remark"],
            custom=self.custom_values(),
        )


def item_choices() -> Iterator[tuple[str, Any]]:
    """Accessories and services that may be sold, as `kind:code`."""
    yield "", "—"
    accessories = catalog.Accessory.objects.filter(is_active=True)
    yield (
        str(LineKind.ACCESSORY.label),
        [(f"accessory:{a.code}", f"{a.label} ¥{a.amount_price:,.2f}") for a in accessories],
    )
    services = catalog.ServiceItem.objects.filter(is_active=True)
    yield (
        str(LineKind.SERVICE.label),
        [(f"service:{s.code}", f"{s.label} ¥{s.amount_price:,.2f}") for s in services],
    )


class ItemForm(forms.Form):
    """One accessory or service; the service checks the code."""

    item = forms.CharField(
        label=_("精品或服务"),
        max_length=80,
        required=False,
        widget=forms.Select(choices=item_choices),  # type: ignore[arg-type] # called when drawn
    )
    quantity = forms.IntegerField(label=_("数量"), min_value=1, max_value=999, initial=1)
    amount_discount = forms.MoneyField(label=_("优惠 ¥"), required=False)


ItemFormSet = forms.formset_factory(
    ItemForm, extra=2, max_num=50, validate_max=True, can_delete=True
)


def items_of(formset: Any) -> tuple[ItemDraft, ...]:
    """The filled lines of a valid formset."""
    items = []
    for data in formset.cleaned_data:
        if not data or data.get("DELETE") or not data.get("item"):
            continue
        kind, _colon, code = data["item"].partition(":")
        items.append(
            ItemDraft(
                kind=kind,
                code=code,
                quantity=data["quantity"],
                amount_discount=data["amount_discount"] or ZERO,
            )
        )
    return tuple(items)


def initial_order(*, store: Any, customer: Any = None) -> dict[str, Any]:
    """What a new order starts with: the customer it was begun for, the store's usual deposit and
    delivery time."""
    days = int(parameters.value("sales.delivery_days", store=store))
    return {
        "customer": customer,
        "amount_deposit_due": parameters.value("sales.deposit_default", store=store),
        "delivery_planned_on": timezone.localdate() + timedelta(days=days),
    }


def initial_of(order: SalesOrder) -> dict[str, Any]:
    """A draft as the form shows it."""
    line = next((ln for ln in order.lines.all() if ln.kind == LineKind.VEHICLE), None)
    return {
        "customer": order.customer,
        "vehicle": order.vehicle,
        "trim": None if order.vehicle_id else order.trim,
        "wanted_colour": order.wanted_colour,
        "amount_list": line.amount_list if line else None,
        "amount_price": line.amount_net if line else None,
        "deposit_kind": order.deposit_kind,
        "amount_deposit_due": order.amount_deposit_due,
        "delivery_planned_on": order.delivery_planned_on,
        "remark": order.remark,
        "custom": order.custom,
        "version": order.version,
    }


def initial_items(order: SalesOrder) -> list[dict[str, Any]]:
    """The accessories and services of a draft as the form shows them."""
    return [
        {
            "item": f"{line.kind}:{line.item_code}",
            "quantity": line.quantity,
            "amount_discount": line.amount_discount,
        }
        for line in order.lines.all()
        if line.kind != LineKind.VEHICLE
    ]
