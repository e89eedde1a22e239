"""Form fields, widgets and base classes of every form. The server is the judge; each message is
one sentence that says what to do. Example::

    from marque.foundation.ui import forms

    class VehicleForm(forms.Form):
        groups = ((_("车辆"), ("vin", "colour")), (_("价格"), ("amount_cost", "arrived_on")))
        vin = forms.VinField(label=_("车架号"))
        colour = forms.ChoiceField(label=_("颜色"), choices=COLOURS, widget=forms.ChipSelect)
        amount_cost = forms.MoneyField(label=_("进价"))
        arrived_on = forms.DateField(label=_("到店日期"), required=False)
        owner_phone = forms.PhoneField(label=_("手机"), mobile=True)
        supplier = forms.LookupField(label=_("供应商"), queryset=Supplier.objects.none(),
                                     search=("name__icontains", "code__iexact"))

        def __init__(self, *args, user, store_code, **kwargs):
            super().__init__(*args, **kwargs)
            self.fields["supplier"].offer(Supplier.objects.visible_to(user),
                                          reverse("parties:supplier_lookup", args=[store_code]))

In a template ``{{ form.vin.as_field_group }}``, or the whole form by ``ui/form_page.html`` (title,
form, submit, back_url). A lookup's URL is a view that returns ``lookup_options(request, queryset,
search=…, detail="code")``. Put ``{% load form_keys %}{% form_key %}`` into the form and
``@submit_once`` (``idempotency``) on the view, and a double click makes one document.
``forms`` also re-exports Django's own plain fields, so one import is enough. Every text field has
a length limit, whether or not it names one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import django.forms
from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet
from django.forms import (
    BooleanField,
    CharField,
    CheckboxInput,
    ChoiceField,
    DecimalField,
    EmailField,
    FileField,
    HiddenInput,
    IntegerField,
    MultipleChoiceField,
    PasswordInput,
    RadioSelect,
    Select,
    SelectMultiple,
    Textarea,
    TextInput,
    TypedChoiceField,
    ValidationError,
    formset_factory,
)
from django.forms.renderers import DjangoTemplates
from django.utils.functional import cached_property, lazy
from django.utils.translation import gettext_lazy as _

from marque.foundation.ui.fields import (
    CreditCodeField,
    DateField,
    IdNumberField,
    LookupField,
    MoneyField,
    PhoneField,
    VinField,
    lookup_options,
)
from marque.foundation.ui.templatetags.ui import local_name
from marque.foundation.ui.widgets import (
    ChipMultiple,
    ChipSelect,
    DateInput,
    LookupInput,
    MoneyInput,
)
from marque.organisation.models import User

__all__ = [
    "BooleanField",
    "CharField",
    "CheckboxInput",
    "ChipMultiple",
    "ChipSelect",
    "ChoiceField",
    "CreditCodeField",
    "DateField",
    "DateInput",
    "DecimalField",
    "EmailField",
    "FileField",
    "Form",
    "HiddenInput",
    "IdNumberField",
    "IntegerField",
    "LookupField",
    "LookupInput",
    "ModelChoiceField",
    "ModelForm",
    "ModelMultipleChoiceField",
    "MoneyField",
    "MoneyInput",
    "MultipleChoiceField",
    "PasswordInput",
    "PhoneField",
    "RadioSelect",
    "Renderer",
    "Select",
    "SelectMultiple",
    "TextInput",
    "Textarea",
    "TypedChoiceField",
    "ValidationError",
    "VinField",
    "formset_factory",
    "lookup_options",
]

TEXT_LIMIT = 200
LONG_TEXT_LIMIT = 2_000
DRESSED = (forms.TextInput, forms.NumberInput, forms.EmailInput, forms.URLInput, forms.Select,
           forms.Textarea, forms.PasswordInput, forms.DateInput, forms.TimeInput,
           forms.DateTimeInput, forms.ClearableFileInput, forms.FileInput)  # fmt: skip


class ModelChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One row; while none is chosen the list says so in words."""

    def __init__(self, queryset: Any, *, required: bool = True, **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", _("请选择") if required else "—")
        super().__init__(queryset, required=required, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return local_name(obj) if isinstance(obj, User) else super().label_from_instance(obj)


class ModelMultipleChoiceField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several rows; people are named in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return local_name(obj) if isinstance(obj, User) else super().label_from_instance(obj)


class Renderer(DjangoTemplates):
    """Draws fields with ``ui/field.html`` and widgets from the apps; knows the tag library."""

    field_template_name = "ui/field.html"

    @cached_property
    def engine(self) -> Any:
        return self.backend(
            {
                "APP_DIRS": True,
                "DIRS": [Path(django.forms.__file__).resolve().parent / "templates"],
                "NAME": "forms",
                "OPTIONS": {
                    "builtins": [
                        "django.templatetags.i18n",
                        "marque.foundation.ui.templatetags.ui",
                    ]
                },
            }
        )


class Dressed:
    """What both base classes add: CSS classes, length limits, groups, a summary of errors."""

    groups: ClassVar[tuple[tuple[Any, tuple[str, ...]], ...]] = ()
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            limit_text(field)
            dress(field.widget)
            ask_plainly(name, field)

    def all_groups(self) -> tuple[tuple[Any, tuple[str, ...]], ...]:
        """Legend and field names of each group; a mixin may add groups of its own."""
        return self.groups

    def grouped(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Legend and visible fields of each group; fields in no group come last, untitled."""
        groups = self.all_groups()
        named = [name for _legend, names in groups for name in names]
        rest = tuple(
            name
            for name, field in self.fields.items()
            if name not in named and not field.widget.is_hidden
        )
        parts = [*groups, ("", rest)]
        return [
            (legend, [self[name] for name in names if name in self.fields])  # type: ignore[index]
            for legend, names in parts
            if names
        ]

    def wrong_fields(self) -> list[forms.BoundField]:
        """The bound fields that have errors, for the summary with links."""
        return [self[name] for name in self.errors if name in self.fields]  # type: ignore[attr-defined, index]


class Form(Dressed, forms.Form):
    """The base of forms for use cases."""

    def limit(self, name: str, queryset: QuerySet[Any]) -> None:
        """Let the choice field `name` offer and accept these rows only."""
        self.fields[name].queryset = queryset  # type: ignore[attr-defined]


class ModelForm(Dressed, forms.ModelForm):  # type: ignore[type-arg]
    """The base of forms for master data."""


def dress(widget: forms.Widget) -> None:
    """Give a plain Django widget the look of ours."""
    if isinstance(widget, forms.MultiWidget):
        for part in widget.widgets:
            dress(part)
        return
    if isinstance(widget, DRESSED) and not widget.is_hidden:
        classes = str(widget.attrs.get("class", "")).split()
        if "in" not in classes:
            widget.attrs["class"] = " ".join(["in", *classes])


def _filled(sentence: Any, name: Any) -> str:
    filled: str = str(sentence) % name
    return filled


_lazily_filled: Any = lazy(_filled, str)


def ask_plainly(name: str, field: forms.Field) -> None:
    """An empty required field says what is missing: “请填写车架号。”, “请选择颜色。”."""
    if field.error_messages.get("required") is not forms.Field.default_error_messages["required"]:
        return
    chosen = isinstance(field, forms.ChoiceField | forms.ModelChoiceField | LookupField)
    sentence = _("请选择%s。") if chosen else _("请填写%s。")
    field.error_messages["required"] = _lazily_filled(sentence, field.label or name)


def limit_text(field: forms.Field) -> None:
    """A text field without a limit gets one; every limit says in words what to do."""
    if not isinstance(field, forms.CharField) or isinstance(field, forms.FilePathField):
        return
    if field.max_length is None:
        long = isinstance(field.widget, forms.Textarea)
        field.max_length = LONG_TEXT_LIMIT if long else TEXT_LIMIT
        field.widget.attrs.setdefault("maxlength", str(field.max_length))
        field.validators = [*field.validators, TextLimit(field.max_length)]
        return
    field.validators = [
        TextLimit(field.max_length) if isinstance(check, MaxLengthValidator) else check
        for check in field.validators
    ]


class TextLimit(MaxLengthValidator):
    """A length limit that speaks plainly."""

    message = _("最多 %(limit_value)d 个字，现在是 %(show_value)d 个字，请删减。")
