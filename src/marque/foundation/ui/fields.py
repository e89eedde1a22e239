"""Fields for what a dealership types: money, phones, VINs, identity numbers, days, lookups.

Imported through ``forms``. Each cleans to the stored form and refuses in one sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marque.foundation.ui import widgets
from marque.foundation.ui.filters import clean_text
from marque.foundation.ui.searching import Search, search_condition
from marque.kernel import identity_numbers, money, phones, vin
from marque.kernel.text import translated

LARGEST = Decimal("999999999999.99")
LOOKUP_ROWS = 8


def too_long(text: str, limit: int) -> ValidationError | None:
    """The refusal of a text that is far too long, before anything else looks at it."""
    if len(text) <= limit:
        return None
    return ValidationError(
        gettext("内容太长（%(n)d 个字），最多 %(limit)d 个字。") % {"n": len(text), "limit": limit}
    )


class TypedText(forms.CharField):
    """Text that is normalised and then judged by the kernel."""

    limit = 60

    def normalised(self, text: str) -> str:
        """The stored form."""
        return text

    def problem(self, text: str) -> str | None:  # noqa: ARG002 - for subclasses
        """What is wrong, in Chinese, or ``None``."""
        return None

    def clean(self, value: Any) -> str:
        text = str(value or "").strip()
        if refusal := too_long(text, self.limit):
            raise refusal
        found = self.normalised(text) if text else ""
        super().clean(found)
        if found and (problem := self.problem(found)):
            raise ValidationError(translated(problem, gettext))
        return found


class PhoneField(TypedText):
    """A phone number in stored form; ``mobile=True`` takes mobiles only."""

    widget = widgets.PhoneInput

    def __init__(self, *, mobile: bool = False, **kwargs: Any) -> None:
        self.mobile = mobile
        super().__init__(**kwargs)

    def normalised(self, text: str) -> str:
        return phones.normalise_phone(text)

    def problem(self, text: str) -> str | None:
        return phones.mobile_problem(text) if self.mobile else phones.phone_problem(text)


class IdNumberField(TypedText):
    """An 18-character resident identity number."""

    widget = widgets.CodeInput

    def normalised(self, text: str) -> str:
        return identity_numbers.normalise_number(text)

    def problem(self, text: str) -> str | None:
        return identity_numbers.resident_id_problem(text)


class CreditCodeField(IdNumberField):
    """An 18-character unified social credit code."""

    def problem(self, text: str) -> str | None:
        return identity_numbers.uscc_problem(text)


class VinField(TypedText):
    """A VIN. Hard problems are refused, with a correction where one is certain; a soft one (check
    digit of a foreign or used car) passes and is found again by ``vin_warning``."""

    widget = widgets.CodeInput

    def __init__(self, *, new_stock: bool = True, **kwargs: Any) -> None:
        self.new_stock = new_stock
        super().__init__(**kwargs)
        self.widget.attrs["class"] += " w-vin"

    def normalised(self, text: str) -> str:
        return vin.normalise_vin(text)

    def clean(self, value: Any) -> str:
        found = super().clean(value)
        problem = vin.vin_problem(found, new_stock=self.new_stock) if found else None
        if problem is None or problem.severity == vin.Severity.WARN:
            return found
        raise ValidationError(
            "%(message)s",
            code="vin",
            params={
                "message": translated(problem.message, gettext),
                "suggestion": problem.suggestion or "",
            },
        )


def vin_warning(code: str) -> str:
    """What is doubtful about an accepted VIN, or nothing."""
    problem = vin.vin_problem(code, new_stock=False)
    return translated(problem.message, gettext) if problem else ""


class MoneyField(forms.Field):
    """Yuan as ``Decimal`` with two places: ``¥1,234.50``, ``18.16万``, full-width digits.
    At least 0 unless ``min_value`` says otherwise (``None`` for no bound)."""

    widget = widgets.MoneyInput

    def __init__(
        self,
        *,
        min_value: Decimal | int | None = 0,
        max_value: Decimal | int = LARGEST,
        **kwargs: Any,
    ) -> None:
        self.min_value, self.max_value = min_value, max_value
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal | int):
            return money.cents(value)
        if refusal := too_long(str(value), 40):
            raise refusal
        if not str(value).strip():
            return None
        try:
            return money.parse_amount(str(value))
        except ValueError as error:
            raise ValidationError(translated(error.args[0], gettext)) from error

    def validate(self, value: Decimal | None) -> None:
        super().validate(value)
        if value is None:
            return
        if self.min_value is not None and value < self.min_value:
            least = f"{self.min_value:,.2f}"
            raise ValidationError(gettext("金额不能小于 %s 元。") % least)
        if value > self.max_value:
            raise ValidationError(gettext("金额不能大于 %s 元。") % f"{self.max_value:,.2f}")

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != (None if initial is None else Decimal(initial)))
        except (ValidationError, ArithmeticError):
            return True


DAY_WORDS = {"t": 0, "今天": 0, "明天": 1, "后天": 2, "昨天": -1, "前天": -2}
EARLIEST = date(1900, 1, 1)
LATEST = date(2199, 12, 31)


def read_day(text: str, today: date) -> date | None:
    """``2026-11-20``, ``2026/11/20``, ``20261120``, ``11-20``, ``1120``, ``t``, ``+3``, ``明天``;
    ``None`` when it is no day."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if plain in DAY_WORDS:
        return today + timedelta(days=DAY_WORDS[plain])
    if re.fullmatch(r"[+-]\d{1,4}", plain):
        return today + timedelta(days=int(plain))
    plain = re.sub(r"[年月/.]", "-", plain).removesuffix("日")
    whole = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{4})(\d{2})(\d{2})", plain)
    short = re.fullmatch(r"(\d{1,2})-(\d{1,2})|(\d{2})(\d{2})", plain)
    if whole:
        parts = [int(part) for part in whole.groups() if part]
    elif short:
        parts = [today.year, *(int(part) for part in short.groups() if part)]
    else:
        return None
    try:
        return date(*parts)
    except ValueError:
        return None


class DateField(forms.Field):
    """A day typed in any of the usual ways (see ``read_day``)."""

    widget = widgets.DateInput

    def __init__(self, *, today: Callable[[], date] = timezone.localdate, **kwargs: Any) -> None:
        self.today = today
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return value or None
        text = str(value)[:40]
        if not text.strip():
            return None
        found = read_day(text, self.today())
        if found is None:
            raise ValidationError(
                gettext("“%s”不是日期，请写成 2026-11-20 或 1120。") % clean_text(text, 20)
            )
        if not EARLIEST <= found <= LATEST:
            raise ValidationError(gettext("日期应在 1900 年到 2199 年之间，请核对年份。"))
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class LookupField(forms.Field):
    """One row of a queryset, found by typing. ``offer`` sets the permitted rows and the search
    address in the form's ``__init__``. Cleans to the model instance."""

    widget = widgets.LookupInput
    _offered: Any  # the rows, or a function that gives them

    def __init__(
        self,
        *,
        queryset: QuerySet[Any],
        search: Search = ("name__icontains",),
        text: Callable[[Any], str] = str,
        **kwargs: Any,
    ) -> None:
        self.search, self.text = search, text
        super().__init__(**kwargs)
        self.offer(queryset)

    def __deepcopy__(self, memo: dict[int, Any]) -> LookupField:
        result = super().__deepcopy__(memo)
        widget: Any = result.widget
        result.offer(self._offered, widget.url)
        return result

    @property
    def queryset(self) -> QuerySet[Any]:
        """The rows that may be chosen."""
        if not isinstance(self._offered, QuerySet):
            self._offered = self._offered()
        rows: QuerySet[Any] = self._offered
        return rows

    def offer(self, queryset: QuerySet[Any] | Callable[[], QuerySet[Any]], url: str = "") -> None:
        """Only these rows may be chosen; ``url`` is the view that answers ``?q=``.

        A queryset that is costly to compose is given as a function: a field that nobody filled
        in never asks for it.
        """
        self._offered = queryset
        widget: Any = self.widget
        widget.url = url or widget.url
        widget.text_of = self._text_of

    def _text_of(self, key: Any) -> str:
        found = self._by_key(str(getattr(key, "pk", key)))
        return self.text(found) if found is not None else ""

    def prepare_value(self, value: Any) -> Any:
        return (value.pk, self.text(value)) if isinstance(value, Model) else value

    def _by_key(self, key: str) -> Any:
        valid = key.isascii() and key.isdigit() and len(key) < 19  # noqa: PLR2004 - of a bigint
        found = self.queryset.filter(pk=int(key)).order_by()[:1] if valid else ()
        return next(iter(found), None)

    def clean(self, value: Any) -> Any:
        key, text = value if isinstance(value, tuple) else (str(value or ""), "")
        text = clean_text(text)
        if not key and not text:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        found = self._by_key(key) if key else None
        return found if found is not None else self._by_text(text)

    def _by_text(self, text: str) -> Any:
        if not text:
            raise ValidationError(_("您选的内容已不可用，请重新选择。"))
        found = list(find_rows(self.queryset, self.search, text)[:2])
        exact = [row for row in found if self.text(row) == text]
        if len(exact) == 1 or len(found) == 1:
            return (exact or found)[0]
        if found:
            raise ValidationError(gettext("“%s”有多个匹配，请从列表中选择或写完整。") % text)
        raise ValidationError(gettext("没有找到“%s”，请核对。") % text)

    def has_changed(self, initial: Any, data: Any) -> bool:
        key = data[0] if isinstance(data, tuple) else data
        return str(getattr(initial, "pk", initial) or "") != str(key or "")


def find_rows(queryset: QuerySet[Any], search: Search, text: str) -> QuerySet[Any]:
    """Rows in which every word is found by one of the lookups."""
    return queryset.filter(search_condition(search, text, most=4))


def lookup_options(
    request: HttpRequest,
    queryset: QuerySet[Any],
    *,
    search: Search = ("name__icontains",),
    text: Callable[[Any], str] = str,
    detail: str | Callable[[Any], Any] = "",
) -> HttpResponse:
    """Answer a lookup: the first eight rows that ``?q=`` finds in a scoped queryset."""
    words = clean_text(request.GET.get("q", ""))
    rows = find_rows(queryset, search, words)[:LOOKUP_ROWS]

    def small(row: Any) -> Any:
        return detail(row) if callable(detail) else (getattr(row, detail, "") if detail else "")

    options = [{"key": row.pk, "text": text(row), "detail": small(row)} for row in rows]
    return render(request, "ui/lookup_options.html", {"options": options, "q": words})
