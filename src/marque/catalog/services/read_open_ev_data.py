"""The Open EV Data archive as lines of trims.

The archive keeps what models share in ``src/<make>/<model>/base.json``, a model year in
``<year>/<model>.json`` and each variant of it in a further file beside; the later file adds to
and overrides the earlier.  Objects merge key by key, lists and plain values are replaced.
Every file but ``base.json`` is one trim.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from marque.catalog.services.trim_records import RecordProblem, TrimRecord, trim_record
from marque.foundation.imports.kinds import Line
from marque.foundation.imports.readers.archives import read_archive, read_json
from marque.foundation.imports.readers.limits import DEFAULT_LIMITS, FileRefused, read_bounded

Json = dict[str, Any]
_YEAR_DEPTH = 4  # make / model / year / file


def read_open_ev_data(file: BinaryIO, _file_name: str = "") -> list[Line]:
    """One line for each trim of the archive, in the order of their paths.

    Raises:
        FileRefused: it is no such archive, is damaged, dangerous or too large.
    """
    files = read_archive(read_bounded(file, DEFAULT_LIMITS.upload))
    tree = _json_files(files)
    paths = sorted(path for path in tree if path.name != "base.json")
    if not paths:
        raise FileRefused(_("压缩包里没有 Open EV Data 的车型数据（src/品牌/车系/年款/*.json）"))
    lines = [_line(number, path, tree) for number, path in enumerate(paths, start=1)]
    _tell_apart(lines)
    return lines


def merge(lower: Mapping[str, Any], upper: Mapping[str, Any]) -> Json:
    """`upper` laid over `lower`: objects key by key, everything else replaced."""
    merged = dict(lower)
    for key, value in upper.items():
        below = merged.get(key)
        is_both = isinstance(value, dict) and isinstance(below, dict)
        merged[key] = merge(below, value) if is_both else value  # type: ignore[arg-type]
    return merged


def _json_files(files: Mapping[str, bytes]) -> dict[PurePosixPath, Json]:
    """The data files by their path below ``src``."""
    return {
        path: read_json(str(path), data)
        for name, data in files.items()
        if (path := _below_src(PurePosixPath(name))) is not None
    }


def _below_src(path: PurePosixPath) -> PurePosixPath | None:
    if path.suffix != ".json" or "src" not in path.parts:
        return None
    below = PurePosixPath(*path.parts[path.parts.index("src") + 1 :])
    is_base = len(below.parts) == _YEAR_DEPTH - 1 and below.name == "base.json"
    return below if is_base or len(below.parts) == _YEAR_DEPTH else None


def _layers(path: PurePosixPath, tree: Mapping[PurePosixPath, Json]) -> Iterator[Json]:
    """What the trim is made of, the most general first."""
    folder = path.parent
    main = folder / f"{folder.parent.name}.json"
    yield tree.get(folder.parent / "base.json", {})
    if main != path and main in tree:
        yield {key: value for key, value in tree[main].items() if key != "variant"}
    yield tree[path]


def _tell_apart(lines: list[Line]) -> None:
    """Number the trims of one model year that the dataset calls by one name."""
    seen: Counter[tuple[str, str]] = Counter()
    for line in lines:
        record: TrimRecord | None = line.values.get("record")
        if record is None:
            continue
        seen[record.model_key, record.name] += 1
        count = seen[record.model_key, record.name]
        if count > 1:
            line.warn(
                _("同一年款里有同名版本，已加序号区分"),
                column="trim",
            )
            line.values["record"] = numbered = record.numbered(count)
            line.raw["trim"], line.label = numbered.name, numbered.label


def _line(number: int, path: PurePosixPath, tree: Mapping[PurePosixPath, Json]) -> Line:
    merged: Json = {}
    for layer in _layers(path, tree):
        merged = merge(merged, layer)
    line = Line(row_no=number, raw={"path": str(path)})
    try:
        record = trim_record(path, merged, own=tree[path])
    except RecordProblem as error:
        line.label = str(path)
        line.refuse(str(error))
        return line
    line.label = record.label
    line.raw |= {
        "brand": record.brand.name,
        "series": record.series.name,
        "year": record.year,
        "trim": record.name,
    }
    line.values["record"] = record
    return line
