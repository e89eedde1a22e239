"""Uploaded files lie in a folder of their account set."""

from __future__ import annotations

from pathlib import Path

from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.utils.functional import cached_property


class AccountSetStorage(FileSystemStorage):
    """The media root of the schema the connection points at; other sets' files are out of reach."""

    @cached_property
    def root(self) -> str:
        return str(Path(super().base_location).resolve())

    def path(self, name: str) -> str:
        base = Path(self.root) / connection.schema_name
        target = (base / name).resolve()
        if not target.is_relative_to(base):
            raise ValueError("path outside the account set")
        return str(target)
