"""Small forms of the steps of an order."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marque.foundation.ui import forms
from marque.inventory import api as inventory
from marque.sales.forms.orders import VEHICLE_SEARCH, vehicle_text
from marque.sales.services.cancel_order import DepositChoice


class ReasonForm(forms.Form):
    """Why an order goes back."""

    comment = forms.CharField(label=_("驳回意见"), max_length=200)


class CancelForm(forms.Form):
    """Why an order ends, and what becomes of the earnest money."""

    reason = forms.CharField(label=_("退订原因"), max_length=200)
    deposit = forms.ChoiceField(
        label=_("已收定金"),
        choices=DepositChoice.choices,
        initial=DepositChoice.RETURN,
        widget=forms.ChipSelect,
    )

    def __init__(self, *args: Any, can_forfeit: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can_forfeit:
            self.fields["deposit"].widget = forms.HiddenInput()


class AllocateForm(forms.Form):
    """The vehicle an order gets."""

    vehicle = forms.LookupField(
        label=_("车辆"),
        queryset=inventory.Vehicle.objects.none(),
        search=VEHICLE_SEARCH,
        text=vehicle_text,
        help_text=_("只能选与订单同一版本的可售车辆"),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, order: Any, code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        url = reverse("sales:vehicle_lookup", kwargs={"store": code})
        self.fields["vehicle"].offer(  # type: ignore[attr-defined]
            inventory.Vehicle.objects.visible_to(user)
            .in_store(order.store)
            .filter(trim=order.trim_id)
            .select_related("trim__model__series", "exterior", "interior"),
            f"{url}?trim={order.trim_id or 0}",
        )


class HandoverForm(forms.Form):
    """The customer's signature and the odometer."""

    signed_name = forms.CharField(label=_("客户签名（姓名）"), max_length=50)
    mileage_km = forms.IntegerField(
        label=_("交车里程 km"), required=False, min_value=0, max_value=9_999_999
    )
    remark = forms.CharField(label=_("交车备注"), max_length=200, required=False)
    signature = forms.CharField(
        required=False, max_length=300_000, widget=forms.HiddenInput, strip=False
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
