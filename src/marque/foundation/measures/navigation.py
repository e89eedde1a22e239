"""The page of measures in the side menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.ui.navigation import Page

PAGES: tuple[Page, ...] = (
    Page(
        key="measures",
        app="insights",
        group=_("报表"),
        label=_("指标口径"),
        icon="chart-bar",
        url_name="measures:measure_list",
        right="measures.view_measure",
        order=60,
    ),
)
