"""`./marque demo` keeps its processes alive and leaves none behind."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

from tests.launcher.staging import Stage, free_port, processes_in, wait_until


def start(stage: Stage, port: int) -> subprocess.Popen[str]:
    """A demo that has said where it is."""
    child = stage.start("demo", "--port", str(port))
    said = []
    for line in child.stdout:
        said.append(line)
        if "Marque is at" in line:
            break
    assert f"http://127.0.0.1:{port}/" in said[-1], said
    assert "accounts table\n" in said
    return child


def read(port: int) -> bytes:
    """The front page, or nothing."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as page:
            return page.read()
    except OSError:
        return b""


def web_servers(root: Path) -> list[int]:
    """The processes of the web server, its parent first."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            mark = f"MARQUE_DEMO={root / 'var'}".encode() in (entry / "environ").read_bytes()
            if mark and b"granian" in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return sorted(found)


def test_demo_serves_restarts_what_was_killed_and_stops_everything_on_ctrl_c(
    anybodys_stage: Stage,
) -> None:
    port = free_port()
    demo = start(anybodys_stage, port)
    other = anybodys_stage.start("demo", "--port", str(port))
    assert f"runs already: http://127.0.0.1:{port}/" in other.stdout.read()
    assert other.wait(5) == 1
    before = web_servers(anybodys_stage.root)
    os.kill(before[0], signal.SIGKILL)
    wait_until(lambda: not set(before) & set(web_servers(anybodys_stage.root)))
    wait_until(lambda: read(port) == b"a dealership")
    begun = time.monotonic()
    demo.send_signal(signal.SIGINT)
    assert demo.wait(15) == 0
    assert time.monotonic() - begun < 12
    assert not processes_in(anybodys_stage.root)


def test_killed_demo_leaves_nothing_that_the_next_one_minds(stage: Stage) -> None:
    port = free_port()
    demo = start(stage, port)
    demo.kill()
    demo.wait(5)
    again = start(stage, port)
    assert read(port) == b"a dealership"
    again.send_signal(signal.SIGTERM)
    assert again.wait(15) == 0


def test_demo_gives_up_on_a_server_that_keeps_crashing_and_names_its_log(stage: Stage) -> None:
    (stage.root / "src/django/__main__.py").write_text("import sys\nsys.exit('worker' in sys.argv)")
    demo = stage.start("demo", "--port", str(free_port()))
    said = demo.stdout.read()
    assert demo.wait(5) == 1
    assert "The worker keeps ending by itself" in said
    assert str(stage.root / "var/log/worker.log") in said
    assert not processes_in(stage.root)


def test_failed_migration_stops_the_demo_with_its_reason(stage: Stage) -> None:
    (stage.root / "src/django/__main__.py").write_text(
        "import sys\nsys.exit('no such column' if 'migrate_all' in sys.argv else 0)"
    )
    demo = stage.start("demo", "--port", str(free_port()))
    said = demo.stdout.read()
    assert demo.wait(5) == 1
    assert "The migrations failed (no such column)" in said
