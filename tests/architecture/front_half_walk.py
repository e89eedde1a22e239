"""How the records of crm and parties are looked for: addresses, answers, people, browsers."""

from __future__ import annotations

import io
import json
import re
import zipfile
from functools import cache

from django.db import transaction
from django.forms import BaseForm
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from tests.architecture.front_half import CROSSED
from tests.features.desk import BACKEND

APPS = ("marque.crm.", "marque.parties.")
PEOPLE = ("lin", "chen", "li", "wang", "hq", "zhao", "nobody")
SEES = {
    "lin": {"lin"},
    "chen": {"chen"},
    "li": {"lin", "chen"},
    "wang": {"gao"},
    "hq": {"lin", "chen", "du", "gao"},
}
STORE = {"wang": "cx", "hq": "hq"}
FOREIGN = {
    "lin": "gao", "chen": "lin", "li": "du", "wang": "lin", "zhao": "lin", "nobody": "lin",
}  # fmt: skip
"""Who tries to reach whose records."""
OWN = (("lin", "lin"), ("li", "lin"), ("wang", "gao"), ("hq", "gao"))
OF_ALL = {"competitors", "tags", "templates", "suppliers", "people"}
"""Records of the group, which have no scope but the right."""
OF_STORE = {"rules", "channels"}
GONE, SHUT = {403, 404}, {403, 404, 405}
TOKENS = {"lead_inquiry", "calendar_file"}
"""Open to the world by a secret: see below."""
WRITE = re.compile(
    r"\s*(INSERT|UPDATE|DELETE|WITH\b.*\b(INSERT|UPDATE|DELETE)) ", re.IGNORECASE | re.DOTALL
)
KEPT_OUT = re.compile(r"access_onlinesession|django_session|sessions_")
"""What every request may write."""


# -- the addresses --------------------------------------------------------------------------------
def walk(resolver, namespace="", route=""):
    """(name, route, pattern) of every address below."""
    for entry in resolver.url_patterns:
        path = route + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield namespace + (entry.name or ""), path, entry
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from walk(entry, inner, path)


def home_of(entry):
    """The module that a view comes from, also of one wrapped in a partial."""
    return getattr(entry.callback, "func", entry.callback).__module__


ALL = [row for row in walk(get_resolver("marque.config.urls")) if hasattr(row[2].callback, "required_permission")]  # fmt: skip
OURS = [row for row in ALL if home_of(row[2]).startswith(APPS) and row[0] not in TOKENS]
PLACES = re.compile(r"([\w-]+)/<\w+:(\w+)>")


def places(route):
    """[(the word before it in the address, the argument)] besides the store."""
    found = PLACES.findall(route)
    return [
        ("people", name) if found[0][0] == "suppliers" != word else (word, name)
        for word, name in found
    ]


LISTS = [name for name, route, _entry in OURS if not places(route)]
DETAILS = [(name, places(route)) for name, route, _entry in OURS if places(route)]


def address(world, name, spots, owner, *, store, last=None):
    """The address with the keys of somebody's records; those of `last` in its last place."""
    kwargs = {}
    for at, (word, argument) in enumerate(spots):
        whose = last if last and at == len(spots) - 1 else owner
        kwargs[argument] = key_of(world, word, argument, whose)
    return reverse(name, kwargs={"store": store, **kwargs})


def key_of(world, word, argument, owner):
    """What stands in an address behind this word."""
    if argument == "move":
        return "skip"
    if word in world.shared:
        return world.shared[word]
    assert word in world.estates[owner].keys, f"no known way to fill in {word}/<{argument}>"
    return world.estates[owner].keys[word]


def is_scoped(spots):
    """Whether the record belongs to a person, so that others must not reach it."""
    words = {word for word, argument in spots if argument != "move"}
    return bool(words) and not words & (OF_ALL | OF_STORE)


SCOPED = [(name, spots) for name, spots in DETAILS if is_scoped(spots)]


# -- the answers ----------------------------------------------------------------------------------
def body(answer):
    """All that an answer says, readable: also inside spreadsheets, JSON and folded calendars."""
    if not hasattr(answer, "said"):
        answer.said = said_by(b"".join(answer), answer.headers.get("Content-Type", ""))
        if getattr(answer, "file_to_stream", None):
            answer.file_to_stream.close()  # the answer's own close would close the connection
    return answer.said


def said_by(raw, kind):
    """The text of an answer of this kind."""
    if "spreadsheet" in kind:
        sheets = zipfile.ZipFile(io.BytesIO(raw))
        raw = b"".join(map(sheets.read, sheets.namelist()))
    if "json" in kind:
        return json.dumps(json.loads(raw), ensure_ascii=False)
    text = raw.decode("utf-8", "replace")
    return text.replace("\r\n ", "") if "calendar" in kind else text


def forbidden(world, reader):
    """Every mark of the records outside a person's scope."""
    seen = SEES.get(reader, set())
    marks = {mark for name, e in world.estates.items() if name not in seen for mark in e.marks}
    return marks | (set() if seen & {"lin", "chen"} else {CROSSED})


def leaks(marks, answer):
    """The foreign marks that an answer shows, besides those that its address names itself."""
    asked = answer.request["PATH_INFO"] + answer.request["QUERY_STRING"]
    return sorted({mark for mark in found_in(marks, answer) if mark not in asked})


def found_in(marks, answer):
    """The marks that stand in an answer by themselves: C2611-0001 is no part of AC2611-0001."""
    return pattern_of(frozenset(marks)).findall(body(answer)) if marks else []


@cache
def pattern_of(marks):
    """What finds any of the marks."""
    return re.compile(rf"(?<![A-Za-z])(?:{'|'.join(map(re.escape, sorted(marks)))})(?![0-9])")


def offered(answer, world, reader):
    """Fields of the forms on a page that offer a record outside the reader's scope."""
    seen = SEES.get(reader, set())
    rows = [row for name, e in world.estates.items() if name not in seen for row in e.rows]
    found = []
    for context in answer.context or ():
        for value in context.dicts if hasattr(context, "dicts") else [context]:
            forms = [form for form in value.values() if isinstance(form, BaseForm)]
            found += [pick for form in forms for pick in picks(form, rows)]
    return found


def picks(form, rows):
    """The fields of one form that would take one of these rows."""
    for name, field in form.fields.items():
        choices = getattr(field, "queryset", None)
        if choices is None or not getattr(choices.model, "VIEW_RIGHT", ""):
            continue
        keys = [row.pk for row in rows if type(row) is choices.model]
        if keys and choices.filter(pk__in=keys).exists():
            yield f"{type(form).__name__}.{name}"


class Writes(list):
    """The statements that write anything, even if it is taken back."""

    def __call__(self, execute, sql, *args):
        text = sql if isinstance(sql, str) else sql.as_string()
        if WRITE.match(text) and not KEPT_OUT.search(text):
            self.append(text)
        return execute(sql, *args)


def told(wrong):
    """What is wrong, one finding a line."""
    return "\n".join(" ".join(map(str, row)) for row in dict.fromkeys(wrong))


# -- the browsers ---------------------------------------------------------------------------------
def client_of(user):
    """A browser in which somebody, or nobody, is logged in."""
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user, backend=BACKEND)
    return client


def fetch(world, reader, url, *, post=None):
    """The answer, its connection to the database unharmed whatever went wrong."""
    client = world.clients[reader]
    with transaction.atomic():
        answer = client.get(url) if post is None else client.post(url, post)
        if answer.status_code >= 500:
            transaction.set_rollback(True)
        return answer
