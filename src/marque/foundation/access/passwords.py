"""Password rule of the Multi-Level Protection Scheme, level 2: three of four classes."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

CLASSES = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]")


class ThreeClassesValidator:
    """Refuse passwords with fewer than three of: lower case, upper case, digits, signs."""

    def validate(self, password: str, user: Any = None) -> None:
        if sum(bool(re.search(c, password)) for c in CLASSES) < 3:  # noqa: PLR2004
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self) -> str:
        return _("密码至少包含大写字母、小写字母、数字、符号中的三类")
