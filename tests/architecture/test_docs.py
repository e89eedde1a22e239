"""The documents say what is there: links lead somewhere, diagrams and features are up to date."""

import re
from pathlib import Path

import pytest

from marque.foundation.documents.management.commands.draw_workflows import PAGE
from marque.foundation.documents.workflows import as_markdown

ROOT = Path(__file__).parents[2]
OUTSIDE = {".venv", "node_modules", "var", ".git", "test-results"}
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+\s+(.+?)\s*$", re.MULTILINE)
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
MARK = re.compile(r"mark\.feature\(([^)]*)\)")
QUOTED = re.compile(r"[\"']([^\"']+)[\"']")
ROW = re.compile(r"^\|\s*([A-Z]{1,3}-\d+)\s*\|(.*)$", re.MULTILINE)
FEATURES = ROOT / "docs" / "features.md"


def pages():
    return [
        path
        for path in ROOT.rglob("*.md")
        if not any(p in OUTSIDE or p.startswith(".") for p in path.relative_to(ROOT).parts[:-1])
    ]


def anchors(page):
    """The anchors of a page's headings, as code hosts make them."""
    headings = HEADING.findall(CODE.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


def broken_links(page):
    for target in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _hash, anchor = target.partition("#")
        found = (page.parent / name).resolve() if name else page
        if not found.exists():
            yield f"{page.relative_to(ROOT)} → {target}"
        elif anchor and found.suffix == ".md" and anchor not in anchors(found):
            yield f"{page.relative_to(ROOT)} → {target} (no such heading)"


def marked():
    """Feature id → the test files that carry its mark."""
    found = {}
    for folder in ("tests", "src"):
        for path in (ROOT / folder).rglob("test_*.py"):
            if path == Path(__file__):
                continue
            for mark in MARK.findall(path.read_text(encoding="utf-8")):
                for feature in QUOTED.findall(mark):
                    found.setdefault(feature, set()).add(path.relative_to(ROOT).as_posix())
    return found


def listed():
    """Feature id → the rest of its row."""
    return dict(ROW.findall(FEATURES.read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", pages(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page):
    assert list(broken_links(page)) == []


def test_the_diagrams_of_the_workflows_are_up_to_date():
    drawn = (ROOT / PAGE).read_text(encoding="utf-8")
    assert drawn == as_markdown(), "run ./marque manage draw_workflows"


def test_every_marked_feature_is_listed():
    assert sorted(set(marked()) - set(listed())) == []


def test_every_listed_feature_has_its_acceptance_test():
    assert sorted(set(listed()) - set(marked())) == []


def test_the_list_names_the_tests_that_carry_the_mark():
    known = marked()
    wrong = [
        f"{feature}: {name}"
        for feature, row in listed().items()
        for name in re.findall(r"`((?:tests|src)/[\w/]+\.py)`", row)
        if name not in known.get(feature, set())
    ]
    assert wrong == []
