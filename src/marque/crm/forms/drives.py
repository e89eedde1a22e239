"""What people type about a test drive."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from marque.crm.forms.fields import MomentField
from marque.crm.queries.drives import car_text
from marque.crm.queries.people import chasers
from marque.crm.queries.visitors import visitor_text
from marque.crm.services.book_test_drive import DriveRequest
from marque.crm.services.run_test_drive import BEST, LICENCE_CLASSES, WORST, Licence
from marque.foundation.ui import forms
from marque.foundation.ui.templatetags.ui import local_name
from marque.inventory import api as inventory
from marque.parties import api as parties

LENGTHS = [(str(n), str(n)) for n in (30, 45, 60, 90)]
LARGEST_READING = 9_999_999


class CarField(forms.ModelChoiceField):
    """A test-drive car."""

    def label_from_instance(self, obj: Any) -> str:
        return car_text(obj)


class BookForm(forms.Form):
    """Who drives which car when, and who goes along."""

    customer = forms.LookupField(
        label=_("客户"),
        queryset=parties.Customer.objects.none(),
        search=parties.CUSTOMER_LOOKUP,
        text=visitor_text,
    )
    vehicle = CarField(label=_("试驾车"), queryset=None)
    starts_at = MomentField(label=_("开始时间"))
    minutes = forms.ChoiceField(
        label=_("时长（分钟）"), choices=LENGTHS, widget=forms.ChipSelect, initial="30"
    )
    owner: forms.ModelChoiceField = forms.ModelChoiceField(label=_("陪驾顾问"), queryset=None)
    route = forms.CharField(label=_("路线"), max_length=80, required=False)
    wish = forms.CharField(label=_("试驾要求"), max_length=200, required=False)

    def __init__(self, *args: Any, store: Any, user: Any, lookup_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        customers = parties.Customer.objects.visible_to(user).active().filter(store=store)
        self.fields["customer"].offer(customers.select_related("owner"), lookup_url)  # type: ignore[attr-defined]
        self.fields["vehicle"].queryset = inventory.list_demo_cars(store=store)  # type: ignore[attr-defined]
        self.fields["owner"].queryset = chasers(store)  # type: ignore[attr-defined]
        self.fields["owner"].label_from_instance = local_name  # type: ignore[attr-defined]

    def request(self) -> DriveRequest:
        """What the service is told."""
        data = self.cleaned_data
        return DriveRequest(
            customer=data["customer"],
            vehicle=data["vehicle"],
            starts_at=data["starts_at"],
            minutes=int(data["minutes"]),
            owner=data["owner"],
            route=data["route"],
            wish=data["wish"],
        )


class DispatchForm(forms.Form):
    """The car that is given; the one asked for unless another is chosen."""

    vehicle = CarField(label=_("派出车辆"), queryset=None)

    def __init__(self, *args: Any, store: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["vehicle"].queryset = inventory.list_demo_cars(store=store)  # type: ignore[attr-defined]


class MoveForm(DispatchForm):
    """Another time, perhaps another car."""

    starts_at = MomentField(label=_("开始时间"))


class LicenceForm(forms.Form):
    """What the licence says."""

    driver_name = forms.CharField(label=_("驾驶证姓名"), max_length=30)
    licence_class = forms.ChoiceField(
        label=_("准驾车型"),
        choices=[(code, code) for code in LICENCE_CLASSES],
        widget=forms.ChipSelect,
        initial="C1",
    )
    licence_until = forms.DateField(label=_("有效期至"))

    def licence(self) -> Licence:
        """What the service is told."""
        data = self.cleaned_data
        return Licence(
            name=data["driver_name"],
            kind=data["licence_class"],
            valid_until=data["licence_until"],
        )


class SignForm(forms.Form):
    """The driver's signature."""

    signed_name = forms.CharField(label=_("签署人"), max_length=30)
    signature = forms.CharField(
        required=False, max_length=300_000, widget=forms.HiddenInput, strip=False
    )


class StartForm(forms.Form):
    """The reading when the key is handed over."""

    odometer_out = forms.IntegerField(
        label=_("出发里程 km"), min_value=0, max_value=LARGEST_READING
    )
    route = forms.CharField(label=_("路线"), max_length=80, required=False)


class FinishForm(forms.Form):
    """The reading when the car is back."""

    odometer_in = forms.IntegerField(label=_("返回里程 km"), min_value=0, max_value=LARGEST_READING)


class FeedbackForm(forms.Form):
    """What the customer says."""

    score = forms.ChoiceField(
        label=_("评分"),
        choices=[(str(n), str(n)) for n in range(BEST, WORST - 1, -1)],
        widget=forms.ChipSelect,
        initial="5",
    )
    feedback = forms.CharField(
        label=_("客户反馈"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class EndForm(forms.Form):
    """Why it does not take place."""

    reason = forms.CharField(label=_("原因"), max_length=200)


def initial_booking(
    *, user: Any, customer: Any, car: Any, starts_at: datetime | None
) -> dict[str, Any]:
    """What the form of a booking shows first."""
    return {"customer": customer, "vehicle": car, "starts_at": starts_at, "owner": user}
