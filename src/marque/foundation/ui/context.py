"""What every template knows: the product, the reader, the store and the menus.

The menus are computed only when a template asks for them, so that a fragment costs nothing.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marque.foundation.access.authority import acting_post
from marque.foundation.notifications import queries as notifications
from marque.foundation.ui import navigation, stores
from marque.foundation.ui.templatetags.ui import local_name

#: The product's name: Marque in English, 车枢 in Chinese.
PRODUCT_NAME = _("车枢")


class Shell:
    """The frame of a page for one request."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def user(self) -> Any:
        """Whoever is signed in, or None."""
        user: Any = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @property
    def frame(self) -> str:
        """The template that pages extend which may be seen with or without the shell."""
        in_account_set = getattr(self.request, "urlconf", None) is None
        return "base.html" if self.user and in_account_set else "ui/plain.html"

    @cached_property
    def store_code(self) -> str:
        """Code of the store in the address; the last visited one on pages without a store."""
        if self.user is None:
            return ""
        if hasattr(self.request, "store"):
            return stores.code_of(self.request.store)
        return stores.last_code(self.request)

    @cached_property
    def store(self) -> Any:
        """The current store, None in the group view."""
        if hasattr(self.request, "store"):
            return self.request.store
        return next((store for store in self.stores if store.code == self.store_code), None)

    @cached_property
    def stores(self) -> list[Any]:
        """The stores the user may switch to."""
        return stores.open_stores(self.user) if self.user else []

    @property
    def is_group_open(self) -> bool:
        """Whether the user may look at all stores together."""
        return len(self.stores) > 1

    @cached_property
    def pages(self) -> list[navigation.Page]:
        """The pages the user may open."""
        return navigation.pages_for(self.user) if self.user else []

    @cached_property
    def current(self) -> navigation.Page | None:
        """The page of the menu that this request belongs to."""
        return navigation.current_page(self.pages, self.store_code, self.request.path)

    @cached_property
    def unread(self) -> int:
        """How many notifications wait for the user to act."""
        return notifications.count_waiting(self.user) if self.user else 0

    @cached_property
    def counts(self) -> dict[str, int]:
        """Red numbers of the menu by page key."""
        return {"inbox": self.unread} if self.unread else {}

    @cached_property
    def kept(self) -> dict[str, Any]:
        """What is the same for all readers with these menus: the menus and their HTML by template
        name.  Whatever stands here depends on nothing but the arguments of `_kept`."""
        return _kept(
            self.lang_tag,
            self.store_code,
            self.current.key if self.current else "",
            tuple((page.key, page.tab) for page in self.pages),
            tuple(link.key for link in self.creates),
            self.unread,
        )

    @property
    def sections(self) -> list[navigation.Section]:
        """The rail with the side menus."""
        if "sections" not in self.kept:
            self.kept["sections"] = navigation.sections_for(
                self.pages, self.store_code, current=self.current, counts=self.counts
            )
        sections: list[navigation.Section] = self.kept["sections"]
        return sections

    @cached_property
    def section(self) -> navigation.Section | None:
        """The app this page belongs to."""
        return next((section for section in self.sections if section.is_current), None)

    @cached_property
    def creates(self) -> list[navigation.Link]:
        """The quick-create actions the user may start."""
        return navigation.creates_for(self.user, self.store_code)

    @cached_property
    def tabs(self) -> tuple[list[navigation.Link], list[navigation.Link]]:
        """The phone's bottom bar, left and right of its + button."""
        return navigation.tabs_for(
            self.pages, self.store_code, current=self.current, counts=self.counts
        )

    @cached_property
    def shortcuts(self) -> list[navigation.Link]:
        """Every link with a keyboard shortcut."""
        links = [
            link for section in self.sections for group in section.groups for link in group.links
        ]
        return [link for link in [*links, *self.creates] if link.shortcut]

    @cached_property
    def crumb(self) -> list[tuple[str, str]]:
        """App and page, each with its address."""
        if self.section is None or self.current is None:
            return []
        page_url = navigation.url_of(self.current.url_name, self.store_code)
        return [
            (str(self.section.app.label), self.section.url),
            (str(self.current.label), page_url),
        ]

    @cached_property
    def post(self) -> Any:
        """The post in which the user acts, or None."""
        return acting_post(self.user) if self.user else None

    @property
    def post_label(self) -> str:
        """The position the user acts in."""
        return local_name(self.post.position) if self.post else ""

    @cached_property
    def desk_url(self) -> str:
        """The desk in the current store."""
        return navigation.url_of("desk", self.store_code)

    @cached_property
    def sign_out_url(self) -> str:
        """Where the session ends."""
        return navigation.url_of("account_logout", self.store_code)

    @cached_property
    def topics(self) -> str:
        """Topics the page listens to besides those it names itself."""
        return f"bell:{self.user.pk}" if self.user else ""

    @property
    def theme(self) -> str:
        """auto, light or dark."""
        return getattr(self.user, "theme", "") or "auto"

    @property
    def density(self) -> str:
        """compact, default or loose."""
        return getattr(self.user, "density", "") or "default"

    @property
    def lang_tag(self) -> str:
        """Value of the `lang` attribute of the page."""
        return "en" if (get_language() or "").startswith("en") else "zh-Hans"


@lru_cache(maxsize=1024)
def _kept(*_what: Any) -> dict[str, Any]:
    return {}


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell`, `store`, `store_code`, `me`, `product_name`."""
    frame = Shell(request)
    known = hasattr(request, "store")
    return {
        "shell": frame,
        "store": frame.store if known else SimpleLazyObject(lambda: frame.store),
        "store_code": frame.store_code if known else SimpleLazyObject(lambda: frame.store_code),
        "me": SimpleLazyObject(lambda: frame.user),
        "product_name": PRODUCT_NAME,
    }
