"""Forms of suppliers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from marque.foundation.ui import forms
from marque.parties.forms.belongings import BelongingForm
from marque.parties.models import Supplier, SupplierKind
from marque.parties.models.suppliers import SupplierContact, SupplierRating
from marque.parties.services.create_supplier import SupplierDetails
from marque.parties.services.edit_supplier import SupplierPerson

LONGEST_TERM = 3650


class SupplierForm(BelongingForm):
    """A supplier; the code of a known one is fixed."""

    groups = (
        ("", ("code", "name", "kind", "tax_id", "contact", "phone", "is_active")),
        (_("付款与评级"), ("payment_days", "payment_terms", "rating", "notes")),
    )

    code = forms.CharField(label=_("供应商编码"), max_length=20)
    name = forms.CharField(label=_("供应商名称"), max_length=100)
    kind = forms.ChoiceField(
        label=_("供应商类型"),
        choices=SupplierKind.choices,
        initial=SupplierKind.OTHER,
        widget=forms.ChipSelect,
    )
    tax_id = forms.CharField(label=_("统一社会信用代码"), max_length=20, required=False)
    contact = forms.CharField(label=_("联系人"), max_length=40, required=False)
    phone = forms.PhoneField(label=_("联系电话"), required=False)
    is_active = forms.BooleanField(
        label=_("启用"),
        required=False,
        initial=True,
        help_text=_("停用后不能再选，已有业务不受影响"),
    )
    payment_days = forms.IntegerField(
        label=_("账期（天）"), min_value=0, max_value=LONGEST_TERM, initial=0
    )
    payment_terms = forms.CharField(
        label=_("付款条件"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("例如 预付 30%，到货验收后付清")}),
    )
    rating = forms.ChoiceField(
        label=_("评级"),
        choices=(("", _("未评")), *SupplierRating.choices),
        required=False,
        widget=forms.ChipSelect,
    )
    notes = forms.CharField(
        label=_("备注"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, supplier: Supplier | None = None, **kwargs: Any) -> None:
        if supplier is not None:
            kwargs["initial"] = {name: getattr(supplier, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        self.supplier = supplier
        if supplier is not None:
            del self.fields["code"]
        else:
            del self.fields["is_active"]

    def details(self) -> SupplierDetails:
        """What was typed, for the service."""
        known = {} if self.supplier is None else {"code": self.supplier.code}
        return SupplierDetails(
            **known | {name: v for name, v in self.cleaned_data.items() if name != "version"}
        )


class SupplierContactForm(BelongingForm):
    """A contact at a supplier."""

    name = forms.CharField(label=_("姓名"), max_length=40)
    duty = forms.CharField(
        label=_("职务"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("例如 区域经理、财务对账")}),
    )
    phone = forms.PhoneField(label=_("电话"), required=False)
    email = forms.EmailField(label=_("邮箱"), max_length=120, required=False)

    def __init__(self, *args: Any, contact: SupplierContact | None = None, **kwargs: Any) -> None:
        if contact is not None:
            kwargs["initial"] = {name: getattr(contact, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)

    def person(self) -> SupplierPerson:
        """What was typed, for the service."""
        return SupplierPerson(**self.cleaned_data)
