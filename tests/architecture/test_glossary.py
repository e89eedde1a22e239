"""The product speaks with the words of GLOSSARY.md, in both languages."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "src" / "marque"
SPLIT = re.compile(r"、|, | / ")


def rows():
    for line in (ROOT / "GLOSSARY.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split("|")]
        if line.startswith("| ") and len(line.split("|")) >= 5 and cells[0] != "中文":
            yield [cell.strip() for cell in line.split("|")[1:-1]]


def avoided():
    return [(word, row[0]) for row in rows() for word in SPLIT.split(row[-1]) if word]


def stem(english):
    """Without number and case: "Receipts" and "Receipt" are one word."""
    return re.sub(r"\(.*?\)", "", english).strip().lower().rstrip("s.")


def pairs():
    """Chinese term → its English, where a row gives one English word for each Chinese one."""
    for row in rows():
        chinese, english = SPLIT.split(row[0]), SPLIT.split(row[1])
        if len(chinese) == len(english):
            yield from zip(chinese, english, strict=True)


def test_the_glossary_is_read():
    assert len(avoided()) > 10
    assert len(dict(pairs())) > 100


def test_words_to_avoid_stand_on_no_screen():
    texts = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for pattern in ("*.py", "*.html", "*.typ", "*.js")
        for path in SOURCES.rglob(pattern)
        if "vendor" not in path.parts and "tests" not in path.parts
    }
    found = [
        f"{name}: {word} (say {instead})"
        for word, instead in avoided()
        for name, text in texts.items()
        if word in text
    ]
    assert found == []


@pytest.mark.feature("BEY-24")
def test_the_english_edition_uses_the_word_of_the_glossary():
    with (SOURCES / "locale" / "en" / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalogue = {entry.id: entry.string for entry in read_po(file) if entry.id}
    different = [
        f"{chinese}: {catalogue[chinese]} (glossary: {english})"
        for chinese, english in pairs()
        if chinese in catalogue and stem(catalogue[chinese]) != stem(english)
    ]
    assert different == []
