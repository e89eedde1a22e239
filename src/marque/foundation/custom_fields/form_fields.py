"""Custom fields in a form: a mixin that stands before the form's base class.

::

    class CustomerForm(CustomFields, forms.Form):
        custom_target = "parties.customer"

The stored values come in as ``initial={"custom": customer.custom, …}`` or with the instance of a
model form; ``form.custom_values()`` gives code and value of each field for the service.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.forms import Field
from django.utils.translation import gettext as _

from marque.foundation.custom_fields.models import FieldDefinition, FieldKind
from marque.foundation.custom_fields.queries import fields_of
from marque.foundation.custom_fields.services.clean_values import clean_values
from marque.foundation.custom_fields.values import LONGEST, value_of
from marque.foundation.ui import forms
from marque.kernel.errors import InvalidInput

CHIPS = 7
"""As many choices are shown as chips; more become a list."""


class CustomFields:
    """Adds the fields in use of `custom_target` to a form, in groups of their own."""

    custom_target: ClassVar[str] = ""
    fields: dict[str, Field]
    initial: Any
    groups: ClassVar[Any] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.custom_definitions = fields_of(self.custom_target)
        held = self._held()
        for definition in self.custom_definitions:
            field = form_field(definition, held.get(definition.code))
            self.fields[definition.name] = field
            forms.limit_text(field)
            forms.dress(field.widget)
            forms.ask_plainly(definition.name, field)
            if definition.code in held:
                self.initial.setdefault(
                    definition.name, value_of(definition, held[definition.code])
                )

    def _post_clean(self) -> None:
        """A model form puts the values on its record, checked, with everything else."""
        super()._post_clean()  # type: ignore[misc]
        instance = getattr(self, "instance", None)
        if instance is None:
            return
        try:
            instance.custom = clean_values(
                self.custom_target, self._valid_values(), before=instance.custom
            )
        except InvalidInput as error:
            field = error.field if error.field in self.fields else None
            self.add_error(field, str(error))  # type: ignore[attr-defined]

    def _valid_values(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data  # type: ignore[attr-defined]
        return {d.code: data[d.name] for d in self.custom_definitions if d.name in data}

    def _held(self) -> Mapping[str, Any]:
        given = self.initial.get("custom")
        found: Mapping[str, Any] = given or getattr(getattr(self, "instance", None), "custom", {})
        return found

    def all_groups(self) -> tuple[tuple[Any, tuple[str, ...]], ...]:
        """The groups of the form, then those of the custom fields; nothing is left untitled
        only because custom fields came to a form without groups."""
        if not self.custom_definitions:
            return tuple(self.groups)
        return (*self._own_groups(), *self.custom_groups())

    def _own_groups(self) -> tuple[tuple[Any, tuple[str, ...]], ...]:
        named = [name for _legend, names in self.groups for name in names]
        custom = {definition.name for definition in self.custom_definitions}
        rest = tuple(
            name
            for name, field in self.fields.items()
            if name not in named and name not in custom and not field.widget.is_hidden
        )
        return (*self.groups, ("", rest)) if rest else tuple(self.groups)

    def custom_groups(self) -> list[tuple[str, tuple[str, ...]]]:
        """Legend and field names of each group of custom fields."""
        grouped: dict[str, list[str]] = {}
        for definition in self.custom_definitions:
            grouped.setdefault(definition.group or _("自定义信息"), []).append(definition.name)
        return [(legend, tuple(names)) for legend, names in grouped.items()]

    def custom_sections(self) -> list[tuple[str, list[Any]]]:
        """Legend and bound fields of each group, for templates that draw a form by hand."""
        return [
            (legend, [self[name] for name in names])  # type: ignore[index]
            for legend, names in self.custom_groups()
        ]

    def custom_values(self) -> dict[str, Any]:
        """What was entered, by code, for the service."""
        return self._valid_values()


def form_field(definition: FieldDefinition, held: Any = None) -> Field:
    """The form field of a definition; `held` keeps a choice that is out of use."""
    common: dict[str, Any] = {"label": definition.caption, "required": definition.is_required}
    if definition.kind == FieldKind.NUMBER:
        return forms.DecimalField(max_digits=18, decimal_places=6, **common)
    if definition.kind == FieldKind.MONEY:
        return forms.MoneyField(**common)
    if definition.kind == FieldKind.DATE:
        return forms.DateField(**common)
    if definition.kind == FieldKind.TEXT:
        return forms.CharField(max_length=LONGEST, **common)
    return _picked(definition, held, common)


def _picked(definition: FieldDefinition, held: Any, common: dict[str, Any]) -> Field:
    if definition.kind == FieldKind.FLAG:
        choices = [("true", _("是")), ("false", _("否"))]
        return YesNoField(choices=choices, widget=forms.ChipSelect, **common)
    also = held if isinstance(held, list) else [held] if held else []
    options = definition.options(*also)
    few = len(options) <= CHIPS
    if definition.kind == FieldKind.MULTI:
        widget = forms.ChipMultiple if few else forms.SelectMultiple
        return forms.MultipleChoiceField(choices=options, widget=widget, **common)
    if few and definition.is_required:
        return forms.ChoiceField(choices=options, widget=forms.ChipSelect, **common)
    return forms.ChoiceField(choices=[("", "—"), *options], **common)


class YesNoField(forms.ChoiceField):
    """Yes, no, or nothing said."""

    def prepare_value(self, value: Any) -> Any:
        """The chip of a kept value."""
        return {True: "true", False: "false"}.get(value, value)

    def clean(self, value: Any) -> Any:
        """`True`, `False`, or `None` for nothing said."""
        return {"true": True, "false": False}.get(super().clean(value))
