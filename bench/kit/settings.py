"""The settings of a real run; static files are named plainly, so that none need be gathered."""

from __future__ import annotations

from marque.config.settings.base import *  # noqa: F403
from marque.config.settings.base import STORAGES

STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
