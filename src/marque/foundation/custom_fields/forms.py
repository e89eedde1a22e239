"""The form of a custom field."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from marque.foundation.custom_fields.models import FieldDefinition, FieldKind
from marque.foundation.custom_fields.registry import targets
from marque.foundation.custom_fields.services.save_field import FieldDetails
from marque.foundation.ui import forms


class FieldForm(forms.Form):
    """A field; what it belongs to and its code are fixed once it is there."""

    groups = (
        (_("字段"), ("target", "code", "label", "label_en", "kind", "choices")),
        (_("显示"), ("group", "position", "is_required", "in_list", "is_active")),
    )
    target = forms.ChoiceField(label=_("对象"), widget=forms.ChipSelect)
    code = forms.CharField(
        label=_("字段代码"),
        max_length=30,
        help_text=_("小写字母、数字和下划线，以字母开头；保存后不能修改"),
    )
    label = forms.CharField(label=_("名称"), max_length=30)
    label_en = forms.CharField(label=_("英文名称"), max_length=60, required=False)
    kind = forms.ChoiceField(
        label=_("类型"), choices=FieldKind.choices, widget=forms.ChipSelect, initial="text"
    )
    choices = forms.CharField(
        label=_("选项"),
        max_length=6_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("单选和多选用，每行一个；需要英文时写成“红色=Red”"),
    )
    group = forms.CharField(label=_("分组"), max_length=30, required=False)
    position = forms.IntegerField(label=_("顺序"), min_value=0, max_value=9_999, initial=100)
    is_required = forms.BooleanField(label=_("必填"), required=False)
    in_list = forms.BooleanField(label=_("列表默认显示"), required=False)
    is_active = forms.BooleanField(
        label=_("启用"),
        required=False,
        initial=True,
        help_text=_("停用后不再显示，已有数据保留"),
    )

    def __init__(self, *args: Any, field: FieldDefinition | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field = field
        if field is None:
            self.fields["target"].choices = [(t.key, t.label) for t in targets()]  # type: ignore[attr-defined]
        else:
            del self.fields["target"], self.fields["code"]

    @classmethod
    def initial_of(cls, field: FieldDefinition) -> dict[str, Any]:
        """A field as the form shows it."""
        lines = [
            f"{row['value']}={row['en']}" if row.get("en") else row["value"]
            for row in field.choices
            if row.get("is_active", True)
        ]
        names = (
            "label", "label_en", "kind", "group", "position", "is_required", "in_list", "is_active",
        )  # fmt: skip
        return {**{name: getattr(field, name) for name in names}, "choices": "\n".join(lines)}

    def details(self) -> FieldDetails:
        """What was entered, for the service."""
        data = dict(self.cleaned_data)
        fixed = {} if self.field is None else {"target": self.field.target, "code": self.field.code}
        return FieldDetails(**{**data, **fixed, "choices": tuple(data["choices"].splitlines())})
