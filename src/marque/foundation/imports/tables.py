from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marque.foundation.imports.models import ImportBatch, Stage
from marque.foundation.imports.registry import UnknownKind, get_kind
from marque.foundation.ui.tables import (
    BadgeColumn,
    Card,
    ChoiceFilter,
    Create,
    DateRangeFilter,
    DateTimeColumn,
    Empty,
    LinkColumn,
    NumberColumn,
    PersonColumn,
    Table,
    TextColumn,
)

FAMILIES = {
    Stage.UPLOADED: "gray",
    Stage.MAPPED: "gray",
    Stage.CHECKED: "blue",
    Stage.RUNNING: "amber",
    Stage.DONE: "green",
    Stage.UNDOING: "amber",
    Stage.FAILED: "red",
    Stage.UNDONE: "void",
}


def kind_label(batch: ImportBatch) -> str:
    """What the batch brings in; its key when no app knows the kind any more."""
    try:
        return str(get_kind(batch.kind).label)
    except UnknownKind:
        return batch.kind


class ImportTable(Table):
    """The batches this person may see."""

    key = "imports.batches"
    title, unit = _("数据导入"), _("批")
    select_related = ("created_by", "store")
    search = ("number__icontains", "file_name__icontains")
    search_hint = _("批次号、文件名")
    default_sort = ("-created_at",)

    number = LinkColumn(_("批次号"))
    kind = TextColumn(_("数据种类"), kind_label, sort="kind")
    file_name = TextColumn(_("文件名"))
    stage = BadgeColumn(
        _("进度"), "get_stage_display", sort="stage", family=lambda row: FAMILIES[row.stage]
    )
    quantity_rows = NumberColumn(_("行数"))
    quantity_created = NumberColumn(_("新增"))
    quantity_updated = NumberColumn(_("更新"))
    quantity_refused = NumberColumn(_("有错误"))
    created_by = PersonColumn(_("导入人"))
    created_at = DateTimeColumn(_("上传时间"))
    message = TextColumn(_("结果说明"), show=False)

    by_stage = ChoiceFilter(_("进度"), "stage", choices=Stage.choices)
    by_day = DateRangeFilter(_("上传日期"), "created_at", is_datetime=True)

    card = Card(title=("number", "kind"), badge="stage", lines=(("file_name", "quantity_rows"),))
    empty = Empty(
        _("还没有导入过数据"),
        _("上传文件后，每一批的检查结果和导入结果会留在这里"),
        "file-import",
    )
    create = Create(_("导入数据"), "imports:batch_create", "imports.add_importbatch", "file-import")

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[ImportBatch]:
        """The batches in the person's scope."""
        batches: QuerySet[ImportBatch] = ImportBatch.objects.visible_to(user).in_store(store)
        return batches

    def row_url(self, row: ImportBatch) -> str:
        """The batch's page."""
        return self.surl("imports:batch_detail", number=row.number)
