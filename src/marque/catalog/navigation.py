from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.ui.navigation import Page

PAGES: tuple[Page, ...] = (
    Page(
        key="model_library",
        app="settings",
        group=_("业务"),
        label=_("车型库"),
        icon="car",
        url_name="catalog:library",
        right="catalog.view_trim",
        order=210,
    ),
    Page(
        key="accessories",
        app="settings",
        group=_("业务"),
        label=_("精品档案"),
        icon="package",
        url_name="catalog:accessory_list",
        right="catalog.view_accessory",
        order=220,
    ),
    Page(
        key="service_items",
        app="settings",
        group=_("业务"),
        label=_("服务项目"),
        icon="tools",
        url_name="catalog:service_list",
        right="catalog.view_accessory",
        order=230,
    ),
)
