"""What a user can open: the apps of the rail, their pages, and the quick-create actions.

Every installed app may have a module `navigation.py` with

* `PAGES: tuple[Page, ...]`, the entries of the side menu, and
* `CREATES: tuple[Create, ...]`, the entries of the + menu and the phone's quick-create sheet.

A page is shown to whoever has its right, so that what a role sees is data of the role and
never a question asked in a template.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class App:
    """One entry of the rail: a part of the system with its own side menu."""

    key: str
    label: StrOrPromise
    icon: str
    order: int


@dataclass(frozen=True)
class Page:
    """One entry of a side menu.

    `right` empty means every signed-in user.  `go` is the letter of the shortcut `G …`.
    `tab` is the weight of the page in the phone's bottom bar: the two heaviest pages that the
    user may open stand between the desk and the profile; `tab_label` is the short name there.
    `tab_right` keeps the page out of the bar of those who only read it.
    """

    key: str
    app: str
    group: StrOrPromise
    label: StrOrPromise
    icon: str
    url_name: str
    right: str = ""
    order: int = 100
    go: str = ""
    tab: int = 0
    tab_label: StrOrPromise = ""
    tab_right: str = ""


@dataclass(frozen=True)
class Create:
    """One quick-create action; `letter` is the letter of the shortcut `N …`."""

    key: str
    label: StrOrPromise
    icon: str
    url_name: str
    right: str = ""
    order: int = 100
    letter: str = ""


@dataclass(frozen=True)
class Link:
    """A page or an action as one user sees it: named, addressed, perhaps counted."""

    key: str
    label: str
    icon: str
    url: str
    shortcut: str = ""
    count: int = 0
    is_current: bool = False


@dataclass(frozen=True)
class Group:
    """A titled group of links in the side menu."""

    label: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Section:
    """An app of the rail with the groups of pages its user may open."""

    app: App
    url: str
    groups: tuple[Group, ...]
    is_current: bool = False
    count: int = 0


APPS: tuple[App, ...] = (
    App("mine", _("我的"), icon="home", order=10),
    App("sales", _("销售"), icon="target", order=20),
    App("vehicles", _("车源"), icon="car", order=30),
    App("service", _("售后"), icon="tools", order=40),
    App("parts", _("配件"), icon="package", order=50),
    App("fni", _("金融"), icon="shield-check", order=60),
    App("finance", _("财务"), icon="coin-yuan", order=70),
    App("insights", _("分析"), icon="chart-bar", order=80),
    App("training", _("实训"), icon="school", order=90),
    App("settings", _("设置"), icon="settings", order=100),
)

_WORK, _PERSONAL = _("工作"), _("个人")
PAGES: tuple[Page, ...] = (
    Page("desk", "mine", _WORK, _("我的桌面"), icon="home", url_name="desk", order=10, go="d"),
    Page("inbox", "mine", _WORK, _("消息"), icon="message-circle", url_name="ui:inbox", order=50),
    Page("me", "mine", _PERSONAL, _("我的资料与偏好"), icon="user", url_name="ui:me", order=90),
)


def _declared(name: str) -> Iterator[Any]:
    """The items of the tuple `name` in every app's `navigation` module."""
    for config in apps.get_app_configs():
        path = f"{config.name}.navigation"
        if find_spec(path) is not None:
            yield from getattr(import_module(path), name, ())


@cache
def all_pages() -> tuple[Page, ...]:
    """Every declared page; within an app by group (in order of its first page) and order."""
    pages: list[Page] = sorted(_declared("PAGES"), key=lambda page: page.order)
    groups = {(page.app, str(page.group)): n for n, page in reversed(list(enumerate(pages)))}
    place = {app.key: app.order for app in APPS}
    return tuple(
        sorted(pages, key=lambda p: (place.get(p.app, 999), groups[p.app, str(p.group)], p.order))
    )


@cache
def all_creates() -> tuple[Create, ...]:
    """Every declared quick-create action, in order."""
    return tuple(sorted(_declared("CREATES"), key=lambda create: create.order))


@cache
def quick_create_names() -> frozenset[str]:
    """The URL names of all quick-create actions: what they create belongs to a store."""
    return frozenset(create.url_name for create in all_creates())


@lru_cache(maxsize=4096)
def url_of(url_name: str, store_code: str) -> str:
    """The address of a page in a store; empty when no such URL is routed."""
    for kwargs in ({"store": store_code}, {}):
        try:
            return reverse(url_name, kwargs=kwargs)
        except NoReverseMatch:
            continue
    log.warning("Navigation names an unknown URL: %s", url_name)
    return ""


def _may(user: Any, right: str) -> bool:
    return not right or bool(user.has_perm(right))


def pages_for(user: Any) -> list[Page]:
    """The pages `user` may open; those that the user only reads have no place in the bar."""
    mine = [page for page in all_pages() if _may(user, page.right)]
    return [page if _may(user, page.tab_right) else replace(page, tab=0) for page in mine]


def creates_for(user: Any, store_code: str) -> list[Link]:
    """The quick-create actions `user` may start; none in the read-only group view."""
    if store_code == "hq":
        return []
    links = (
        Link(
            create.key,
            str(create.label),
            create.icon,
            url_of(create.url_name, store_code),
            f"N {create.letter.upper()}" if create.letter else "",
        )
        for create in all_creates()
        if _may(user, create.right)
    )
    return [link for link in links if link.url]


def current_page(pages: Sequence[Page], store_code: str, path: str) -> Page | None:
    """The page that `path` belongs to: itself, or the nearest one above it."""
    best, length = None, -1
    for page in pages:
        url = url_of(page.url_name, store_code)
        inside = url and (path == url or (page.key != "desk" and path.startswith(url)))
        if inside and len(url) > length:
            best, length = page, len(url)
    return best


def _link(page: Page, store_code: str, current: Page | None, counts: dict[str, int]) -> Link:
    return Link(
        page.key,
        str(page.label),
        page.icon,
        url_of(page.url_name, store_code),
        f"G {page.go.upper()}" if page.go else "",
        counts.get(page.key, 0),
        page == current,
    )


def sections_for(
    pages: Sequence[Page], store_code: str, *, current: Page | None, counts: dict[str, int]
) -> list[Section]:
    """The rail: each app with at least one page, and its side menu."""
    sections = []
    for app in APPS:
        groups: dict[str, list[Link]] = {}
        for page in pages:
            if page.app != app.key:
                continue
            link = _link(page, store_code, current, counts)
            if link.url:
                groups.setdefault(str(page.group), []).append(link)
        if groups:
            built = tuple(Group(label, tuple(links)) for label, links in groups.items())
            sections.append(
                Section(
                    app,
                    built[0].links[0].url,
                    built,
                    is_current=current is not None and current.app == app.key,
                    count=sum(link.count for group in built for link in group.links),
                )
            )
    return sections


def tabs_for(
    pages: Sequence[Page], store_code: str, *, current: Page | None, counts: dict[str, int]
) -> tuple[list[Link], list[Link]]:
    """The phone's bottom bar, left and right of the + button: desk, heavy, heavy, profile."""
    by_key = {page.key: page for page in pages}
    routed = (page for page in pages if page.tab and url_of(page.url_name, store_code))
    heavy = sorted(routed, key=lambda page: -page.tab)[:2]

    def tab(page: Page, label: object = "") -> Link:
        link = _link(page, store_code, current, counts)
        return replace(link, label=str(label or page.tab_label or page.label))

    left = [tab(by_key["desk"], _("桌面")), *(tab(page) for page in heavy[:1])]
    right = [*(tab(page) for page in heavy[1:]), tab(by_key["me"], _("我的"))]
    return left, right
