from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.ui.navigation import Page

PAGES: tuple[Page, ...] = (
    Page(
        key="imports",
        app="settings",
        group=_("系统"),
        label=_("数据导入"),
        icon="file-import",
        url_name="imports:batch_list",
        right="imports.view_importbatch",
        order=310,
    ),
)
