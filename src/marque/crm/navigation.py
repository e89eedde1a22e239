"""Pages of crm in the side menu."""

from __future__ import annotations

from marque.foundation.ui.navigation import Create, Page

PAGES: tuple[Page, ...] = ()

CREATES: tuple[Create, ...] = ()
