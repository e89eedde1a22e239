"""Widgets with their own look: money, day, chips, lookup. Each works without scripts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms


def _with_class(attrs: dict[str, Any] | None, classes: str) -> dict[str, Any]:
    found = dict(attrs or {})
    found["class"] = f"{classes} {found.get('class', '')}".strip()
    return found


class MoneyInput(forms.TextInput):
    """An amount in yuan: ¥ in front, right aligned, thousands when not being edited."""

    template_name = "ui/widgets/money.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        base = {"inputmode": "decimal", "maxlength": "30", "autocomplete": "off", "data-money": ""}
        super().__init__(_with_class({**base, **(attrs or {})}, "in num"))

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, Decimal | int):
            return f"{value:,.2f}"
        shown: str | None = super().format_value(value)
        return shown


class DateInput(forms.TextInput):
    """A day as text with a picker beside it."""

    template_name = "ui/widgets/day.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        base = {"maxlength": "20", "autocomplete": "off", "data-day": ""}
        base["placeholder"] = "YYYY-MM-DD"
        super().__init__(_with_class({**base, **(attrs or {})}, "in"))

    def format_value(self, value: Any) -> str | None:
        return value.isoformat()[:10] if isinstance(value, date) else super().format_value(value)


class CodeInput(forms.TextInput):
    """Numbers and codes in fixed-width capitals."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        base = {"autocomplete": "off", "spellcheck": "false", "data-upper": "", "maxlength": "40"}
        super().__init__(_with_class({**base, **(attrs or {})}, "in mono"))


class PhoneInput(forms.TextInput):
    """A phone number on the numeric keyboard, shown 3-4-4."""

    input_type = "tel"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        base = {"inputmode": "tel", "maxlength": "30", "autocomplete": "off", "data-phone": ""}
        super().__init__(_with_class({**base, **(attrs or {})}, "in w-phone"))

    def format_value(self, value: Any) -> str | None:
        text: str | None = super().format_value(value)
        if text and len(text) == 11 and text.isdigit():  # noqa: PLR2004 - a mobile number
            return f"{text[:3]} {text[3:7]} {text[7:]}"
        return text


class ChipSelect(forms.RadioSelect):
    """At most seven choices as visible chips."""

    template_name = "ui/widgets/chips.html"


class ChipMultiple(forms.CheckboxSelectMultiple):
    """Several of at most seven choices as visible chips."""

    template_name = "ui/widgets/chips.html"


class LookupInput(forms.Widget):
    """A text box that searches on the server and keeps the key in a hidden input.

    Without scripts the text alone is posted (``<name>_text``) and the field finds the row by it.
    """

    template_name = "ui/widgets/lookup.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, url: str = "") -> None:
        super().__init__(attrs)
        self.url = url
        self.text_of: Any = None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        key, text = value if isinstance(value, tuple) else (value, "")
        if key and not text and self.text_of:
            text = self.text_of(key)
        context["widget"].update(key=key or "", text=text, url=self.url)
        return context

    def format_value(self, value: Any) -> Any:
        return value

    def value_from_datadict(
        self,
        data: Any,
        files: Any,  # noqa: ARG002 - Django's signature
        name: str,
    ) -> tuple[str, str]:
        return (str(data.get(name) or "")[:20], str(data.get(f"{name}_text") or "")[:100])

    def value_omitted_from_data(
        self,
        data: Any,
        files: Any,  # noqa: ARG002 - Django's signature
        name: str,
    ) -> bool:
        return name not in data and f"{name}_text" not in data

    def id_for_label(self, id_: str) -> str:
        return id_
