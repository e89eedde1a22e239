"""Which statements the database plans once and keeps.

A kept plan saves most of a short statement's cost, but it is made without the values: over a
large table, or one that was empty when it was planned, it can be far worse than a fresh one.  So
only two kinds are kept: what every request asks before its view runs, and what a form that is
sent reads and writes by its keys.  Pages that are read are planned with their values, and so is
everything outside web requests: imports, jobs, commands (but for the days of the demo, which are
thousands of such forms).  A read by keys may ask for a kept plan wherever it stands
(`accountsets.plans.kept`).
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponseBase

from marque.accountsets.plans import SEEN, keep_plans

READING = frozenset({"GET", "HEAD"})


class KeepPlansMiddleware:
    """Stands before everything that asks the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        keep_plans(SEEN)
        try:
            return self.get_response(request)
        finally:
            if connection.connection is not None:
                keep_plans(None)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> None:
        """From here on the view asks."""
        if request.method in READING:
            keep_plans(None)
