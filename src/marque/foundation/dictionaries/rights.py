from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.access.registry import Right

RIGHTS = (Right("dictionaries.edit_parameter", _("维护业务参数"), _("企业")),)
