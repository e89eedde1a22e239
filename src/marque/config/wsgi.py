"""The synchronous application: every page."""

from __future__ import annotations

import gc
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from django.utils.translation import trans_real

application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - loads every view, form and table now

# A page asks for three hundred words, always the same: each is looked up once.
for code, _name in settings.LANGUAGES:
    words: Any = trans_real.translation(code)
    words.gettext = lru_cache(maxsize=20_000)(words.gettext)

# What is loaded by now lives as long as the process: the collector need not walk over it with
# every few hundred objects of a request (a quarter of the time of a page).
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 50, 100)
