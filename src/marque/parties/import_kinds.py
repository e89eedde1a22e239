"""What parties can import; registered by `apps.py`."""

from __future__ import annotations

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marque.foundation.custom_fields.import_columns import WithCustom
from marque.foundation.imports.kinds import ImportColumn, ImportKind
from marque.foundation.imports.parsers import CellProblem, parse_choice, parse_date, parse_flag
from marque.kernel import divisions
from marque.parties.models import (
    CustomerKind,
    CustomerSource,
    EnterpriseSize,
    Gender,
    IdentityType,
)
from marque.parties.services.compare_customers import CustomerComparer
from marque.parties.services.import_customers import CustomerImporter


def parse_division(text: str) -> str:
    """The code of the one area that is meant.

    Raises:
        CellProblem: there is none, or more than one.
    """
    code = divisions.find(text)
    if code is None:
        raise CellProblem(_now("找不到唯一的地区“%(text)s”。") % {"text": text[:40]})
    return code


CUSTOMERS = ImportKind(
    key="parties.customer",
    label=_("客户"),
    right="parties.import_customer",
    importer=CustomerImporter(),
    columns=WithCustom(
        (
            ImportColumn(
                "name",
                _("客户名称"),
                ("姓名", "客户姓名", "名称", "客户", "公司名称", "name"),
                is_required=True,
                example="王丽萍",
            ),
            ImportColumn(
                "phone",
                _("手机"),
                ("电话", "手机号", "手机号码", "联系电话", "移动电话", "phone", "mobile"),
                is_required=True,
                example="13857016128",
            ),
            ImportColumn(
                "kind",
                _("类型"),
                ("客户类型", "客户性质"),
                parse=parse_choice(dict(CustomerKind.choices)),
            ),
            ImportColumn("phone_second", _("备用电话"), ("电话2", "其他电话", "固定电话")),
            ImportColumn(
                "id_type",
                _("证件类型"),
                ("证件种类",),
                parse=parse_choice(dict(IdentityType.choices)),
            ),
            ImportColumn(
                "id_number", _("证件号码"), ("身份证", "身份证号", "身份证号码", "证件号")
            ),
            ImportColumn("tax_id", _("统一社会信用代码"), ("信用代码", "税号", "纳税人识别号")),
            ImportColumn("born_on", _("生日"), ("出生日期", "出生年月日"), parse=parse_date),
            ImportColumn("gender", _("性别"), parse=parse_choice(dict(Gender.choices))),
            ImportColumn("wechat", _("微信号"), ("微信",)),
            ImportColumn("email", _("邮箱"), ("电子邮箱", "电子邮件", "email")),
            ImportColumn("do_not_call", _("谢绝来电"), ("免打扰",), parse=parse_flag),
            ImportColumn("occupation", _("职业")),
            ImportColumn("hobbies", _("兴趣爱好"), ("爱好", "兴趣")),
            ImportColumn("industry", _("行业"), ("所属行业",)),
            ImportColumn(
                "size", _("企业规模"), ("规模",), parse=parse_choice(dict(EnterpriseSize.choices))
            ),
            ImportColumn("legal_representative", _("法定代表人"), ("法人", "法人代表")),
            ImportColumn(
                "division", _("所在地区"), ("地区", "省市区", "区域"), parse=parse_division
            ),
            ImportColumn("address", _("详细地址"), ("地址", "住址", "联系地址")),
            ImportColumn(
                "source", _("来源"), ("客户来源",), parse=parse_choice(dict(CustomerSource.choices))
            ),
            ImportColumn("owner", _("归属人"), ("销售顾问", "顾问", "负责人", "归属顾问")),
            ImportColumn("notes", _("备注"), ("说明", "备注信息")),
        ),
        "parties.customer",
    ),
    description=_("个人和企业客户；按手机或证件号码识别重复，可补充、更新或跳过"),
    icon="users",
    resolves_duplicates=True,
    comparer=CustomerComparer(),
)

KINDS: tuple[ImportKind, ...] = (CUSTOMERS,)
