"""The same server, database and models; no middleware, no sessions, no rights, no forms.

Statements are prepared as those of the product's forms are.
"""

from __future__ import annotations

from bench.kit.settings import *  # noqa: F403
from bench.kit.settings import DATABASES, INSTALLED_APPS

INSTALLED_APPS = [name for name in INSTALLED_APPS if not name.startswith("allauth")]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = PUBLIC_SCHEMA_URLCONF = "bench.bare.urls"
DATABASES["default"]["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 2}
