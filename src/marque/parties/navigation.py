"""Pages of parties in the side menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.ui.navigation import Create, Page

PAGES: tuple[Page, ...] = (
    Page(
        "customers",
        "sales",
        _("客户开发"),
        _("客户"),
        "users",
        "parties:customer_list",
        "parties.view_customer",
        30,
        go="c",
        tab=40,
    ),
)

CREATES: tuple[Create, ...] = (
    Create(
        "customer",
        _("客户"),
        "user-plus",
        "parties:customer_create",
        "parties.create_customer",
        10,
        letter="c",
    ),
)
