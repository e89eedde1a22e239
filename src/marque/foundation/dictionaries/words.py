"""Read and change the word lists; the apps declare theirs in their own `words.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import Max, ProtectedError, Q
from django.utils.translation import gettext as _

from marque.foundation.dictionaries.given import give
from marque.foundation.dictionaries.models import Entry
from marque.foundation.dictionaries.registry import Extra, WordList, all_word_lists
from marque.kernel.errors import Duplicate, GuardRefused, InvalidInput, StaleDocument

WORD_LISTS: tuple[WordList, ...] = ()


def entries_of(kind: str, *, all_of_them: bool = False) -> list[Entry]:
    """The words people may choose from (or all), in order."""
    rows = Entry.objects.of(kind)
    return list(rows if all_of_them else rows.usable())


def entry(kind: str, code: str) -> Entry:
    """One word, also a disabled one; raises `Entry.DoesNotExist`."""
    found: Entry = Entry.objects.get(kind=kind, code=code)
    return found


def seed_words(_books: Any = None) -> None:
    """Give the account set the words that are new to it; its own changes stay."""
    known = set(Entry.objects.values_list("kind", "code"))
    lists = all_word_lists().values()
    new = give("word", (f"{words.kind}:{word.code}" for words in lists for word in words.words))
    names = set(Entry.objects.values_list("kind", "name"))
    Entry.objects.bulk_create(
        Entry(
            kind=words.kind,
            code=word.code,
            name=word.name,
            name_en=word.name_en,
            position=10 * number,
            extra=dict(word.extra),
            is_fixed=word.fixed,
        )
        for words in lists
        for number, word in enumerate(words.words, start=1)
        if f"{words.kind}:{word.code}" in new
        and (words.kind, word.code) not in known
        and (words.kind, word.name) not in names
    )


@transaction.atomic
def add_entry(
    *,
    kind: str,
    name: str,
    code: str = "",
    name_en: str = "",
    extra: Mapping[str, Any] | None = None,
) -> Entry:
    """Add a word at the end of its list; without a code it gets one of its own.

    Raises `InvalidInput` or `Duplicate`.
    """
    words = _list(kind)
    code = code or f"w{uuid4().hex[:8]}"
    last = Entry.objects.of(kind).aggregate(last=Max("position"))["last"] or 0
    row = Entry(kind=kind, code=code, name=name.strip(), name_en=name_en.strip())
    row.position = last + 10
    row.extra = _checked(words, extra or {})
    return _saved(row)


@transaction.atomic
def change_entry(  # noqa: PLR0913  a row of the form
    row: Entry,
    *,
    version: int,
    name: str,
    name_en: str = "",
    position: int | None = None,
    extra: Mapping[str, Any] | None = None,
    is_active: bool = True,
) -> Entry:
    """Rename, move, disable or retune a word; rows that use it show the new name.

    Raises `StaleDocument`, `InvalidInput`, `Duplicate`, or `GuardRefused` when a word that
    the program relies on would be disabled.
    """
    locked: Entry = Entry.objects.select_for_update().get(pk=row.pk)
    if locked.version != version:
        raise StaleDocument(_("“%(name)s”刚被他人修改，请刷新后再改。") % {"name": locked.name})
    if locked.is_fixed and not is_active:
        raise GuardRefused(_("“%(name)s”由系统使用，可以改名，不能停用。") % {"name": locked.name})
    locked.name, locked.name_en, locked.is_active = name.strip(), name_en.strip(), is_active
    if position is not None:
        locked.position = position
    if extra is not None:
        locked.extra = _checked(_list(locked.kind), extra)
    locked.version += 1
    return _saved(locked)


@transaction.atomic
def place_entry(row: Entry, *, step: int) -> None:
    """Move a word one place up (-1) or down (1); at the end of the list it stays."""
    rows = list(Entry.objects.of(row.kind).select_for_update())
    at = next(number for number, other in enumerate(rows) if other.pk == row.pk)
    to = min(max(at + step, 0), len(rows) - 1)
    rows.insert(to, rows.pop(at))
    for number, other in enumerate(rows, start=1):
        if other.position != 10 * number:
            Entry.objects.filter(pk=other.pk).update(position=10 * number)


def choices_of(kind: str, current: Entry | None = None) -> Any:
    """What a form may offer: the usable words, and the one a row has already."""
    rows = Entry.objects.of(kind)
    return rows.filter(Q(is_active=True) | Q(pk=current.pk)) if current else rows.usable()


@transaction.atomic
def delete_entry(row: Entry) -> None:
    """Remove a word that nothing uses; raises `GuardRefused` for any other."""
    if row.is_fixed:
        raise GuardRefused(_("“%(name)s”由系统使用，可以改名，不能删除。") % {"name": row.name})
    try:
        row.delete()
    except ProtectedError as error:
        raise GuardRefused(
            _("“%(name)s”已被使用，只能停用，不能删除。") % {"name": row.name}
        ) from error


def _list(kind: str) -> WordList:
    words = all_word_lists().get(kind)
    if words is None:
        raise InvalidInput(_("没有这个字典"), field="kind")
    return words


def _checked(words: WordList, values: Mapping[str, Any]) -> dict[str, int | bool]:
    return {
        extra.key: _value(extra, values.get(extra.key, extra.default)) for extra in words.extras
    }


def _value(extra: Extra, value: Any) -> int | bool:
    if extra.is_flag:
        return bool(value)
    if not isinstance(value, int) or not extra.min <= value <= extra.max:
        raise InvalidInput(
            _("“%(name)s”应在 %(min)s 到 %(max)s 之间")
            % {"name": extra.label, "min": extra.min, "max": extra.max},
            field=extra.key,
        )
    return value


def _saved(row: Entry) -> Entry:
    if not row.name:
        raise InvalidInput(_("请填写名称"), field="name")
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "entry_" not in str(error):
            raise
        raise Duplicate(_("“%(name)s”或它的编码已在这个字典里。") % {"name": row.name}) from error
    return row
