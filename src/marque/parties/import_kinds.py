"""What parties can import; registered by `apps.py`."""

from __future__ import annotations

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marque.foundation.custom_fields.import_columns import WithCustom
from marque.foundation.imports.kinds import ImportColumn, ImportKind
from marque.foundation.imports.parsers import (
    CellProblem,
    parse_choice,
    parse_date,
    parse_decimal,
    parse_flag,
    parse_integer,
    parse_money,
)
from marque.kernel import divisions
from marque.parties.models import (
    CustomerKind,
    CustomerSource,
    DealingKind,
    EnterpriseSize,
    Gender,
    IdentityType,
)
from marque.parties.services.compare_customers import CustomerComparer
from marque.parties.services.import_customers import CustomerImporter
from marque.parties.services.import_records import DealingImporter, ServiceImporter


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

WHO = ImportColumn(
    "customer",
    _("客户编号或手机"),
    ("客户", "客户编号", "手机", "手机号", "手机号码", "电话", "联系电话", "customer", "phone"),
    is_required=True,
    example="13857016128",
)
CAR_COLUMNS = (
    ImportColumn("plate", _("车牌号"), ("车牌", "车牌号码", "plate"), example="苏A12345"),
    ImportColumn("vin", _("车架号"), ("VIN", "车辆识别代号", "vin")),
    ImportColumn("car", _("车型"), ("车系", "车辆型号", "model")),
)
REMARK = ImportColumn("remark", _("备注"), ("说明", "备注信息", "remark"))
OWN_NUMBER = ("工单号", "单号", "结算单号", "施工单号", "order no")

SERVICES = ImportKind(
    key="parties.service_record",
    label=_("维修保养记录"),
    right="parties.import_record",
    importer=ServiceImporter(),
    columns=(
        WHO,
        ImportColumn(
            "came_on",
            _("进厂日期"),
            ("日期", "来厂日期", "接车日期", "维修日期", "date"),
            is_required=True,
            parse=parse_date,
            example="2025-06-18",
        ),
        ImportColumn(
            "kind",
            _("维修保养类型"),
            ("类型", "维修类型", "业务类型", "type"),
            is_required=True,
            example="保养",
        ),
        ImportColumn("document_number", _("原单号"), OWN_NUMBER, example="WO20250618001"),
        *CAR_COLUMNS,
        ImportColumn(
            "mileage_km",
            _("进厂里程 km"),
            ("里程", "里程 km", "进厂里程", "行驶里程", "公里数", "mileage"),
            parse=parse_integer,
            example="20000",
        ),
        ImportColumn("fault", _("故障名称"), ("故障", "故障描述", "维修项目", "项目", "fault")),
        ImportColumn(
            "parts",
            _("配件"),
            ("使用配件", "更换配件", "材料", "parts"),
            example="机油滤清器×1；机油×4",
        ),
        ImportColumn("adviser", _("接待人"), ("服务顾问", "接待", "前台接待", "SA", "adviser")),
        ImportColumn(
            "quantity_hours", _("工时"), ("工时数", "hours"), parse=parse_decimal, example="1.5"
        ),
        ImportColumn(
            "amount_labour", _("工时费"), ("人工费", "labour"), parse=parse_money, example="120.00"
        ),
        ImportColumn("amount_parts", _("配件费"), ("材料费",), parse=parse_money, example="380.00"),
        REMARK,
    ),
    description=_("原系统或纸质的工单：同一单号只登记一次，按客户编号或手机归到客户"),
    icon="tools",
)

DEALINGS = ImportKind(
    key="parties.dealing_record",
    label=_("业务档案"),
    right="parties.import_record",
    importer=DealingImporter(),
    columns=(
        WHO,
        ImportColumn(
            "kind",
            _("业务种类"),
            ("业务类型", "类型", "业务", "type"),
            is_required=True,
            parse=parse_choice(dict(DealingKind.choices)),
            example="续保",
        ),
        ImportColumn(
            "done_on",
            _("办理日期"),
            ("日期", "投保日期", "上牌日期", "年审日期", "放款日期", "date"),
            is_required=True,
            parse=parse_date,
            example="2025-12-01",
        ),
        ImportColumn(
            "expires_on",
            _("到期日期"),
            ("到期日", "保险到期", "终保日期", "有效期至", "expiry"),
            parse=parse_date,
            example="2026-11-30",
        ),
        ImportColumn(
            "provider",
            _("承办机构"),
            ("保险公司", "银行", "机构", "贷款机构", "provider"),
            example="人保财险",
        ),
        ImportColumn(
            "document_number",
            _("合同/保单/证号"),
            ("保单号", "合同号", "贷款合同号", "证号", "单号", "policy no"),
        ),
        ImportColumn(
            "amount",
            _("金额"),
            ("保费", "贷款金额", "费用", "amount"),
            parse=parse_money,
            example="4860.00",
        ),
        *CAR_COLUMNS,
        ImportColumn("owner", _("经办人"), ("销售顾问", "负责人", "经手人")),
        REMARK,
    ),
    description=_("贷款、投保、续保、上牌和年审：同类同号只登记一次，到期前在客户页提示"),
    icon="certificate",
)

KINDS: tuple[ImportKind, ...] = (CUSTOMERS, SERVICES, DEALINGS)
