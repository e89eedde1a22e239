"""Columns by which a name or a phone is found; kept whenever the row is written."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from marque.foundation.secrets.derived import DerivedField
from marque.foundation.secrets.sealing import blind_index
from marque.kernel.readings import name_readings, search_words

PHONE_TAIL = 4
LONGEST_WORD = 24


def phone_tail(phone: str) -> str:
    """The digits by which people remember a number; an extension does not count."""
    digits = "".join(phone.split("-")[:2])
    return digits[-PHONE_TAIL:] if len(digits) > PHONE_TAIL else ""


def phone_word(phone: str) -> str:
    """What stands for a whole number among the search words."""
    return f"#{blind_index('phone', phone)}"


def tail_word(tail: str) -> str:
    """What stands for the last digits of a number among the search words."""
    return f"#{blind_index('tail', tail)}"


def _is_person(instance: Any) -> bool:
    return not getattr(instance, "is_enterprise", False)


class NameReadingField(DerivedField, models.CharField):  # type: ignore[type-arg]
    """Every reading of the row's name: the whole pinyin (`name_pinyin`) or the initials."""

    derived_from = ("name", "kind")

    def derive(self, instance: Any) -> str:
        """The readings, separated by spaces."""
        readings = name_readings(instance.name, is_person=_is_person(instance))
        return readings.pinyin if self.name == "name_pinyin" else readings.initials

    def deconstruct(self) -> Any:
        """Migrations need only the column."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class SearchWordsField(DerivedField, ArrayField):  # type: ignore[type-arg]
    """Characters, pinyin and initials of the row's name, and its phones unreadably."""

    derived_from = ("name", "kind", "phone", "phone_second")

    def __init__(self, base_field: Any = None, **kwargs: Any) -> None:
        base = base_field or models.CharField(max_length=LONGEST_WORD)
        settings: dict[str, Any] = {"editable": False, "default": list} | kwargs
        super().__init__(base, **settings)

    def derive(self, instance: Any) -> list[str]:
        """The words in a stable order, so that an unchanged row stays as it is."""
        words = search_words(instance.name, is_person=_is_person(instance))
        for phone in (instance.phone, getattr(instance, "phone_second", "")):
            if phone:
                words |= {phone_word(phone), tail_word(phone_tail(phone))}
        return sorted(word[:LONGEST_WORD] for word in words)

    def deconstruct(self) -> Any:
        """Migrations need only the column."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.contrib.postgres.fields.ArrayField", args, kwargs
