"""Rules for templates that a machine can check.

htmx 4 fails silently on the idioms of htmx 2, the content security policy silently ignores
inline code, and a Chinese sentence outside gettext silently stays Chinese for English readers.
So each of these is refused before it reaches a browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CJK = "\u3400-\u9fff"
#: Chinese characters and punctuation that English does not have.
_CJK = re.compile(f"[{CJK}、。！（），：；？]")
#: Half-width punctuation beside a Chinese character.
HALF_WIDTH = re.compile(f"[{CJK}][,;:!?]|[{CJK}]\\(|\\)[{CJK}]|[,;!?][{CJK}]")

_COMMENTS = re.compile(
    r"\{%\s*comment.*?%\}.*?\{%\s*endcomment\s*%\}|\{#[^\n]*?#\}|<!--.*?-->", re.DOTALL
)
_BLOCK_TRANS = re.compile(
    r"\{%\s*blocktrans(?:late)?\b.*?%\}.*?\{%\s*endblocktrans(?:late)?\s*%\}", re.DOTALL
)
_TRANS = re.compile(r"\{%\s*trans(?:late)?\s+(\"[^\"]*\"|'[^']*')[^%]*%\}")
_INLINE_GETTEXT = re.compile(r"_\((?:\"[^\"]*\"|'[^']*')\)")
_TEMPLATE_CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_OPEN_TAG = re.compile(r"<([a-zA-Z][\w-]*)((?:[^\"'<>]|\"[^\"]*\"|'[^']*')*)>")
_ATTRIBUTE = re.compile(r"([^\s=\"'/]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"']+))?")
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_CAMEL_EVENT = re.compile(r"htmx:[a-z]+[A-Z]")

REQUESTS = frozenset({"hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete"})
GONE = {
    "hx-vars": "use hx-vals",
    "hx-ext": "extensions are loaded by their script",
    "hx-disabled-elt": "use hx-disable",
    "hx-params": "use hx-include",
    "hx-disinherit": "nothing is inherited without :inherited",
    "hx-inherit": "write :inherited on the attribute",
    "hx-history": "htmx 4 keeps no history in the browser",
    "hx-sse": "the page has one event stream, in app.js",
    "sse-connect": "the page has one event stream, in app.js",
    "sse-swap": "the page has one event stream, in app.js",
    "ws-connect": "there are no web sockets",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule at one line of one file."""

    path: Path
    line: int
    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.text}"


def check_file(path: Path) -> list[Finding]:
    """All broken rules of one template, in order of lines."""
    source = path.read_text(encoding="utf-8")
    return sorted(
        (
            Finding(path, source.count("\n", 0, at) + 1, rule, text[:90])
            for at, rule, text in check_text(source)
        ),
        key=lambda finding: finding.line,
    )


def check_text(source: str) -> Iterator[tuple[int, str, str]]:
    """Position, rule and offending text of every broken rule."""
    yield from _open_comments(source)
    visible = _blank(_COMMENTS, source)
    yield from _untranslated(visible)
    yield from _punctuation(visible)
    yield from _inline_code(visible)
    markup = _blank(_TEMPLATE_CODE, visible)
    for tag in _OPEN_TAG.finditer(markup):
        attributes = {
            name.lower(): value.strip("\"'") for name, value in _ATTRIBUTE.findall(tag.group(2))
        }
        for rule, text in _check_tag(tag.group(1).lower(), attributes):
            yield tag.start(), rule, text


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """The text with all matches made blank, every position kept."""
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


def _open_comments(source: str) -> Iterator[tuple[int, str, str]]:
    for match in re.finditer(r"\{#[^\n]*", source):
        if "#}" not in match.group():
            yield match.start(), "comment", "{# #} does not span lines; use {% comment %}"


def _untranslated(visible: str) -> Iterator[tuple[int, str, str]]:
    rest = visible
    for pattern in (_BLOCK_TRANS, _TRANS, _INLINE_GETTEXT):
        rest = _blank(pattern, rest)
    seen = set()
    for match in _CJK.finditer(rest):
        line = rest.count("\n", 0, match.start())
        if line not in seen:
            seen.add(line)
            yield match.start(), "untranslated", rest[match.start() :].split("\n")[0]


def _punctuation(visible: str) -> Iterator[tuple[int, str, str]]:
    for pattern in (_TRANS, _BLOCK_TRANS):
        for match in pattern.finditer(visible):
            text = _TEMPLATE_CODE.sub("", match.group()) or match.group(1)
            if HALF_WIDTH.search(text):
                yield match.start(), "punctuation", text


def _inline_code(visible: str) -> Iterator[tuple[int, str, str]]:
    for match in _SCRIPT.finditer(visible):
        is_data = re.search(r"type=[\"']?(application/(ld\+)?json|importmap)", match.group(1))
        if match.group(2).strip() and not is_data:
            yield match.start(), "inline-script", "code belongs in a file under static/"
    for match in re.finditer(r"<style\b", visible, re.IGNORECASE):
        yield match.start(), "inline-style", "the policy allows style attributes, not <style>"
    for match in _CAMEL_EVENT.finditer(visible):
        yield match.start(), "htmx-event", f"{match.group()}…: htmx 4 writes htmx:after:swap"


def _check_tag(tag: str, attributes: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in attributes.items():
        if re.fullmatch(r"on[a-z]+", name):
            yield "inline-handler", f"<{tag} {name}=…>"
        if name.startswith("hx-on"):
            yield "htmx-on", f"<{tag} {name}>: the policy forbids it; use data-* and app.js"
        if name in GONE:
            yield "htmx-2", f"{name}: {GONE[name]}"
        if name in {"hx-vals", "hx-headers"} and value.startswith(("js:", "javascript:")):
            yield "htmx-js", f"{name}={value}"
    yield from _check_swap(attributes)


def _check_swap(attributes: dict[str, str]) -> Iterator[tuple[str, str]]:
    asked = REQUESTS.intersection(attributes)
    if asked:
        name = min(asked)
        if "hx-swap" not in attributes:
            yield "htmx-swap", f"{name} without its own hx-swap"
        elif "hx-target" not in attributes and attributes["hx-swap"] != "none":
            yield "htmx-target", f"{name} without its own hx-target"
    elif {"hx-target", "hx-swap"}.intersection(attributes) and "hx-boost" not in attributes:
        yield "htmx-inherit", "hx-target or hx-swap on an element that asks for nothing"


def templates_under(root: Path) -> list[Path]:
    """Every HTML template below `root`."""
    return sorted(path for path in root.rglob("*.html") if "templates" in path.parts)
