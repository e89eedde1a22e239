"""Search across the system: what the palette and the search page show.

An app that can be searched has a module `search.py` with
`search(user, query, store) -> list[Hit]`: at most a handful of hits, the best first, and only
rows visible to `user`.  `query` is trimmed and never empty; `store` is None in the group view.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import override
from pypinyin import Style, lazy_pinyin

from marque.foundation.ui import navigation

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

#: The palette never shows more rows than this.
MAX_ROWS = 14
MAX_ROWS_PER_GROUP = 6
MIN_QUERY = 1


@dataclass(frozen=True)
class Hit:
    """One row of the results.

    `meta` is what tells two hits apart (a masked phone, a status); `group` is the heading.
    `command` names something the page itself does instead of opening `url`.
    """

    title: str
    url: str = ""
    icon: str = "file"
    meta: StrOrPromise = ""
    group: StrOrPromise = ""
    command: str = ""


@lru_cache(maxsize=4096)
def spellings(text: str) -> str:
    """The text, its pinyin and its pinyin initials, in lower case: for matching only."""
    full = "".join(lazy_pinyin(text))
    initials = "".join(lazy_pinyin(text, style=Style.FIRST_LETTER))
    return f"{text} {full} {initials}".lower()


def _matches(query: str, *texts: str) -> bool:
    return not query or any(query in spellings(text) for text in texts if text)


def _both(label: object) -> tuple[str, str]:
    """A translatable label in the reader's language and in Chinese."""
    shown = str(label)
    with override("zh-hans"):
        return shown, str(label)


def page_hits(user: Any, query: str, store_code: str) -> list[Hit]:
    """Pages of the menu whose name matches, in either language or by pinyin."""
    hits = []
    for page in navigation.pages_for(user):
        if _matches(query, *_both(page.label)):
            url = navigation.url_of(page.url_name, store_code)
            if url:
                shortcut = f"G {page.go.upper()}" if page.go else str(page.group)
                hits.append(Hit(str(page.label), url, page.icon, shortcut, _("前往")))
    return hits


def command_hits(user: Any, query: str, store_code: str) -> list[Hit]:
    """Quick-create actions and what the shell itself can do."""
    creates = [
        Hit(_("新建 · %(what)s") % {"what": link.label}, link.url, link.icon, link.shortcut)
        for link in navigation.creates_for(user, store_code)
    ]
    own = [
        Hit(_("切换深浅色"), icon="moon", command="theme"),
        Hit(_("查看快捷键"), icon="keyboard", meta="?", command="keys"),
        Hit(_("查看个人资料与偏好"), navigation.url_of("ui:me", store_code), icon="user"),
    ]
    return [
        Hit(hit.title, hit.url, hit.icon, hit.meta, _("命令"), hit.command)
        for hit in creates + own
        if _matches(query, hit.title)
    ]


def record_hits(user: Any, query: str, store: Any) -> list[Hit]:
    """What the apps' own providers find."""
    hits: list[Hit] = []
    for config in apps.get_app_configs():
        path = f"{config.name}.search"
        if config.name != "marque.foundation.ui" and find_spec(path) is not None:
            provider = getattr(import_module(path), "search", None)
            if provider is not None:
                hits.extend(provider(user, query, store)[:MAX_ROWS_PER_GROUP])
    return hits


def find(user: Any, query: str, store: Any, store_code: str) -> list[Hit]:
    """All that matches, records before pages before commands; `>` asks for commands only."""
    text = query.strip().lower()
    if text.startswith(">"):
        return command_hits(user, text[1:].strip(), store_code)[:MAX_ROWS]
    if not text:
        pages = page_hits(user, "", store_code)[:8]
        return (pages + command_hits(user, "", store_code))[:MAX_ROWS]
    records = record_hits(user, query.strip(), store) if len(text) >= MIN_QUERY else []
    rest = page_hits(user, text, store_code) + command_hits(user, text, store_code)
    return (records[: MAX_ROWS - min(4, len(rest))] + rest)[:MAX_ROWS]
