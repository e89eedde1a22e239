"""The four steps of the wizard and where a batch stands in them."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from marque.foundation.imports.kinds import ImportKind
from marque.foundation.imports.models import ImportBatch, Stage

_PAGES = {
    Stage.UPLOADED: "batch_columns",
    Stage.MAPPED: "batch_columns",
    Stage.CHECKED: "batch_check",
    Stage.FAILED: "batch_check",
    Stage.RUNNING: "batch_result",
    Stage.DONE: "batch_result",
    Stage.UNDOING: "batch_result",
    Stage.UNDONE: "batch_result",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step as the stepper shows it; `state` is done, now or empty."""

    label: str
    note: str
    state: str


def step_url(batch: ImportBatch, store_code: str) -> str:
    """The page of the step the batch has reached."""
    page = _PAGES[Stage(batch.stage)]
    return reverse(f"imports:{page}", kwargs={"store": store_code, "number": batch.number})


def steps_of(batch: ImportBatch | None, kind: ImportKind | None, current: int) -> list[Step]:
    """The stepper with step `current` (1 to 4) as the present one."""
    labels = (_("上传文件"), _("匹配列"), _("检查数据"), _("导入"))
    notes = ("", "", "", _("可整批撤销"))
    if batch is not None and kind is not None:
        notes = (batch.file_name[:40], _columns_note(batch, kind), _check_note(batch), notes[3])
    return [
        Step(label, note, _state(number, current, batch))
        for number, (label, note) in enumerate(zip(labels, notes, strict=True), start=1)
    ]


def _state(number: int, current: int, batch: ImportBatch | None) -> str:
    is_over = batch is not None and batch.stage in {Stage.DONE, Stage.UNDOING, Stage.UNDONE}
    if number < current or is_over:
        return "done"
    return "now" if number == current else ""


def _columns_note(batch: ImportBatch, kind: ImportKind) -> str:
    if kind.is_structured:
        return _("结构固定，无需匹配")
    return _("%(n)d / %(all)d 已匹配") % {"n": len(batch.mapping), "all": len(kind.columns)}


def _check_note(batch: ImportBatch) -> str:
    problems = batch.quantity_refused + batch.quantity_warned
    if batch.stage in {Stage.UPLOADED, Stage.MAPPED}:
        return ""
    return _("%(n)d 行待处理") % {"n": problems} if problems else _("没有问题")
