"""The kinds of columns a list may have. Declared in a ``Table``; see ``tables.py`` for an example.

``value`` is an attribute path of the row (``"customer.name"``; ``__`` works too; a method is
called) or a function of the row. It must not query: name relations in ``Table.select_related``.
``sort`` is the ORM expression(s); left out, it is the value path when that is a model field;
``False`` switches it off. ``query`` says how 高级查询 asks for it (``query_fields``). ``right``
hides the column from whoever lacks it: in the list, in its sort and totals, in the export and in
the API. ``joins`` and ``prefetch`` name relations to one and to many that it alone reads. ``of``
names the attribute that alone decides what is shown: the rows of a page that share it are drawn
once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import KW_ONLY, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.db.models import Model
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.foundation.ui import cells, status_families
from marque.foundation.ui.escaping import SafeString, esc
from marque.foundation.ui.paths import orm_path, path_reader, read_path
from marque.foundation.ui.templatetags.ui import local_name
from marque.kernel.phones import mask_phone

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from marque.foundation.ui.tables import Table

Path = str | Callable[[Any], Any]
SortKey = str | Combinable
Sort = SortKey | tuple[SortKey, ...] | bool | None
ExportValue = str | int | Decimal | date | datetime | bool | None


@dataclass
class Column:
    """A plain text column and the base of all kinds."""

    label: str | _StrPromise
    value: Path = ""
    _: KW_ONLY
    sort: Sort = None
    show: bool = True
    right: str = ""
    total: bool | str = False
    export: bool = True
    css: str = ""
    url: Callable[[Table, Any], str] | None = None
    blank: str = ""
    query: Any = None
    joins: tuple[str, ...] = ()
    prefetch: tuple[str, ...] = ()
    of: str = ""
    key: str = field(default="", init=False)

    numeric: ClassVar[bool] = False
    xlsx_format: ClassVar[str] = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.key = name
        self.value = self.value or name

    def read(self, row: Any) -> Any:
        """The bare value of this column for a row."""
        return self.value(row) if callable(self.value) else read_path(row, self.value)

    def shown(self, value: Any) -> str:
        """The value as HTML or text (text is escaped by the template)."""
        return self.blank if value in (None, "") else str(value)

    def inner(self, row: Any) -> str:
        """The cell without a link, as used in phone cards."""
        return self.shown(self.read(row))

    def reader(self) -> Callable[[Any], Any]:
        """``read`` for the rows of one page."""
        is_plain = isinstance(self.value, str) and type(self).read is Column.read
        return path_reader(cast(str, self.value)) if is_plain else self.read

    def drawer(self) -> Callable[[Any], str]:
        """``inner`` for the rows of one page: what only depends on a few values is drawn once."""
        if self.of:
            return once_a_key(attrgetter(self.of), self.inner)
        if type(self).inner is not Column.inner:
            return self.inner
        read, shown = self.reader(), self.shown
        return lambda row: shown(read(row))

    def cell(self, row: Any, table: Table) -> str:
        """The cell of the table, with its link when it has one."""
        return self.linked(self.inner(row), row, table)

    def linked(self, body: str, row: Any, table: Table) -> str:
        """What ``inner`` gave, in the link of the cell when it has one."""
        target = self.url(table, row) if self.url else ""
        return _link("link", target, body) if target else body

    def exported(self, row: Any) -> ExportValue:
        """The value for XLSX, CSV and the API: a plain type, never HTML."""
        value = self.read(row)
        return value if isinstance(value, int | Decimal | date) or value is None else str(value)

    def sort_keys(self, model: type[Model]) -> tuple[SortKey, ...]:
        """The ORM expressions this column sorts by; empty when it cannot be sorted."""
        if self.sort is False:
            return ()
        if self.sort is None or self.sort is True:
            path = orm_path(model, self.value) if isinstance(self.value, str) else None
            return (path,) if path else ()
        return self.sort if isinstance(self.sort, tuple) else (self.sort,)

    @property
    def number_format(self) -> str:
        """The number format of the spreadsheet; empty for the general one."""
        return self.xlsx_format

    @property
    def classes(self) -> str:
        """CSS classes of the cell and of its head."""
        return " ".join(part for part in ("num" if self.numeric else "", self.css) if part)


class TextColumn(Column):
    """Plain text."""


def _link(css: str, target: str, body: str) -> str:
    return SafeString(f'<a class="{css}" href="{esc(target)}">{esc(body)}</a>')


class LinkColumn(Column):
    """The identity of the row: a bold link to ``url`` or else to ``Table.row_url(row)``."""

    def linked(self, body: str, row: Any, table: Table) -> str:
        target = self.url(table, row) if self.url else table.url_of(row)
        body = body or "—"
        return _link("main", target, body) if target else SafeString(f"<b>{esc(body)}</b>")


@dataclass
class NumberColumn(Column):
    """A quantity, right aligned. Put the unit into the label."""

    _: KW_ONLY
    places: int = 0
    numeric: ClassVar[bool] = True

    def shown(self, value: Any) -> str:
        return cells.number(value, self.places)

    @property
    def number_format(self) -> str:
        """The number format of the spreadsheet."""
        return "#,##0" + ("." + "0" * self.places if self.places else "")


@dataclass
class MoneyColumn(NumberColumn):
    """Money in yuan: right aligned, two places, negatives red with a minus sign."""

    _: KW_ONLY
    places: int = 2

    def shown(self, value: Any) -> str:
        return cells.money(value, self.places)


class DateColumn(Column):
    """A day."""

    xlsx_format: ClassVar[str] = "yyyy-mm-dd"

    def drawer(self) -> Callable[[Any], str]:
        return _once_a_value(self.reader(), self.shown)

    def shown(self, value: Any) -> str:
        return cells.day(value)


class DateTimeColumn(Column):
    """A moment, shown in local time to the minute."""

    xlsx_format: ClassVar[str] = "yyyy-mm-dd hh:mm"

    def shown(self, value: Any) -> str:
        return cells.moment(value)

    def exported(self, row: Any) -> ExportValue:
        value = self.read(row)
        if isinstance(value, datetime) and timezone.is_aware(value):
            return timezone.localtime(value).replace(tzinfo=None)
        return value  # type: ignore[no-any-return]


def _once_a_value(read: Callable[[Any], Any], draw: Callable[[Any], str]) -> Callable[[Any], str]:
    drawn = cache(draw)
    return lambda row: drawn(read(row))


def once_a_key(key: Callable[[Any], Any], draw: Callable[[Any], str]) -> Callable[[Any], str]:
    """A drawer that draws one row of each key: fifty cars of a page are of a few models."""
    drawn: dict[Any, str] = {}

    def once(row: Any) -> str:
        at = key(row)
        if at not in drawn:
            drawn[at] = draw(row)
        return drawn[at]

    return once


@dataclass
class StatusColumn(Column):
    """A state: ``choices`` gives the text, ``kind`` names the map in ``status_families``."""

    _: KW_ONLY
    kind: str = ""
    choices: Iterable[tuple[Any, Any]] = ()
    dot: bool = True

    def text(self, row: Any) -> str:
        """The label of the state."""
        return self._label(self.read(row))

    def inner(self, row: Any) -> str:
        return self._drawn(self.read(row))

    def drawer(self) -> Callable[[Any], str]:
        return _once_a_value(self.reader(), self._drawn)

    def _drawn(self, code: Any) -> str:
        if code in (None, ""):
            return ""
        family = status_families.families_for(self.kind, self.choices).get(str(code))
        family = family or status_families.family_of(self.kind, str(code))
        return cells.status(self._label(code), family, "" if self.dot else "nd")

    def _label(self, code: Any) -> str:
        return str(dict(self.choices).get(code, code if code is not None else ""))

    def exported(self, row: Any) -> ExportValue:
        return self.text(row)


@dataclass
class BadgeColumn(Column):
    """A label in a fixed colour family, or in the one that ``family(row)`` returns."""

    _: KW_ONLY
    family: str | Callable[[Any], str] = "gray"

    def inner(self, row: Any) -> str:
        value = self.read(row)
        if value in (None, ""):
            return ""
        family = self.family(row) if callable(self.family) else self.family
        return cells.status(value, family, "nd")

    def drawer(self) -> Callable[[Any], str]:
        if type(self).inner is not BadgeColumn.inner:
            return self.inner
        read, family = self.reader(), self.family
        draw = cache(lambda value, colour: cells.status(value, colour, "nd"))

        def drawn(row: Any) -> str:
            value = read(row)
            if value in (None, ""):
                return ""
            return draw(str(value), family(row) if callable(family) else family)

        return drawn


class VinColumn(Column):
    """A vehicle identification number: the last 8 on screen, whole in exports."""

    def shown(self, value: Any) -> str:
        return cells.vin8(str(value)) if value else cells.DASH


@dataclass
class AgeColumn(Column):
    """Days since a date (``value`` is the date); descending means oldest first."""

    _: KW_ONLY
    today: Callable[[], date] = timezone.localdate

    def days(self, row: Any) -> int | None:
        """Whole days from the date to today; ``None`` without a date."""
        since = self.read(row)
        if since is None:
            return None
        if isinstance(since, datetime):
            since = timezone.localtime(since).date() if timezone.is_aware(since) else since.date()
        elapsed: int = (self.today() - since).days
        return max(0, elapsed)

    def inner(self, row: Any) -> str:
        days = self.days(row)
        return cells.DASH if days is None else cells.age(days)

    def drawer(self) -> Callable[[Any], str]:
        return once_a_key(self.reader(), self.inner)

    def exported(self, row: Any) -> ExportValue:
        return self.days(row)

    def sort_keys(self, model: type[Model]) -> tuple[SortKey, ...]:
        return tuple(
            (key[1:] if key.startswith("-") else f"-{key}") if isinstance(key, str) else key
            for key in super().sort_keys(model)
        )


class PersonColumn(Column):
    """A person: ``value`` is a user, an employee or a name."""

    def read(self, row: Any) -> Any:
        value = super().read(row)
        return local_name(value) if hasattr(value, "name") else value

    def drawer(self) -> Callable[[Any], str]:
        """A page shows few people, each on many rows: by the key of a relation drawn once."""
        draw = super().drawer()
        if self.of or not isinstance(self.value, str):
            return draw
        attribute = f"{self.value}_id"
        if not attribute.isidentifier():
            return draw
        once = once_a_key(attrgetter(attribute), draw)
        return lambda row: once(row) if getattr(row, attribute, None) else draw(row)

    def sort_keys(self, model: type[Model]) -> tuple[SortKey, ...]:
        keys = super().sort_keys(model)
        if self.sort is None and isinstance(self.value, str) and keys:
            named = orm_path(model, f"{self.value}.name")
            return (named,) if named else keys
        return keys


@dataclass
class PhoneColumn(Column):
    """A phone number, always masked (``138****6128``), in exports too."""

    def shown(self, value: Any) -> str:
        return mask_phone(str(value)) if value else ""

    def exported(self, row: Any) -> ExportValue:
        return self.shown(self.read(row))


class BoolColumn(Column):
    """Yes or no in words."""

    def shown(self, value: Any) -> str:
        return _("是") if value else _("否")

    def exported(self, row: Any) -> ExportValue:
        return _("是") if self.read(row) else _("否")
