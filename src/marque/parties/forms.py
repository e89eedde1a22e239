"""Forms of parties."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from marque.kernel import divisions
from marque.kernel.errors import DomainError, InvalidInput
from marque.kernel.identity_numbers import identity_problem, uscc_problem
from marque.kernel.phones import phone_problem
from marque.kernel.text import Message, translated
from marque.organisation.models import Store, User
from marque.parties.facts import CustomerDetails
from marque.parties.models import (
    Customer,
    CustomerKind,
    CustomerSource,
    Gender,
    IdentityType,
)
from marque.parties.queries import find_by_phone

PERSON_FIELDS = ("id_type", "id_number", "born_on", "gender")
ENTERPRISE_FIELDS = ("tax_id",)


def _input(**attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "in", "autocomplete": "off", **attrs})


def _check(text: str, problem_of: Callable[[str], Message | None]) -> str:
    """Raise what the kernel says about a text, in the reader's language."""
    if text and (problem := problem_of(text)):
        raise forms.ValidationError(translated(problem, gettext))
    return text


class CustomerForm(forms.Form):
    """A customer of one kind; the fields of the other kind are left out."""

    name = forms.CharField(label=_("客户名称"), max_length=60, widget=_input())
    phone = forms.CharField(label=_("手机"), max_length=30, widget=_input(inputmode="numeric"))
    phone_second = forms.CharField(
        label=_("备用电话"), max_length=30, required=False, widget=_input(inputmode="numeric")
    )
    tax_id = forms.CharField(
        label=_("统一社会信用代码"), max_length=30, required=False, widget=_input()
    )
    id_type = forms.ChoiceField(
        label=_("证件类型"),
        choices=IdentityType.choices,
        required=False,
        widget=forms.Select(attrs={"class": "in"}),
    )
    id_number = forms.CharField(
        label=_("证件号码"),
        max_length=40,
        required=False,
        widget=_input(),
        help_text=_("身份证自动得出生日和性别"),
    )
    born_on = forms.DateField(
        label=_("生日"),
        required=False,
        widget=forms.DateInput(attrs={"class": "in", "type": "date"}, format="%Y-%m-%d"),
    )
    gender = forms.ChoiceField(
        label=_("性别"),
        choices=(("", pgettext_lazy("gender", "未知")), *Gender.choices),
        required=False,
        widget=forms.Select(attrs={"class": "in"}),
    )
    source = forms.ChoiceField(
        label=_("来源"),
        choices=CustomerSource.choices,
        initial=CustomerSource.WALK_IN,
        widget=forms.Select(attrs={"class": "in"}),
    )
    division = forms.CharField(
        label=_("所在地区"),
        max_length=60,
        required=False,
        widget=_input(list="divisions", placeholder=_("例如 杭州滨江")),
    )
    address = forms.CharField(label=_("详细地址"), max_length=200, required=False, widget=_input())
    notes = forms.CharField(
        label=_("备注"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"class": "in", "rows": 3}),
    )

    def __init__(self, *args: Any, kind: str, store: Store, **kwargs: Any) -> None:
        self.kind = kind
        self.store = store
        self.customer: Customer | None = kwargs.pop("customer", None)
        self.known: Customer | None = None
        super().__init__(*args, **kwargs)
        for field in PERSON_FIELDS if kind == CustomerKind.ENTERPRISE else ENTERPRISE_FIELDS:
            del self.fields[field]

    def clean_phone(self) -> str:
        """A phone number that no other active customer of the store has."""
        phone = _check(self.cleaned_data["phone"], phone_problem)
        known = find_by_phone(phone, store=self.store)
        if known is not None and (self.customer is None or known.pk != self.customer.pk):
            self.known = known
            raise forms.ValidationError(
                gettext("客户已存在：%(name)s（%(owner)s跟进中）。")
                % {"name": known.name, "owner": known.owner.name}
            )
        return phone

    def clean_phone_second(self) -> str:
        """A phone number, or nothing."""
        return _check(self.cleaned_data["phone_second"], phone_problem)

    def clean_tax_id(self) -> str:
        """A unified social credit code, or nothing."""
        return _check(self.cleaned_data["tax_id"], uscc_problem)

    def clean_id_number(self) -> str:
        """A number that fits the chosen type, or nothing."""
        id_type = self.cleaned_data.get("id_type") or IdentityType.RESIDENT
        return _check(self.cleaned_data["id_number"], lambda text: identity_problem(id_type, text))

    def clean_division(self) -> str:
        """The code of the area meant."""
        text = self.cleaned_data["division"]
        if not text:
            return ""
        code = divisions.find(text)
        if code is None:
            raise forms.ValidationError(gettext("找不到唯一的地区，请从提示中选择省、市、区。"))
        return code

    def details(self) -> CustomerDetails:
        """What was typed, for the services."""
        return CustomerDetails(kind=self.kind, **self.cleaned_data)

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

    def details(self) -> CustomerDetails:
        """What was typed, without what belongs to the edit itself."""
        own = ("version", "is_active")
        told = {key: value for key, value in self.cleaned_data.items() if key not in own}
        return CustomerDetails(kind=self.kind, **told)


class TransferForm(forms.Form):
    """Whose customers go to whom; both within the reach of the reader."""

    from_user = forms.ModelChoiceField(
        label=_("原归属人"),
        queryset=User.objects.none(),
        widget=forms.Select(attrs={"class": "in"}),
    )
    to_user = forms.ModelChoiceField(
        label=_("接收人"), queryset=User.objects.none(), widget=forms.Select(attrs={"class": "in"})
    )

    def __init__(self, *args: Any, user: User, store: Store | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = Customer.objects.visible_to(user).in_store(store).values("owner")
        staff = User.objects.filter(is_active=True, employee__posts__ends_on__isnull=True)
        if store is not None:
            staff = staff.filter(employee__posts__department__store=store)
        self.fields["from_user"].queryset = User.objects.filter(pk__in=owners).order_by("name")  # type: ignore[attr-defined]
        self.fields["to_user"].queryset = staff.distinct().order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a hand-over to oneself."""
        cleaned = super().clean() or {}
        if cleaned.get("from_user") and cleaned.get("from_user") == cleaned.get("to_user"):
            self.add_error("to_user", gettext("接收人不能是原归属人本人，请选择其他同事。"))
        return cleaned
