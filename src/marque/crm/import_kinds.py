"""What crm can import; registered by `apps.py`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.crm.services.import_leads import LeadImporter
from marque.foundation.imports.kinds import ImportColumn, ImportKind

LEADS = ImportKind(
    key="crm.leads",
    label=_("线索（平台文件）"),
    right="crm.create_lead",
    importer=LeadImporter(),
    columns=(
        ImportColumn(
            "phone",
            _("手机"),
            ("手机号", "手机号码", "电话", "联系电话", "客户电话", "phone", "mobile"),
            is_required=True,
            example="13812345678",
        ),
        ImportColumn(
            "name",
            _("称呼"),
            ("姓名", "客户姓名", "客户名称", "联系人", "name"),
            example="刘先生",
        ),
        ImportColumn(
            "source",
            _("来源"),
            ("线索来源", "渠道", "平台", "来源渠道", "source"),
            is_required=True,
            example="懂车帝",
        ),
        ImportColumn("series", _("意向车系"), ("车系", "意向车型", "车型", "series", "model")),
        ImportColumn("level", _("意向级别"), ("级别", "level"), example="H"),
        ImportColumn("wish", _("需求"), ("备注", "留言", "客户需求", "note")),
        ImportColumn("source_note", _("来源说明"), ("活动", "推广计划", "campaign")),
        ImportColumn("external_key", _("平台线索号"), ("线索ID", "线索编号", "lead_id", "id")),
    ),
    description=_("平台导出的线索：号码相同的客户不会重复建档，并按规则分配"),
    icon="target",
    maximum_rows=10_000,
)

KINDS: tuple[ImportKind, ...] = (LEADS,)
