"""The Python environment: made once from the lock files, every file checked by its hash."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from launcher.errors import Stop
from launcher.places import Places, digest, is_current, say
from launcher.processes import output_of

FULL = "requirements.lock"
RUNTIME = "requirements-runtime.lock"
UV_LOCK = "tool-uv.lock"
HERE = Path(__file__).resolve().parent
NO_VENV = (
    "This Python cannot make environments: install the venv module "
    "(Debian, Ubuntu: apt install python{0}.{1}-venv or python3-venv) and start again."
)
# What an installer says → the sentence for the user. The first that occurs counts.
COMPLAINTS = (
    (
        ("hash mismatch", "do not match the hashes", "hashes are required", "hash value"),
        (
            "A downloaded file does not match the hash in {lock}: it was damaged or replaced on "
            "the way, or the lock was edited; fetch {lock} again (git checkout {lock}) and retry."
        ),
    ),
    (
        ("couldn't parse", "failed to parse", "invalid requirement", "expected one of"),
        "The lock file {lock} is broken: fetch it again (git checkout {lock}).",
    ),
    (
        ("no space left", "disk quota"),
        "The disk is full: free some space and start again.",
    ),
    (
        (
            "dns error", "error sending request", "failed to fetch", "connection", "timed out",
            "temporary failure in name resolution", "network", "could not connect",
            "no matching distribution",
        ),
        (
            "The packages could not be downloaded: check the network, or name your mirror "
            "(pip config set global.index-url …), and start again."
        ),
    ),
    (
        ("no solution found", "usable wheels", "not compatible", "no compatible"),
        (
            "A package in {lock} does not exist for this system and Python: "
            "Marque needs CPython 3.11 or newer on Linux or macOS."
        ),
    ),
)  # fmt: skip


def explain(output: str, lock: str) -> str:
    """One sentence for an installer's output."""
    lowered = output.lower()
    for signs, sentence in COMPLAINTS:
        if any(sign in lowered for sign in signs):
            return sentence.format(lock=lock)
    return f"The packages of {lock} could not be installed: see var/log/launcher.log."


def ensure(places: Places, *, development: bool) -> None:
    """Make the environment hold exactly what the lock says; nothing to do when it does."""
    stamp = places.venv / "marque.stamp"
    full, runtime = (mark_of(places, name) for name in (FULL, RUNTIME))
    if works(places) and (
        is_current(stamp, full) or (not development and is_current(stamp, runtime))
    ):
        return
    places.require_space(1000)
    make_venv(places)
    uv = ensure_uv(places)
    lock = FULL if development or has_development(places) else RUNTIME
    say(f"Python packages: {count(places.root / lock)} from {lock}")
    stamp.unlink(missing_ok=True)
    install(places, uv, ["pip", "sync", "--python", str(places.python)], places.root / lock)
    stamp.write_text(full if lock == FULL else runtime)


def mark_of(places: Places, name: str) -> str:
    """The fingerprint of an environment made from a lock, here."""
    lock = places.root / name
    if not lock.exists():
        raise Stop(f"The lock file {name} is missing: fetch it again (git checkout {name}).")
    return digest(lock, HERE / UV_LOCK, str(places.venv))


def count(lock: Path) -> int:
    """How many packages a lock pins; Stop if it pins none."""
    try:
        number = sum("==" in line for line in lock.read_text(encoding="utf-8").splitlines())
    except UnicodeDecodeError:
        number = 0
    if not number:
        raise Stop(explain("couldn't parse", lock.name))
    return number


def has_development(places: Places) -> bool:
    """Whether the tools for development were installed before."""
    return any(places.venv.glob("lib/python3.*/site-packages/_pytest"))


def works(places: Places) -> bool:
    """Whether the environment's Python is there (its base may have been removed)."""
    return places.python.exists() and os.access(places.python, os.X_OK)


def make_venv(places: Places) -> None:
    """Make the environment if there is none that works here."""
    place = places.venv / "marque.place"  # the scripts of an environment name its path
    moved = place.exists() and not is_current(place, str(places.venv))
    if works(places) and not moved and output_of([places.python, "-c", ""]).returncode == 0:
        place.write_text(str(places.venv))
        return
    say("Python environment: .venv")
    done = output_of([sys.executable, "-m", "venv", "--clear", places.venv])
    if done.returncode:
        places.note(done.stdout)
        if any(word in done.stdout for word in ("ensurepip", "No module named venv")):
            shutil.rmtree(places.venv, ignore_errors=True)
            raise Stop(NO_VENV.format(*sys.version_info))
        raise Stop("The Python environment .venv could not be made: see var/log/launcher.log.")
    place.write_text(str(places.venv))


def ensure_uv(places: Places) -> Path:
    """The installer, itself pinned by hash, beside the environment's own packages."""
    folder = places.venv / "tools" / "uv"
    lock = HERE / UV_LOCK
    stamp = folder / "marque.stamp"
    if is_current(stamp, digest(lock)) and (folder / "bin" / "uv").exists():
        return folder / "bin" / "uv"
    shutil.rmtree(folder, ignore_errors=True)
    pip = [places.python, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    if output_of([*pip, "--version"]).returncode:
        output_of([places.python, "-m", "ensurepip"])
    done = output_of(
        [*pip, "install", "--quiet", "--require-hashes", "--no-deps", "--only-binary=:all:",
         "--target", folder, "-r", lock],
    )  # fmt: skip
    if done.returncode:
        places.note(done.stdout)
        raise Stop(explain(done.stdout, f"launcher/{UV_LOCK}"))
    stamp.write_text(digest(lock))
    return folder / "bin" / "uv"


def install(places: Places, uv: Path, words: list[str], lock: Path) -> None:
    """Run an installing command of uv on a lock file; Stop with a sentence if it fails."""
    source = [lock] if "sync" in words else ["-r", lock]
    done = output_of([uv, *words, "--require-hashes", "-q", *source], env=uv_env(places))
    if done.returncode:
        places.note(done.stdout)
        raise Stop(explain(done.stdout, lock.name))


def uv_env(places: Places) -> dict[str, str]:
    """The environment of uv: what pip is told about mirrors and certificates, uv is told too."""
    env = {
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_NO_PROGRESS": "1",
        "UV_INDEX_STRATEGY": "unsafe-best-match",  # safe: the lock pins every file by its hash
        **from_pip(pip_settings(places)),
        **os.environ,
    }
    home = Path(env.get("HOME", "/nonexistent"))
    if not os.access(home, os.W_OK):
        env.setdefault("UV_CACHE_DIR", str(places.venv / "tools" / "cache"))
    return env


def pip_settings(places: Places) -> dict[str, str]:
    """pip's settings from its files and the environment, by their bare names."""
    try:
        done = output_of([places.python, "-m", "pip", "config", "list"])
    except (OSError, subprocess.SubprocessError):
        return {}
    return parse_settings(done.stdout)


def parse_settings(text: str) -> dict[str, str]:
    """`pip config list` → name: value; the environment, listed as `:env:`, goes over the files."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, separator, value = line.partition("=")
        section, _, key = name.rpartition(".")
        known = section == ":env:" or (section in {"global", "install"} and key not in found)
        if separator and known:
            found[key] = value.strip().strip("'\"").replace("\\n", " ").strip()
    return found


def from_pip(settings: Mapping[str, str]) -> dict[str, str]:
    """pip's settings in uv's words; places that do not exist are left out."""
    env = {
        "UV_DEFAULT_INDEX": settings.get("index-url", ""),
        "UV_INDEX": " ".join(present(settings.get("extra-index-url", ""))),
        "UV_FIND_LINKS": ",".join(present(settings.get("find-links", ""))),
        "UV_INSECURE_HOST": settings.get("trusted-host", ""),
        "SSL_CERT_FILE": " ".join(present(settings.get("cert", ""))),
        "HTTPS_PROXY": settings.get("proxy", ""),
        "UV_NO_INDEX": "1" if settings.get("no-index", "").lower() in {"1", "true", "yes"} else "",
    }
    return {name: value for name, value in env.items() if value}


def present(words: str) -> list[str]:
    """The addresses among `words` that are not local paths leading nowhere."""
    kept = []
    for word in words.split():
        local = unquote(urlsplit(word).path) if word.startswith("file:") else word
        if ("://" in word and not word.startswith("file:")) or Path(local).exists():
            kept.append(word)
    return kept


def compile_catalogues(places: Places) -> None:
    """Compile the translations that are newer than their compiled form."""
    for source in (places.root / "src").glob("**/locale/*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        done = output_of(
            [places.python, "-m", "babel.messages.frontend", "compile", "-i", source,
             "-o", target, "-l", source.parent.parent.name],
        )  # fmt: skip
        if done.returncode:
            places.note(done.stdout)
            raise Stop(f"The translations in {source} do not compile: see var/log/launcher.log.")
