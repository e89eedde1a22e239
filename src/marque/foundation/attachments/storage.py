"""Uploaded files lie in a folder of their account set."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage

from marque.accountsets.schemas import current_schema


class AccountSetStorage(FileSystemStorage):
    """The folder of the schema the connection points at; other sets' files are out of reach.

    Names are relative to that folder and may not leave it (Django's `safe_join`).
    """

    @property
    def location(self) -> str:
        return str((Path(settings.MEDIA_ROOT) / current_schema()).resolve())
