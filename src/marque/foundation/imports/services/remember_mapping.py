"""Remember how a person matched the columns of a kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marque.foundation.imports.kinds import ImportKind
from marque.foundation.imports.models import MappingMemory
from marque.foundation.imports.reading import plain

MOST = 400


def remembered(kind: ImportKind, by: Any) -> dict[str, str]:
    """Plain head to column key, as this person matched them before."""
    memory = MappingMemory.objects.filter(user=by, kind=kind.key).first()
    return dict(memory.heads) if memory else {}


def remember_mapping(
    *, kind: ImportKind, header: Sequence[str], mapping: Mapping[str, int], by: Any
) -> None:
    """Keep this match for the person's next file; newer heads win over older ones."""
    told = {plain(header[place]): key for key, place in mapping.items() if plain(header[place])}
    heads = {**remembered(kind, by), **told}
    kept = dict(list(heads.items())[-MOST:])
    MappingMemory.objects.update_or_create(user=by, kind=kind.key, defaults={"heads": kept})
