"""The account set of the benchmarks: made for a run, removed after it."""

from __future__ import annotations

import contextlib
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator

import psycopg

CODE = "bench"
SCHEMA = f"books_{CODE}"
TODAY = "2026-01-01"


@contextlib.contextmanager
def account_set(*, keep: bool = False) -> Iterator[None]:
    """An empty practice set called `bench`; what an earlier run left behind is removed first."""
    if not _is_migrated():
        _manage("migrate_all")
    remove()
    _manage(
        "accountset", "create", CODE, "--name", "性能测试", "--starts-on", TODAY,
        "--password", f"Aa1!{secrets.token_hex(12)}",
    )  # fmt: skip
    with owner() as connection:
        connection.execute(
            "UPDATE accountsets_accountset SET is_practice = true WHERE code = %s", [CODE]
        )
    try:
        yield
    finally:
        if not keep:
            remove()


def remove() -> None:
    """Drop the set with everything in it."""
    with owner() as connection:
        connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        if _is_migrated():
            connection.execute("DELETE FROM accountsets_accountset WHERE code = %s", [CODE])


def owner() -> psycopg.Connection:
    """A connection as the role that owns the tables."""
    url = os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]
    return psycopg.connect(url, autocommit=True)


def _is_migrated() -> bool:
    with owner() as connection:
        row = connection.execute("SELECT to_regclass('public.accountsets_accountset')").fetchone()
        return bool(row and row[0])


def _manage(*words: str) -> None:
    env = {**os.environ, "MARQUE_AS_OWNER": "1"}
    subprocess.run(
        [sys.executable, "-m", "django", *words], env=env, check=True, stdout=subprocess.DEVNULL
    )
