from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.access.registry import Right

RIGHTS = (Right("gateway.use_api", _("使用开放接口"), _("系统")),)
