"""How long a page of the server takes, and how many statements."""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import median, median_low
from typing import Any

from django.db import connection
from django.test import Client

from bench.kit.books import CODE

TURNS, WARMING = 15, 3
HEAD = f"{'page':26} {'ms':>9} {'best':>7} {'cpu':>7} {'its SQL':>7} {'queries':>8}"


def signed_in(user: Any) -> Client:
    """A browser of the test client in the account set."""
    browser = Client()
    browser.cookies["marque_books"] = CODE
    browser.force_login(user)
    return browser


@dataclass(frozen=True)
class Found:
    """Milliseconds of the server: median and best, its CPU, its SQL; and the queries."""

    median: float
    best: float
    cpu: float
    sql: float
    queries: int

    def line(self, name: str, limit: float | None = None) -> str:
        """A line of the table; over the limit is said."""
        over = f"   over {limit:.0f} ms" if limit and self.median > limit else ""
        return (
            f"{name:26} {self.median:9.1f} {self.best:7.1f} {self.cpu:7.1f} {self.sql:7.1f}"
            f" {self.queries:8}{over}"
        )


def measure(browser: Client, path: str, *, turns: int = TURNS) -> Found:
    """How long a page takes, after some turns that nobody counts."""
    statements: list[float] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            statements.append(time.perf_counter() - begun)

    times, cpus, alone, asked = [], [], [], []
    for turn in range(turns + WARMING):
        statements.clear()
        begun, worked = time.perf_counter(), time.process_time()
        with connection.execute_wrapper(watch):
            answer = browser.get(path)
        spent, work = time.perf_counter() - begun, time.process_time() - worked
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")
        if turn >= WARMING:
            times.append(1000 * spent)
            cpus.append(1000 * work)
            alone.append(1000 * sum(statements))
            asked.append(len(statements))  # one more in a minute reads what filters offer
    return Found(median(times), min(times), min(cpus), median(alone), median_low(asked))
