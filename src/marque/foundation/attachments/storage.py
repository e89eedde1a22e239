"""Uploaded files lie in a folder of their account set."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import connection


class AccountSetStorage(FileSystemStorage):
    """The folder of the schema the connection points at; other sets' files are out of reach.

    Names are relative to that folder and may not leave it (Django's `safe_join`).
    """

    @property
    def location(self) -> str:  # type: ignore[override]
        return str((Path(settings.MEDIA_ROOT) / connection.schema_name).resolve())
