"""Settings of the test-suite: the owner's role, a database of its own, cheap passwords."""

from __future__ import annotations

import os

from marque.config.database import database_from_url
from marque.config.settings.base import *  # noqa: F403

DATABASES = {"default": database_from_url({**os.environ, "MARQUE_AS_OWNER": "1"})}
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("MARQUE_TEST_DB", "test_marque")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "marque.foundation.attachments.storage.AccountSetStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
