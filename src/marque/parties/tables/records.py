"""Lists of the customer file: repair visits, and loans, insurance, plates and inspections."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marque.foundation.dictionaries.words import entries_of
from marque.foundation.ui.tables import (
    BadgeColumn,
    Card,
    ChoiceFilter,
    DateColumn,
    DateRangeFilter,
    Empty,
    LinkColumn,
    MoneyColumn,
    NumberColumn,
    NumberRangeFilter,
    PersonColumn,
    RelatedFilter,
    Table,
    TextColumn,
    TextFilter,
    View,
)
from marque.parties.models import DealingKind, DealingRecord, RecordSource, ServiceRecord
from marque.parties.queries import matching_customer
from marque.parties.tabs import of_customer
from marque.parties.words import SERVICE_KIND
from marque.parties.workflow import RecordStatus

VALID = Q(status=RecordStatus.VALID)


def _family(row: Any) -> str:
    return str(row.family)


def _kinds(_table: Any) -> list[tuple[int, str]]:
    return [(row.pk, row.label) for row in entries_of(SERVICE_KIND, all_of_them=True)]


def _measures(row: Any) -> str:
    """Mileage and hours with their units, for the card on a phone."""
    km = f"{row.mileage_km:,} km" if row.mileage_km is not None else ""
    hours = "" if row.quantity_hours is None else _hours(row.quantity_hours)
    return " · ".join(filter(None, (km, hours)))


def _hours(hours: Any) -> str:
    return _now("%(n)s 工时") % {"n": f"{hours.normalize():f}"}


class ServiceTable(Table):
    """Repair visits of the customers that the user may see."""

    key = "parties.services"
    title, unit = _("维修保养记录"), _("条")
    select_related = ("customer", "customer__store", "kind", "adviser", "store")
    prefetch = ("parts",)
    search = (
        "number__istartswith",
        "document_number__istartswith",
        "plate__icontains",
        "vin__iendswith",
        matching_customer,
    )
    search_hint = _("记录编号、原单号、车牌、车架号、客户")
    default_sort = ("-came", "-number")
    export_right = "parties.export_customer"

    number = LinkColumn(_("记录编号"), sort="id")
    came = DateColumn(_("进厂日期"), "came_on")
    customer = TextColumn(_("客户"), "customer.name", sort="customer__name_pinyin")
    kind = BadgeColumn(_("类型"), "kind.label", sort="kind__position", family="blue")
    plate = TextColumn(_("车辆"), "car_words", sort="plate")
    mileage = NumberColumn(_("进厂里程 km"), "mileage_km")
    fault = TextColumn(_("故障名称"), css="cl")
    parts = TextColumn(_("配件"), "parts_words", sort=False, css="cl")
    adviser = PersonColumn(_("接待人"), "adviser_label", sort=("adviser__name", "adviser_name"))
    hours = NumberColumn(_("工时"), "quantity_hours", places=1)
    labour = MoneyColumn(_("工时费 ¥"), "amount_labour", show=False, total=True)
    material = MoneyColumn(_("配件费 ¥"), "amount_parts", show=False, total=True)
    total = MoneyColumn(_("合计 ¥"), "amount_total", sort=False)
    status = BadgeColumn(_("状态"), "get_status_display", family=_family, sort="status")
    document = TextColumn(_("原单号"), "document_number", show=False)
    origin = TextColumn(_("记录来源"), "get_source_display", sort="source", show=False)
    vin = TextColumn(_("车架号"), show=False)
    store = TextColumn(_("门店"), "store.name", show=False)
    remark = TextColumn(_("备注"), show=False)
    measures = TextColumn(_("里程与工时"), _measures, sort=False, show=False)

    by_kind = RelatedFilter(_("类型"), "kind", choices=_kinds)
    by_day = DateRangeFilter(_("进厂日期"), "came_on")
    by_mileage = NumberRangeFilter(_("里程"), "mileage_km", unit="km", primary=False)
    by_source = ChoiceFilter(_("记录来源"), "source", choices=RecordSource.choices, primary=False)
    by_customer = TextFilter(_("客户"), where=of_customer("customer"), primary=False)

    views = (
        View("valid", _("有效"), where=VALID, default=True),
        View("voided", _("已作废"), where=~VALID),
        View("all", _("全部")),
    )
    card = Card(
        title=("came", "kind"),
        badge="status",
        lines=(("customer", "plate"), ("fault", "measures"), ("parts",), ("adviser", "total")),
    )
    empty = Empty(_("还没有维修保养记录"), _("在客户页登记，或从原系统导出后导入。"), icon="tools")

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """The visits of the customers in reach."""
        found: QuerySet[Any] = ServiceRecord.objects.visible_to(user).in_store(store)
        return found

    def row_url(self, row: Any) -> str:
        """The page of the visit."""
        return self.surl("parties:service_detail", number=row.number)


class DealingTable(Table):
    """Loans, insurance, plates and inspections of the customers that the user may see."""

    key = "parties.dealings"
    title, unit = _("业务档案"), _("条")
    select_related = ("customer", "customer__store", "owner", "store")
    search = (
        "number__istartswith",
        "document_number__istartswith",
        "plate__icontains",
        "vin__iendswith",
        "provider__icontains",
        matching_customer,
    )
    search_hint = _("记录编号、合同或保单号、车牌、机构、客户")
    default_sort = ("-done", "-number")
    export_right = "parties.export_customer"

    number = LinkColumn(_("记录编号"), sort="id")
    done = DateColumn(_("办理日期"), "done_on")
    customer = TextColumn(_("客户"), "customer.name", sort="customer__name_pinyin")
    kind = BadgeColumn(_("业务种类"), "get_kind_display", sort="kind", family="blue")
    plate = TextColumn(_("车辆"), "car_words", sort="plate")
    provider = TextColumn(_("承办机构"))
    document = TextColumn(_("合同/保单/证号"), "document_number")
    amount = MoneyColumn(_("金额 ¥"), total=True)
    expires = DateColumn(_("到期日期"), "expires_on")
    owner = PersonColumn(_("经办人"), "owner")
    status = BadgeColumn(_("状态"), "get_status_display", family=_family, sort="status")
    origin = TextColumn(_("记录来源"), "get_source_display", sort="source", show=False)
    vin = TextColumn(_("车架号"), show=False)
    store = TextColumn(_("门店"), "store.name", show=False)
    remark = TextColumn(_("备注"), show=False)

    by_kind = ChoiceFilter(_("业务种类"), "kind", choices=DealingKind.choices)
    by_day = DateRangeFilter(_("办理日期"), "done_on")
    by_expiry = DateRangeFilter(_("到期日期"), "expires_on")
    by_provider = TextFilter(_("承办机构"), "provider", primary=False)
    by_source = ChoiceFilter(_("记录来源"), "source", choices=RecordSource.choices, primary=False)
    by_customer = TextFilter(_("客户"), where=of_customer("customer"), primary=False)

    views = (
        View("valid", _("有效"), where=VALID, default=True),
        View("insurance", _("保险"), where=VALID & Q(kind__in=("insurance", "renewal"))),
        View("loan", _("贷款"), where=VALID & Q(kind="loan")),
        View("plate", _("上牌"), where=VALID & Q(kind="plate")),
        View("inspection", _("年审"), where=VALID & Q(kind="inspection")),
        View("voided", _("已作废"), where=~VALID),
        View("all", _("全部")),
    )
    card = Card(
        title=("kind", "customer"),
        badge="status",
        lines=(("plate", "amount"), ("provider", "document"), ("done", "expires")),
    )
    empty = Empty(
        _("还没有业务档案"),
        _("贷款、保险、上牌和年审在客户页登记，或从文件导入。"),
        icon="certificate",
    )

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """The arrangements of the customers in reach."""
        found: QuerySet[Any] = DealingRecord.objects.visible_to(user).in_store(store)
        return found

    def row_url(self, row: Any) -> str:
        """The page of the arrangement."""
        return self.surl("parties:dealing_detail", number=row.number)
