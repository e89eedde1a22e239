"""The catalogue of English texts: gathered from the source, kept in one PO file.

Chinese is the source language, so it needs no catalogue.  Babel reads and writes the files;
GNU gettext is not needed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

import marque
from marque.foundation.ui.lint import HALF_WIDTH, templates_under

PACKAGE = Path(marque.__file__).parent
PO_FILE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None,
    "N_": None,  # of the kernel, which knows no Django: `marque.kernel.text`
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
#: `from django.utils.translation import gettext as _now`.
_ALIAS = re.compile(r"\b(\w*gettext\w*) as (\w+)")
#: Header lines that say nothing or change with every run.
VOLATILE = (
    b'"Project-Id-Version',
    b'"Report-Msgid-Bugs-To',
    b'"POT-Creation-Date',
    b'"PO-Revision-Date',
    b'"Last-Translator',
    b'"Language-Team',
    b'"Generated-By',
)
#: Not shown to anybody: tests, builders for tests, migrations.
SKIPPED = frozenset({"tests", "migrations", "locale"})


@dataclass(frozen=True, slots=True)
class Text:
    """One translatable text and where it stands."""

    message: str | tuple[str, ...]
    context: str | None
    place: str

    @property
    def key(self) -> str:
        """The text that identifies the message."""
        return self.message if isinstance(self.message, str) else self.message[0]


def gather() -> Iterator[Text]:
    """Every translatable text of the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        relative = path.relative_to(PACKAGE)
        if not SKIPPED.intersection(relative.parts) and path.name != "testing.py":
            yield from _texts(path.read_text(encoding="utf-8"), str(relative))
    for path in templates_under(PACKAGE):
        code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        # Tokenising Python minds indentation, templates do not.
        flat = "\n".join(line.lstrip() for line in code.splitlines())
        yield from _texts(flat, str(path.relative_to(PACKAGE)))


def _texts(code: str, place: str) -> Iterator[Text]:
    aliases = {alias: KEYWORDS[name] for name, alias in _ALIAS.findall(code) if name in KEYWORDS}
    source = io.BytesIO(code.encode())
    for _line, message, _comments, context in extract("python", source, KEYWORDS | aliases):
        if message:
            yield Text(message, context, place)


def read_catalogue() -> Catalog:
    """The catalogue as it is on disk; empty when there is none yet."""
    if not PO_FILE.exists():
        return Catalog(locale="en", domain="django", fuzzy=False)
    with PO_FILE.open("rb") as file:
        return read_po(file, locale="en", domain="django")


def current_catalogue() -> Catalog:
    """The catalogue with exactly the texts of the source, translations kept."""
    template = Catalog(domain="django", fuzzy=False)
    for text in gather():
        template.add(text.message, locations=[(text.place, 0)], context=text.context)
    catalogue = read_catalogue()
    catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
    catalogue.obsolete.clear()
    return catalogue


def write_catalogue(catalogue: Catalog) -> None:
    """Write the PO file, sorted and without line numbers, so that changes stay small."""
    PO_FILE.parent.mkdir(parents=True, exist_ok=True)
    catalogue.header_comment = "# English texts of Marque. The source language is Chinese."
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=100, sort_output=True, include_lineno=False)
    lines = buffer.getvalue().splitlines(keepends=True)
    PO_FILE.write_bytes(b"".join(line for line in lines if not line.startswith(VOLATILE)))


def compile_catalogue(catalogue: Catalog) -> None:
    """Write the binary file that Django reads."""
    with PO_FILE.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)


def problems() -> list[str]:
    """What keeps the English edition from being whole."""
    catalogue = read_catalogue()
    found = []
    for text in gather():
        entry = catalogue.get(text.key, text.context)
        if entry is None:
            found.append(f"missing: {text.key!r} ({text.place})")
        elif entry.fuzzy:
            found.append(f"fuzzy: {text.key!r} ({text.place})")
        elif not all(entry.string if isinstance(entry.string, tuple) else (entry.string,)):
            found.append(f"untranslated: {text.key!r} ({text.place})")
        if HALF_WIDTH.search(text.key):
            found.append(f"half-width punctuation: {text.key!r} ({text.place})")
    return list(dict.fromkeys(found))
