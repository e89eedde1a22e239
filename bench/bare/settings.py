"""The same server, database and models; no middleware, no sessions, no rights, no forms."""

from __future__ import annotations

from bench.kit.settings import *  # noqa: F403
from bench.kit.settings import INSTALLED_APPS

INSTALLED_APPS = [name for name in INSTALLED_APPS if not name.startswith("allauth")]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = PUBLIC_SCHEMA_URLCONF = "bench.bare.urls"
