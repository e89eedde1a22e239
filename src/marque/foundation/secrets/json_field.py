"""A field that keeps a structure unreadable in the database."""

from __future__ import annotations

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from marque.foundation.secrets.fields import EncryptedTextField
from marque.foundation.secrets.sealing import seal, unseal


class EncryptedJSONField(EncryptedTextField):
    """A structure in Python, one sealed text in the database; it cannot be searched."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        """Open what was stored."""
        return json.loads(unseal(value)) if value else None

    def get_prep_value(self, value: Any) -> Any:
        """Seal what is to be stored."""
        if value is None:
            return None
        return seal(json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder))
