"""Forms of customers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from marque.foundation.custom_fields.form_fields import CustomFields
from marque.foundation.ui import forms
from marque.kernel import divisions
from marque.kernel.errors import DomainError, InvalidInput
from marque.kernel.identity_numbers import identity_problem, normalise_number
from marque.kernel.text import translated
from marque.organisation.models import Store, User
from marque.parties.facts import ENTERPRISE_ONLY, PERSON_ONLY, CustomerDetails
from marque.parties.models import (
    ContactChannel,
    ContactTime,
    Customer,
    CustomerKind,
    CustomerRole,
    CustomerSource,
    Education,
    EnterpriseSize,
    Gender,
    IdentityType,
    MaritalStatus,
)
from marque.parties.queries import find_by_phone
from marque.parties.services.customer_details import known_as


class CustomerForm(CustomFields, forms.Form):
    """A customer of one kind; the fields of the other kind are left out."""

    custom_target = "parties.customer"

    groups = (
        (_("基本信息"), ("name", "phone", "tax_id", "source", "do_not_call")),
        (_("证件"), ("id_type", "id_number", "born_on", "gender")),
        (
            _("联系方式"),
            (
                "phone_second",
                "wechat",
                "email",
                "preferred_channel",
                "preferred_time",
                "division",
                "address",
            ),
        ),
        (
            _("画像"),
            (
                "occupation",
                "hobbies",
                "education",
                "marital_status",
                "industry",
                "size",
                "legal_representative",
                "notes",
            ),
        ),
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
    do_not_call = forms.BooleanField(
        label=_("谢绝来电"), required=False, help_text=_("不再安排电话营销")
    )
    phone_second = forms.PhoneField(label=_("备用电话"), required=False)
    wechat = forms.CharField(label=_("微信号"), max_length=40, required=False)
    email = forms.EmailField(
        label=_("邮箱"),
        max_length=100,
        required=False,
        error_messages={"invalid": _("邮箱格式不对，请核对。")},
    )
    preferred_channel = forms.ChoiceField(
        label=_("偏好联系方式"), choices=(("", "—"), *ContactChannel.choices), required=False
    )
    preferred_time = forms.ChoiceField(
        label=_("偏好联系时间"), choices=(("", "—"), *ContactTime.choices), required=False
    )
    occupation = forms.CharField(label=_("职业"), max_length=40, required=False)
    hobbies = forms.CharField(label=_("兴趣爱好"), max_length=100, required=False)
    education = forms.ChoiceField(
        label=_("学历"), choices=(("", "—"), *Education.choices), required=False
    )
    marital_status = forms.ChoiceField(
        label=_("婚姻状况"), choices=(("", "—"), *MaritalStatus.choices), required=False
    )
    industry = forms.CharField(label=_("行业"), max_length=40, required=False)
    size = forms.ChoiceField(
        label=_("企业规模"), choices=(("", "—"), *EnterpriseSize.choices), required=False
    )
    legal_representative = forms.CharField(label=_("法定代表人"), max_length=40, required=False)
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
        role: str = CustomerRole.CUSTOMER,
        customer: Customer | None = None,
        **kwargs: Any,
    ) -> None:
        self.kind, self.store, self.role, self.customer = kind, store, role, customer
        self.known: Customer | None = None
        super().__init__(*args, **kwargs)
        for field in PERSON_ONLY if kind == CustomerKind.ENTERPRISE else ENTERPRISE_ONLY:
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

    @property
    def known_rows(self) -> list[tuple[Customer, str, bool]]:
        """Whom the phone belongs to, for the warning above the form."""
        return [(self.known, gettext("同一号码"), True)] if self.known else []

    @property
    def essentials(self) -> Any:
        """The first group: what a new customer needs."""
        return self.grouped()[0]

    @property
    def folded(self) -> list[tuple[Any, Any, bool]]:
        """The other groups, and whether they stand open because something is in them."""
        return [
            (legend, fields, any(field.errors or field.value() for field in fields))
            for legend, fields in self.grouped()[1:]
            if fields
        ]

    def details(self) -> CustomerDetails:
        """What was typed, for the services."""
        told = {
            key: self.cleaned_data[key] for key in CustomerForm.base_fields if key in self.fields
        }
        return CustomerDetails(kind=self.kind, role=self.role, custom=self.custom_values(), **told)

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
        return values | {"division": customer.division_name, "custom": customer.custom}


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
