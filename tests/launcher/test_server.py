"""The embedded PostgreSQL lives as long as somebody uses it, whatever is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.launcher.staging import Stage, processes_in, wait_until


def answer(url: str, sql: str) -> object:
    """The one value a query returns."""
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(sql).fetchone()[0]


def can_connect(url: str) -> bool:
    """Whether the server takes connections."""
    try:
        return answer(url, "SELECT 1") == 1
    except psycopg.OperationalError:
        return False


def test_server_is_shared_and_ends_with_its_last_user(anybodys_stage: Stage) -> None:
    first = anybodys_stage.use_server()
    second = anybodys_stage.use_server()
    assert first.server_pid == second.server_pid
    first.leave()
    assert can_connect(second.app_url)
    second.leave()
    assert not processes_in(anybodys_stage.root)


def test_server_opens_no_port_and_the_application_only_reads_and_writes_rows(stage: Stage) -> None:
    user = stage.use_server()
    assert answer(user.app_url, "SHOW listen_addresses") == ""
    assert answer(user.app_url, "SELECT current_user") == "marque_app"
    with psycopg.connect(user.owner_url, autocommit=True) as owner:
        owner.execute(
            "DROP SCHEMA IF EXISTS books CASCADE; CREATE SCHEMA books; CREATE TABLE books.notes (text text)"
        )
    with psycopg.connect(user.app_url, autocommit=True) as app:
        app.execute("INSERT INTO books.notes VALUES ('kept')")
        for forbidden in ("DROP TABLE books.notes", "TRUNCATE books.notes", "CREATE SCHEMA other"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(forbidden)


def test_killed_launcher_leaves_no_server_and_data_is_kept(anybodys_stage: Stage) -> None:
    user = anybodys_stage.use_server()
    with psycopg.connect(user.owner_url) as owner:
        owner.execute("DROP TABLE IF EXISTS notes; CREATE TABLE notes AS SELECT 'kept' AS text")
    user.kill()
    wait_until(lambda: not processes_in(anybodys_stage.root))
    again = anybodys_stage.use_server()
    assert answer(again.owner_url, "SELECT text FROM notes") == "kept"


def test_killed_server_is_started_again_under_its_users(stage: Stage) -> None:
    user = stage.use_server()
    os.kill(user.server_pid, signal.SIGKILL)
    wait_until(lambda: can_connect(user.app_url))
    assert can_connect(user.app_url)


def test_server_of_a_killed_guard_is_replaced(stage: Stage) -> None:
    user = stage.use_server()
    guard = int(Path(f"/proc/{user.server_pid}/stat").read_text().rpartition(")")[2].split()[1])
    os.kill(guard, signal.SIGKILL)
    again = stage.use_server()
    assert again.server_pid != user.server_pid
    assert can_connect(again.app_url)


def test_note_of_a_dead_server_whose_number_another_process_has_is_removed(stage: Stage) -> None:
    user = stage.use_server()
    user.leave()
    note = user.home / "data" / "postmaster.pid"
    note.write_text(f"{os.getpid()}\n{user.home / 'data'}\n1\n5432\n/tmp\n\n0\nready\n")
    if os.geteuid() == 0:
        owner = note.parent.stat()
        os.chown(note, owner.st_uid, owner.st_gid)
    assert can_connect(stage.use_server().app_url)


def test_server_started_by_hand_is_taken_over(stage: Stage) -> None:
    user = stage.use_server()
    user.leave()
    owner = (user.home / "data").stat().st_uid
    postgres = next((stage.root / ".venv").resolve().glob("lib/*/site-packages/*/pginstall18/bin"))
    command = [postgres / "postgres", "-D", user.home / "data", "-k", user.home / "data", "-h", ""]
    log = subprocess.DEVNULL
    orphan = subprocess.Popen(
        command, stdout=log, stderr=log, user=owner if os.geteuid() == 0 else None
    )
    wait_until((user.home / "data" / "postmaster.pid").exists)
    assert can_connect(stage.use_server().app_url)
    assert orphan.wait(10) == 0


def test_root_puts_the_data_where_the_servers_user_can_walk(new_stage: Stage) -> None:
    if new_stage.uid != 0:
        pytest.skip("only root starts a server for another user")
    (new_stage.root / "var").mkdir(mode=0o700)
    user = new_stage.use_server()
    assert user.home.is_relative_to(new_stage.root / "outside")
    assert (new_stage.root / "var").stat().st_mode & 0o777 == 0o700
    assert can_connect(user.app_url)


def test_two_first_starts_at_once_make_one_server(new_stage: Stage) -> None:
    one, other = new_stage.start("server"), new_stage.start("server")
    assert one.stdout.readline() == other.stdout.readline() != ""


if sys.platform != "linux":
    pytestmark = pytest.mark.skip(reason="these tests look at /proc")
