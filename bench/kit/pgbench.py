"""Run the statements of an order through pgbench."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from pathlib import Path

import psycopg

from bench.kit.books import SCHEMA, owner

SCRIPT = Path(__file__).resolve().parents[1] / "bare" / "orders.sql"
RATE = re.compile(r"tps = ([0-9.]+) \(without initial connection time\)")


def run(
    *, clients: int, vehicles: list[int], owner: int, customer: int
) -> tuple[float, list[float]]:
    """Sell these vehicles; the seconds it took, and the seconds of each order."""
    number = len(vehicles) // clients
    _number_vehicles(min(vehicles))
    with tempfile.TemporaryDirectory() as folder:
        command = [
            str(Path(os.environ["MARQUE_PG_BIN"]) / "pgbench"), "--no-vacuum", "--protocol=prepared",
            "--client", str(clients), "--jobs", str(min(clients, 2)), "--transactions", str(number),
            "--define", f"owner={owner}", "--define", f"customer={customer}",
            "--log", "--log-prefix", str(Path(folder) / "log"), "--file", str(SCRIPT),
            os.environ["DATABASE_URL"],
        ]  # fmt: skip
        env = {**os.environ, "PGOPTIONS": f"-c search_path={SCHEMA},public"}
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        found = RATE.search(done.stdout)
        if done.returncode or not found or "failed transactions: 0 " not in done.stdout:
            raise RuntimeError(f"pgbench: {done.stderr}{done.stdout}")
        rows = [
            int(line.split()[2]) / 1e6
            for file in Path(folder).iterdir()
            for line in file.read_text().splitlines()
        ]
    return len(rows) / float(found[1]), rows


def _number_vehicles(first: int) -> None:
    """A sequence that hands the vehicles out; their numbers follow each other."""
    with owner() as connection:
        connection.execute(f"SET search_path = {SCHEMA}")
        connection.execute("DROP SEQUENCE IF EXISTS bench_vehicles")
        connection.execute(f"CREATE SEQUENCE bench_vehicles START {first}")
        try:
            connection.execute("GRANT USAGE ON SEQUENCE bench_vehicles TO marque_app")
        except psycopg.Error:
            return  # a database with a single role
