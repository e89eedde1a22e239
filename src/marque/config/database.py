"""From a database URL to Django's settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

DEFAULT_URL = "postgresql://marque_app@/marque?host=/tmp"


def database_from_url(environ: Mapping[str, str]) -> dict[str, Any]:
    """Settings for the application's role, or for the owner's where MARQUE_AS_OWNER is set."""
    url = environ.get("DATABASE_URL", DEFAULT_URL)
    if environ.get("MARQUE_AS_OWNER"):
        url = environ.get("DATABASE_OWNER_URL", url)
    parts = urlsplit(url)
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django_tenants.postgresql_backend",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": query.pop("port", str(parts.port or "")),
        "OPTIONS": query,
        "CONN_MAX_AGE": 600,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "ATOMIC_REQUESTS": False,
    }
