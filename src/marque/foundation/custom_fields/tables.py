"""The list of custom fields."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from marque.foundation.custom_fields.models import FieldDefinition, FieldKind
from marque.foundation.custom_fields.registry import find_target, targets
from marque.foundation.ui.tables import (
    BoolColumn,
    BoolFilter,
    Card,
    ChoiceFilter,
    Create,
    Empty,
    LinkColumn,
    NumberColumn,
    Table,
    TextColumn,
    View,
)


def _target(row: FieldDefinition) -> str:
    found = find_target(row.target)
    return str(found.label) if found else row.target


class FieldTable(Table):
    """Every field that was added, by what it belongs to."""

    key = "custom_fields.fields"
    title, unit = _("自定义字段"), _("个")
    search = ("label__icontains", "label_en__icontains", "code__icontains")
    search_hint = _("名称、代码")
    default_sort = ("target", "position")

    label = LinkColumn(_("名称"), "caption", sort="label")
    target = TextColumn(_("对象"), _target, sort="target")
    code = TextColumn(_("字段代码"))
    kind = TextColumn(_("类型"), "get_kind_display", sort="kind")
    group = TextColumn(_("分组"))
    position = NumberColumn(_("顺序"))
    required = BoolColumn(_("必填"), "is_required")
    listed = BoolColumn(_("列表默认显示"), "in_list")
    active = BoolColumn(_("启用"), "is_active")

    by_target = ChoiceFilter(
        _("对象"), "target", choices=lambda _table: [(t.key, t.label) for t in targets()]
    )
    by_kind = ChoiceFilter(_("类型"), "kind", choices=FieldKind.choices)
    by_active = BoolFilter(_("启用"), "is_active")

    views = (View("active", _("启用"), "by_active=1", default=True), View("all", _("全部")))
    card = Card(title=("label",), badge="kind", lines=(("target", "code"),))
    empty = Empty(
        _("还没有自定义字段"),
        _(
            "在客户、车型版本、销售订单等对象上增加自己的字段，会出现在表单、列表、筛选、导入和导出中。"
        ),
        icon="columns-3",
    )
    create = Create(_("新建字段"), "custom_fields:field_new", "custom_fields.edit_fielddefinition")

    @classmethod
    def source(cls, user: Any, store: Any) -> Any:
        """All fields: they are the group's."""
        return FieldDefinition.objects.all()

    def row_url(self, row: Any) -> str:
        """The form of the field."""
        if not self.may("custom_fields.edit_fielddefinition"):
            return ""
        return self.surl("custom_fields:field", pk=row.pk)
