from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marque.catalog.models import (
    Accessory,
    BodyStyle,
    Brand,
    Drivetrain,
    EnergyType,
    ServiceItem,
    Trim,
    Unit,
)
from marque.foundation.custom_fields.list_columns import CustomColumns
from marque.foundation.ui.tables import (
    BoolColumn,
    BoolFilter,
    Card,
    ChoiceFilter,
    Create,
    Empty,
    LinkColumn,
    MoneyColumn,
    NumberColumn,
    NumberRangeFilter,
    RelatedFilter,
    StatusColumn,
    Table,
    TextColumn,
    View,
)


class TrimTable(CustomColumns, Table):
    """Every trim of the model library in one list."""

    custom_target = "catalog.trim"
    key = "catalog.trims"
    title, unit = _("车型版本"), _("个版本")
    select_related = ("model__series__brand",)
    defer = ("parameters",)
    search = (
        "name__icontains",
        "name_en__icontains",
        "model__name__icontains",
        "model__name_en__icontains",
        "model__series__brand__name__icontains",
        "model__series__brand__name_en__icontains",
    )
    search_hint = _("品牌、车系、版本")
    default_sort = ("brand", "model", "name")

    name = LinkColumn(_("版本"), "label", sort="name")
    brand = TextColumn(
        _("品牌"),
        "model.series.brand.label",
        sort=("model__series__brand__initial", "model__series__brand__name"),
    )
    model = TextColumn(_("车型"), "model.label", sort=("model__series__name", "model__year"))
    energy = StatusColumn(_("能源"), kind="energy", choices=EnergyType.choices, dot=False)
    body = TextColumn(_("车身"), "get_body_display", sort="body")
    drivetrain = TextColumn(_("驱动"), "get_drivetrain_display", sort="drivetrain")
    seats = NumberColumn(_("座位"))
    power_kw = NumberColumn(_("功率 kW"), places=0)
    battery_kwh = NumberColumn(_("电池 kWh"), places=1)
    range_km = NumberColumn(_("续航 km"))
    cycle = TextColumn(_("续航标准"), "get_cycle_display", sort="cycle")
    amount_msrp = MoneyColumn(_("指导价 ¥"), "amount_msrp", sort="amount_msrp")
    is_sold = BoolColumn(_("在售"))
    is_active = BoolColumn(_("启用"), show=False)
    code = TextColumn(_("编码"), "key", sort="key", show=False)

    by_brand = RelatedFilter(
        _("品牌"),
        "model__series__brand",
        choices=lambda _table: [(b.pk, b.label) for b in Brand.objects.all()],
    )
    by_energy = ChoiceFilter(_("能源"), "energy", choices=EnergyType.choices)
    by_body = ChoiceFilter(_("车身"), "body", choices=BodyStyle.choices)
    by_drive = ChoiceFilter(_("驱动"), "drivetrain", choices=Drivetrain.choices, primary=False)
    by_year = NumberRangeFilter(_("年款"), "model__year", primary=False)
    by_range = NumberRangeFilter(_("续航"), "range_km", unit="km", primary=False)
    by_sold = BoolFilter(_("在售"), "is_sold")
    by_active = BoolFilter(_("启用"), "is_active", primary=False)

    views = (
        View("sold", _("在售"), "by_sold=1&by_active=1", default=True),
        View("all", _("全部")),
    )
    card = Card(
        title=("brand", "model"),
        badge="energy",
        lines=(("name", "amount_msrp"), ("body", "range_km")),
    )
    empty = Empty(_("车型库还是空的"), _("导入车型数据后，品牌、车系、版本会出现在这里"), "car")

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Trim]:
        """The whole library: it is the group's, not a store's."""
        return Trim.objects.all()

    def annotate(self, queryset: QuerySet[Trim]) -> QuerySet[Trim]:
        """Add the list price in yuan as of today."""
        return queryset.with_msrp(on=self.today)  # type: ignore[attr-defined,no-any-return]

    def row_url(self, row: Trim) -> str:
        """The trim's page."""
        return self.surl("catalog:trim_detail", pk=row.pk)


class AccessoryTable(Table):
    """The accessories that may be sold with a car."""

    key = "catalog.accessories"
    title, unit = _("精品档案"), _("种")
    search = ("code__icontains", "name__icontains", "name_en__icontains", "category__icontains")
    search_hint = _("编码、名称、分类")
    default_sort = ("code",)

    code = LinkColumn(_("编码"))
    name = TextColumn(_("名称"), "label", sort="name")
    category = TextColumn(_("分类"))
    unit_name = TextColumn(_("单位"), "get_unit_display", sort="unit")
    amount_price = MoneyColumn(_("零售价 ¥"))
    amount_cost = MoneyColumn(_("成本 ¥"), right="catalog.view_accessory_cost")
    vat = NumberColumn(_("税率 %"), lambda row: row.rate_vat * 100, sort="rate_vat")
    vat_code = TextColumn(_("税收分类编码"), show=False)
    is_active = BoolColumn(_("启用"))

    by_unit = ChoiceFilter(_("单位"), "unit", choices=Unit.choices)
    by_active = BoolFilter(_("启用"), "is_active")

    views = (View("active", _("在用"), "by_active=1", default=True), View("all", _("全部")))
    card = Card(title=("code", "name"), lines=(("category", "amount_price"),))
    empty = Empty(_("还没有精品"), _("建好精品档案后，销售订单里就可以选用"), "package")
    create = Create(_("新建精品"), "catalog:accessory_create", "catalog.change_accessory")

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Accessory]:
        """All accessories: the archive is the group's."""
        return Accessory.objects.all()

    def row_url(self, row: Accessory) -> str:
        """The accessory's form."""
        return self.surl("catalog:accessory_edit", code=row.code)


class ServiceItemTable(Table):
    """The services sold with a car: registration, loan handling, inspection (BAS-02)."""

    key = "catalog.services"
    title, unit = _("服务项目"), _("项")
    search = ("code__icontains", "name__icontains", "name_en__icontains", "category__icontains")
    search_hint = _("编码、名称、类别")
    default_sort = ("code",)

    code = LinkColumn(_("编码"))
    name = TextColumn(_("名称"), "label", sort="name")
    category = TextColumn(_("类别"))
    amount_price = MoneyColumn(_("收费标准 ¥"))
    vat = NumberColumn(_("税率 %"), lambda row: row.rate_vat * 100, sort="rate_vat")
    is_active = BoolColumn(_("启用"))

    by_active = BoolFilter(_("启用"), "is_active")

    views = (View("active", _("在用"), "by_active=1", default=True), View("all", _("全部")))
    card = Card(title=("code", "name"), lines=(("category", "amount_price"),))
    empty = Empty(
        _("还没有服务项目"), _("上牌、贷款手续、检测等服务建档后，就有统一的收费标准"), "tools"
    )
    create = Create(_("新建服务项目"), "catalog:service_create", "catalog.change_accessory")

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[ServiceItem]:
        """All services: the archive is the group's."""
        return ServiceItem.objects.all()

    def row_url(self, row: ServiceItem) -> str:
        """The service's form."""
        return self.surl("catalog:service_edit", code=row.code)
