from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from marque.foundation.imports.kinds import ImportKind
from marque.foundation.imports.models import Duplicates
from marque.foundation.imports.services.correct_rows import Corrections
from marque.foundation.ui import forms

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

NOT_IN_FILE = "-1"
_CELL_PARTS = 2


class UploadForm(forms.Form):
    """Which kind of data, and the file."""

    kind = forms.ChoiceField(label=_("数据种类"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("文件"),
        error_messages={"required": _("请选择一个文件"), "empty": _("文件是空的")},
    )

    def __init__(self, *args: Any, kinds: Sequence[ImportKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.key, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        endings = {ending.rsplit(".", 1)[-1] for kind in kinds for ending in kind.extensions}
        accept = ",".join(sorted(f".{ending}" for ending in endings))
        self.fields["file"].widget.attrs["accept"] = accept


class MappingForm(forms.Form):
    """For each column of the kind, the column of the file that holds it."""

    is_all_or_nothing = forms.BooleanField(label=_("有错误时整批不导入"), required=False)
    duplicates = forms.ChoiceField(
        label=_("与现有记录重复时"), choices=Duplicates.choices, required=False
    )

    def __init__(
        self,
        *args: Any,
        kind: ImportKind,
        header: Sequence[str],
        mapping: Mapping[str, int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, StrOrPromise]] = [(NOT_IN_FILE, _("— 文件里没有 —"))]
        choices += [(str(n), head or f"#{n + 1}") for n, head in enumerate(header)]
        if not kind.resolves_duplicates:
            del self.fields["duplicates"]
        for column in kind.columns:
            self.fields[f"column.{column.key}"] = forms.ChoiceField(
                label=column.label,
                choices=choices,
                widget=forms.Select(attrs={"class": "in"}),
                initial=str(mapping.get(column.key, NOT_IN_FILE)),
                required=False,
                help_text=_("必填") if column.is_required else "",
            )

    def mapping(self) -> dict[str, int]:
        """Column key to place in the file; what is not in the file is left out."""
        return {
            name.removeprefix("column."): int(value)
            for name, value in self.cleaned_data.items()
            if name.startswith("column.") and value not in ("", NOT_IN_FILE)
        }

    def column_fields(self) -> list[BoundField]:
        """The fields of the columns, without the option below them."""
        return [field for field in self if field.name.startswith("column.")]


def corrections(posted: QueryDict) -> Corrections:
    """Cells (``r12.vin``), skips (``skip`` among the ``shown`` rows) and what to do with
    duplicates (``d12``) as posted by the check."""
    cells: dict[int, dict[str, str]] = {}
    resolutions: dict[int, str] = {}
    for name in posted:
        parts = name[1:].split(".", 1)
        if not parts[0].isdecimal():
            continue
        row = int(parts[0][:9])
        if name.startswith("r") and len(parts) == _CELL_PARTS:
            cells.setdefault(row, {})[parts[1]] = posted.get(name, "")
        elif name.startswith("d") and len(parts) == 1:
            resolutions[row] = posted.get(name, "")
    left_out = {text for text in posted.getlist("skip") if text.isdecimal()}
    shown = [text for text in posted.getlist("shown") if text.isdecimal()]
    skipped = {int(text[:9]): text in left_out for text in shown}
    return Corrections(cells, skipped, resolutions)
