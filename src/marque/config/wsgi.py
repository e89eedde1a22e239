"""The synchronous application: every page."""

from __future__ import annotations

import gc

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - loads every view, form and table now

# What is loaded by now lives as long as the process: the collector need not walk over it with
# every few hundred objects of a request (a quarter of the time of a page).
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 50, 100)
