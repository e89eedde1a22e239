from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.ui.navigation import Page

PAGES: tuple[Page, ...] = (
    Page(
        key="custom-fields",
        app="settings",
        group=_("企业"),
        label=_("自定义字段"),
        icon="columns-3",
        url_name="custom_fields:field_list",
        right="custom_fields.view_fielddefinition",
        order=70,
    ),
)
