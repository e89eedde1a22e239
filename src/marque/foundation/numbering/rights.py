from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.access.registry import Right

RIGHTS = (Right("numbering.edit_numberseries", _("维护单据编号"), _("企业")),)
