"""Rights of the pages of measures; each measure may ask for its own besides."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.access.registry import Right

RIGHTS: tuple[Right, ...] = (
    Right("measures.view_measure", _("查看指标"), _("指标")),
    Right("measures.set_target", _("设定指标目标"), _("指标")),
)
