"""What billing can import; registered by `apps.py`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.billing.services.open_receivables import OpeningImporter
from marque.foundation.imports.kinds import ImportColumn, ImportKind
from marque.foundation.imports.parsers import parse_date, parse_money

OPENINGS = ImportKind(
    key="parties.opening_balance",
    label=_("客户期初应收"),
    right="billing.open_receivable",
    importer=OpeningImporter(),
    columns=(
        ImportColumn(
            "customer",
            _("客户编号或手机"),
            ("客户", "客户编号", "手机", "手机号", "电话", "customer", "phone"),
            is_required=True,
            example="13857016128",
        ),
        ImportColumn(
            "amount",
            _("金额"),
            ("期初余额", "应收金额", "欠款", "余额", "amount"),
            is_required=True,
            parse=parse_money,
            example="10000.00",
        ),
        ImportColumn(
            "since_on",
            _("发生日期"),
            ("日期", "业务日期", "date"),
            is_required=True,
            parse=parse_date,
            example="2025-11-30",
        ),
        ImportColumn("note", _("摘要"), ("备注", "说明")),
    ),
    description=_("建账前客户的欠款：记入期初余额和应收账龄，全部成功或全部不导入"),
    icon="scale",
    is_all_or_nothing=True,
)

KINDS: tuple[ImportKind, ...] = (OPENINGS,)
