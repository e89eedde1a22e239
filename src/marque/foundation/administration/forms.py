"""Forms of the administrators."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from marque.foundation.access.models import Role, Scope
from marque.foundation.access.registry import all_rights
from marque.foundation.dictionaries.models import Entry
from marque.foundation.dictionaries.registry import Extra, WordList
from marque.foundation.ui import forms
from marque.organisation.models import Company, Department, Position, User

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9+_-]*")


class CompanyForm(forms.Form):
    code = forms.CharField(label=_("公司代码"), max_length=12)
    name = forms.CharField(label=_("公司名称"), max_length=80)
    name_en = forms.CharField(label=_("英文名称"), max_length=120, required=False)
    tax_id = forms.CreditCodeField(label=_("统一社会信用代码"), required=False)
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    phone = forms.CharField(label=_("电话"), max_length=30, required=False)
    bank_account = forms.CharField(label=_("开户行及账号"), max_length=120, required=False)
    administrator = forms.ModelChoiceField(
        label=_("公司管理员"), queryset=User.objects.filter(is_active=True), required=False
    )
    is_active = forms.BooleanField(label=_("启用"), required=False, initial=True)


class StoreForm(forms.Form):
    code = forms.CharField(label=_("门店代码"), max_length=12)
    name = forms.CharField(label=_("门店名称"), max_length=40)
    name_en = forms.CharField(label=_("英文名称"), max_length=60, required=False)
    company = forms.ModelChoiceField(
        label=_("公司"), queryset=Company.objects.filter(is_active=True)
    )
    brand = forms.CharField(label=_("主营品牌"), max_length=40, required=False)
    region = forms.CharField(label=_("地区代码"), max_length=12, required=False)
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    phone = forms.CharField(label=_("电话"), max_length=30, required=False)
    is_active = forms.BooleanField(label=_("启用"), required=False, initial=True)


class DepartmentForm(forms.Form):
    name = forms.CharField(label=_("部门名称"), max_length=40)
    parent = forms.ModelChoiceField(
        label=_("上级部门"), queryset=Department.objects.select_related("company")
    )


class EmployeeForm(forms.Form):
    staff_no = forms.CharField(label=_("工号"), max_length=20)
    name = forms.CharField(label=_("姓名"), max_length=40)
    phone = forms.PhoneField(label=_("手机"), mobile=True, required=False)
    hired_on = forms.DateField(label=_("入职日期"))
    password = forms.CharField(
        label=_("初始密码"),
        max_length=128,
        widget=forms.PasswordInput(attrs={"class": "in", "autocomplete": "new-password"}),
    )
    department = forms.ModelChoiceField(label=_("部门"), queryset=Department.objects.all())
    position = forms.ModelChoiceField(
        label=_("职位"), queryset=Position.objects.filter(is_active=True)
    )


class PostForm(forms.Form):
    department = forms.ModelChoiceField(label=_("部门"), queryset=Department.objects.all())
    position = forms.ModelChoiceField(
        label=_("职位"), queryset=Position.objects.filter(is_active=True)
    )
    is_primary = forms.BooleanField(label=_("设为主要职务"), required=False)


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("新密码"),
        max_length=128,
        widget=forms.PasswordInput(attrs={"class": "in", "autocomplete": "new-password"}),
    )


class GroupForm(forms.Form):
    name = forms.CharField(label=_("用户组名称"), max_length=40)
    members = forms.ModelMultipleChoiceField(
        label=_("成员"), queryset=User.objects.filter(is_active=True), required=False
    )
    roles = forms.ModelMultipleChoiceField(
        label=_("角色"),
        queryset=Role.objects.filter(is_active=True),
        required=False,
        widget=forms.ChipMultiple,
    )


class RoleForm(forms.Form):
    """The rights are drawn by the page itself, grouped; here they are only checked."""

    code = forms.CharField(label=_("角色代码"), max_length=30)
    name = forms.CharField(label=_("角色名称"), max_length=40)
    name_en = forms.CharField(label=_("英文名称"), max_length=60, required=False)
    scope = forms.TypedChoiceField(
        label=_("数据范围"), choices=Scope.choices, coerce=int, widget=forms.ChipSelect
    )
    rate_discount_limit = forms.DecimalField(
        label=_("折扣权限（%）"), min_value=0, max_value=100, decimal_places=2, initial=0
    )
    needs_second_factor = forms.BooleanField(label=_("登录须二次验证"), required=False)
    is_active = forms.BooleanField(label=_("启用"), required=False, initial=True)
    positions = forms.ModelMultipleChoiceField(
        label=_("职位"),
        queryset=Position.objects.filter(is_active=True),
        required=False,
        widget=forms.ChipMultiple,
    )
    rights = forms.MultipleChoiceField(label=_("功能权限"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rights"].choices = [(r.code, r.label) for r in all_rights().values()]  # type: ignore[attr-defined]


class PatternForm(forms.Form):
    kind = forms.CharField(max_length=60, widget=forms.HiddenInput)
    pattern = forms.CharField(label=_("编号规则"), max_length=40)


class ParameterForm(forms.Form):
    key = forms.CharField(max_length=60, widget=forms.HiddenInput)
    value = forms.DecimalField(label=_("取值"), max_digits=14, decimal_places=4)


class WordForm(forms.Form):
    """A word of a list, with the values that the list asks for beside the name."""

    name = forms.CharField(label=_("名称"), max_length=40)
    name_en = forms.CharField(label=_("英文名称"), max_length=60, required=False)
    code = forms.CharField(
        label=_("编码"),
        max_length=40,
        required=False,
        help_text=_("字母、数字和 + - _；空则自动编码"),
    )
    is_active = forms.BooleanField(label=_("启用"), required=False, initial=True)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, words: WordList, row: Entry | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.words = words
        if row is not None:
            del self.fields["code"]
        if row is None or row.is_fixed:
            del self.fields["is_active"]
        for extra in words.extras:
            self.fields[f"extra_{extra.key}"] = _extra_field(extra)
            self.initial.setdefault(
                f"extra_{extra.key}", row.value(extra.key) if row else extra.default
            )

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).strip()
        if code and not CODE.fullmatch(code):
            raise forms.ValidationError(_("编码只能用字母、数字和 + - _。"))
        return code

    @property
    def extra(self) -> dict[str, Any]:
        """The values beside the name, by the keys of the list."""
        return {extra.key: self.cleaned_data[f"extra_{extra.key}"] for extra in self.words.extras}


def _extra_field(extra: Extra) -> Any:
    if extra.is_flag:
        return forms.BooleanField(label=extra.label, required=False)
    unit = f" {extra.unit}" if extra.unit else ""
    return forms.IntegerField(
        label=extra.label,
        min_value=extra.min,
        max_value=extra.max,
        widget=forms.TextInput(attrs={"class": "in num", "inputmode": "numeric", "maxlength": 7}),
        help_text=f"{extra.min} – {extra.max}{unit}",
    )


class AccountSetForm(forms.Form):
    code = forms.CharField(label=_("账套代码"), max_length=30)
    name = forms.CharField(label=_("账套名称"), max_length=60)
    starts_on = forms.DateField(label=_("启用日期"))
    administrator = forms.CharField(label=_("账套管理员工号"), max_length=20, initial="admin")
    password = forms.CharField(
        label=_("管理员初始密码"),
        max_length=128,
        widget=forms.PasswordInput(attrs={"class": "in", "autocomplete": "new-password"}),
    )
    note = forms.CharField(label=_("说明"), max_length=2000, required=False)


class CloneForm(forms.Form):
    code = forms.CharField(label=_("账套代码"), max_length=30)
    name = forms.CharField(label=_("账套名称"), max_length=60)
