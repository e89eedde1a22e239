"""Rights of the custom fields."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.access.registry import Right

RIGHTS = (
    Right("custom_fields.view_fielddefinition", _("查看自定义字段"), _("企业")),
    Right("custom_fields.edit_fielddefinition", _("维护自定义字段"), _("企业")),
)
