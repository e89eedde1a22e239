"""Forms of what belongs to a customer."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marque.foundation.ui import forms
from marque.kernel.errors import DomainError, InvalidInput
from marque.parties.facts import ContactDetails
from marque.parties.models import (
    ConsentChannel,
    ConsentPurpose,
    Contact,
    ContactCategory,
    Customer,
    Gender,
    RelationKind,
    Tag,
)
from marque.parties.queries import CUSTOMER_LOOKUP
from marque.parties.services.consents import ConsentDetails
from marque.parties.services.fleet_agreements import FleetDetails
from marque.parties.services.important_dates import DateDetails


class BelongingForm(forms.Form):
    """A form whose refusals from the services stand beside their fields."""

    def refuse(self, error: DomainError) -> None:
        """Show a service's refusal, beside its field where it names one."""
        field = error.field if isinstance(error, InvalidInput) else None
        self.add_error(field if field in self.fields else None, str(error))


class ContactForm(BelongingForm):
    """A contact of a customer."""

    groups = (
        ("", ("name", "category", "relation", "phone", "is_primary")),
        (_("更多"), ("wechat", "gender", "born_on", "interests", "notes", "is_active")),
    )

    name = forms.CharField(label=_("姓名"), max_length=60)
    category = forms.ChoiceField(label=_("类别"), choices=ContactCategory.choices)
    relation = forms.CharField(
        label=_("关系/职务"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("例如 采购经理、妻子")}),
    )
    phone = forms.PhoneField(label=_("电话"), required=False)
    is_primary = forms.BooleanField(label=_("首选联系人"), required=False)
    wechat = forms.CharField(label=_("微信号"), max_length=40, required=False)
    gender = forms.ChoiceField(
        label=_("性别"),
        choices=(("", pgettext_lazy("gender", "未知")), *Gender.choices),
        required=False,
    )
    born_on = forms.DateField(label=_("生日"), required=False, help_text=_("生日前三天提醒归属人"))
    interests = forms.ModelMultipleChoiceField(
        label=_("关注车系"), queryset=Contact.objects.none(), required=False
    )
    notes = forms.CharField(label=_("备注"), max_length=200, required=False)
    is_active = forms.BooleanField(label=_("有效"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        series: Any = Contact._meta.get_field("interests").related_model
        field = self.fields["interests"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = series.objects.filter(is_active=True).select_related("brand")

    @classmethod
    def initial_of(cls, contact: Contact) -> dict[str, Any]:
        """The values of the contact as the form shows them."""
        values = {name: getattr(contact, name) for name in cls.base_fields if name != "interests"}
        return values | {"interests": list(contact.interests.all())}

    def details(self) -> ContactDetails:
        """What was typed, for the service."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "interests"}
        return ContactDetails(**told)


class ImportantDateForm(BelongingForm):
    """A day to remember."""

    label = forms.CharField(
        label=_("名目"),
        max_length=40,
        widget=forms.TextInput(attrs={"placeholder": _("例如 结婚纪念日")}),
    )
    happens_on = forms.DateField(label=_("日期"))
    is_yearly = forms.BooleanField(label=_("每年"), required=False, initial=True)
    remind_days = forms.IntegerField(
        label=_("提前提醒（天）"), min_value=0, max_value=31, initial=3
    )
    contact = forms.ModelChoiceField(
        label=_("联系人"), queryset=Contact.objects.none(), required=False
    )

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["contact"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = customer.contacts.filter(is_active=True)
        field.empty_label = customer.name

    def details(self) -> DateDetails:
        """What was typed, for the service."""
        return DateDetails(**self.cleaned_data)


class RelationForm(BelongingForm):
    """Another customer, and what they are to this one."""

    kind = forms.ChoiceField(label=_("关系"), choices=RelationKind.choices)
    other = forms.LookupField(
        label=_("关联客户"), queryset=Customer.objects.none(), search=CUSTOMER_LOOKUP
    )
    notes = forms.CharField(label=_("备注"), max_length=100, required=False)

    def __init__(self, *args: Any, rows: Any, lookup_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["other"]
        assert isinstance(field, forms.LookupField)
        field.offer(rows, lookup_url)


class CardForm(BelongingForm):
    """A card number, or none for the next of the series."""

    number = forms.CharField(
        label=_("卡号"),
        max_length=40,
        required=False,
        help_text=_("刷卡或输入卡面号码；留空则按编号规则生成"),
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )


class ConsentForm(BelongingForm):
    """What the customer agrees to."""

    purpose = forms.ChoiceField(label=_("用途"), choices=ConsentPurpose.choices)
    recipient = forms.CharField(
        label=_("接收方"),
        max_length=60,
        required=False,
        help_text=_("向第三方提供信息时写明名称，每个接收方单独同意"),
    )
    channel = forms.ChoiceField(label=_("取得方式"), choices=ConsentChannel.choices)
    text_version = forms.CharField(label=_("告知书版本"), max_length=20, initial="2026-01")
    evidence = forms.CharField(
        label=_("凭据"),
        max_length=100,
        required=False,
        help_text=_("例如 纸质同意书编号、录音编号"),
    )

    def details(self) -> ConsentDetails:
        """What was typed, for the service."""
        return ConsentDetails(**self.cleaned_data)


class FleetForm(BelongingForm):
    """An agreement with an enterprise."""

    number = forms.CharField(label=_("协议编号"), max_length=40)
    rate_discount = forms.DecimalField(
        label=_("优惠率（%）"), min_value=0, max_value=100, decimal_places=2, max_digits=5
    )
    valid_from_on = forms.DateField(label=_("生效日期"))
    valid_to_on = forms.DateField(label=_("截止日期"))
    notes = forms.CharField(label=_("备注"), max_length=200, required=False)

    def details(self) -> FleetDetails:
        """What was typed, for the service."""
        return FleetDetails(**self.cleaned_data)


class CustomerTagsForm(forms.Form):
    """The tags that people put on by hand."""

    tags = forms.ModelMultipleChoiceField(
        label=_("标签"),
        queryset=Tag.objects.filter(is_active=True, rule=[]),
        required=False,
        widget=forms.ChipMultiple,
    )
