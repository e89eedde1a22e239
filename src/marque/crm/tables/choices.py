"""What the filters of the showroom's lists offer: words of the company, and people."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import KW_ONLY, dataclass
from typing import Any

from marque.foundation.dictionaries.models import Entry
from marque.foundation.ui import offers
from marque.foundation.ui.choices import name_for_reader, names_of, with_rows
from marque.foundation.ui.tables import RelatedFilter, Table
from marque.organisation.models import User


@dataclass
class WordFilter(RelatedFilter):
    """One or several words of a list, also disabled ones, because old rows have them.

    One query gives the words of all such filters of a table.
    """

    _: KW_ONLY
    words: str = ""

    def options(self, table: Table) -> list[tuple[str, str]]:
        """Key and label of each word in the order of its list."""
        if self.key not in table.option_cache:
            found = offers.kept(table, "words", lambda: _words_of(table))
            table.option_cache |= found
        return table.option_cache[self.key]

    def read(self, table: Table) -> list[tuple[str, str]]:
        """The words as they are now."""
        return _words_of(table)[self.key]


def _words_of(table: Table) -> dict[str, list[tuple[str, str]]]:
    filters = [flt for flt in table.filters.values() if isinstance(flt, WordFilter)]
    found = defaultdict(list)
    words = Entry.objects.filter(kind__in={flt.words for flt in filters})
    for kind, key, label in words.values_list("kind", "pk", name_for_reader()):
        found[kind].append((str(key), label))
    return {flt.key: found[flt.words] for flt in filters}


def people(field: str) -> Any:
    """Those who stand in this field of the rows that the reader sees."""

    def choices(table: Table) -> Any:
        rows = table.source(table.user, table.store)
        return names_of(with_rows(User.objects.all(), rows, field))

    return choices
