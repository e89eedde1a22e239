"""Forms of parties."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from marque.foundation.ui import forms
from marque.kernel import divisions
from marque.kernel.errors import DomainError, InvalidInput
from marque.kernel.identity_numbers import identity_problem, normalise_number
from marque.kernel.text import translated
from marque.organisation.models import Store, User
from marque.parties.facts import CustomerDetails
from marque.parties.models import Customer, CustomerKind, CustomerSource, Gender, IdentityType
from marque.parties.queries import find_by_phone
from marque.parties.services.customer_details import known_as

PERSON_FIELDS = ("id_type", "id_number", "born_on", "gender")
ENTERPRISE_FIELDS = ("tax_id",)


class CustomerForm(forms.Form):
    """A customer of one kind; the fields of the other kind are left out."""

    groups = (
        (
            _("身份"),
            ("name", "phone", "tax_id", "id_type", "id_number", "born_on", "gender"),
        ),
        (_("联系与来源"), ("phone_second", "source", "division", "address", "notes")),
    )

    name = forms.CharField(label=_("客户名称"), max_length=60)
    phone = forms.PhoneField(label=_("手机"))
    tax_id = forms.CreditCodeField(label=_("统一社会信用代码"), required=False)
    id_type = forms.ChoiceField(label=_("证件类型"), choices=IdentityType.choices, required=False)
    id_number = forms.CharField(
        label=_("证件号码"),
        max_length=40,
        required=False,
        help_text=_("填身份证号后自动得出生日和性别"),
    )
    born_on = forms.DateField(label=_("生日"), required=False)
    gender = forms.ChoiceField(
        label=_("性别"),
        choices=(("", pgettext_lazy("gender", "未知")), *Gender.choices),
        required=False,
    )
    phone_second = forms.PhoneField(label=_("备用电话"), required=False)
    source = forms.ChoiceField(
        label=_("来源"), choices=CustomerSource.choices, initial=CustomerSource.WALK_IN
    )
    division = forms.CharField(
        label=_("所在地区"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"list": "divisions", "placeholder": _("例如 杭州滨江")}),
    )
    address = forms.CharField(label=_("详细地址"), max_length=200, required=False)
    notes = forms.CharField(
        label=_("备注"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        *args: Any,
        kind: str,
        store: Store,
        customer: Customer | None = None,
        **kwargs: Any,
    ) -> None:
        self.kind, self.store, self.customer = kind, store, customer
        self.known: Customer | None = None
        super().__init__(*args, **kwargs)
        for field in PERSON_FIELDS if kind == CustomerKind.ENTERPRISE else ENTERPRISE_FIELDS:
            del self.fields[field]

    def clean_phone(self) -> str:
        """A phone number that no other active customer of the store has."""
        phone: str = self.cleaned_data["phone"]
        known = find_by_phone(phone, store=self.store)
        if known is not None and (self.customer is None or known.pk != self.customer.pk):
            self.known = known
            raise forms.ValidationError(known_as(known))
        return phone

    def clean_id_number(self) -> str:
        """A number that fits the chosen type, or nothing."""
        number = normalise_number(self.cleaned_data["id_number"])
        id_type = self.cleaned_data.get("id_type") or IdentityType.RESIDENT
        if number and (problem := identity_problem(id_type, number)):
            raise forms.ValidationError(translated(problem, gettext))
        return number

    def clean_division(self) -> str:
        """The code of the area meant."""
        text = self.cleaned_data["division"]
        code = divisions.find(text)
        if text and code is None:
            raise forms.ValidationError(gettext("找不到唯一的地区，请从提示中选择省、市、区。"))
        return code or ""

    def details(self) -> CustomerDetails:
        """What was typed, for the services."""
        told = {
            key: self.cleaned_data[key] for key in CustomerForm.base_fields if key in self.fields
        }
        return CustomerDetails(kind=self.kind, **told)

    def refuse(self, error: DomainError) -> None:
        """Show a service's refusal, beside its field where it names one."""
        field = error.field if isinstance(error, InvalidInput) else None
        self.add_error(field if field in self.fields else None, str(error))


class CustomerEditForm(CustomerForm):
    """The same for a customer that exists; carries the version it was opened with."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    is_active = forms.BooleanField(
        label=_("有效"),
        required=False,
        help_text=_("取消后不再出现在列表和搜索中，历史单据不受影响"),
    )

    @classmethod
    def initial_of(cls, customer: Customer) -> dict[str, Any]:
        """The values of the customer as the form shows them."""
        values = {name: getattr(customer, name) for name in cls.base_fields}
        return values | {"division": customer.division_name}


class TransferForm(forms.Form):
    """Whose customers go to whom; both within the reach of the reader."""

    from_user = forms.ModelChoiceField(label=_("原归属人"), queryset=User.objects.none())
    to_user = forms.ModelChoiceField(label=_("接收人"), queryset=User.objects.none())

    def __init__(self, *args: Any, user: User, store: Store | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = Customer.objects.visible_to(user).in_store(store).values("owner")
        staff = User.objects.filter(is_active=True, employee__posts__ends_on__isnull=True)
        if store is not None:
            staff = staff.filter(employee__posts__department__store=store)
        choices = {
            "from_user": User.objects.filter(pk__in=owners).order_by("name"),
            "to_user": staff.distinct().order_by("name"),
        }
        for name, queryset in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = queryset

    def clean(self) -> dict[str, Any]:
        """Refuse a hand-over to oneself."""
        cleaned = super().clean() or {}
        if cleaned.get("from_user") and cleaned.get("from_user") == cleaned.get("to_user"):
            self.add_error("to_user", gettext("接收人不能是原归属人本人，请选择其他同事。"))
        return cleaned
