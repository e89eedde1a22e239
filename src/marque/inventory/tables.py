"""The lists of inventory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from operator import attrgetter
from typing import Any, ClassVar

from django.db.models import DecimalField, ExpressionWrapper, F, Q, QuerySet, Value
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marque.catalog.api import Trim
from marque.foundation.dictionaries import parameters
from marque.foundation.ui import cells, status_families
from marque.foundation.ui.choices import with_rows
from marque.foundation.ui.columns import once_a_key
from marque.foundation.ui.tables import (
    AgeColumn,
    AgeFilter,
    BulkAction,
    Card,
    ChoiceFilter,
    Column,
    Create,
    DateColumn,
    DateTimeColumn,
    Empty,
    LinkColumn,
    MoneyColumn,
    PersonColumn,
    RelatedFilter,
    StatusColumn,
    Table,
    TextColumn,
    TextFilter,
    View,
    VinColumn,
)
from marque.inventory.models import PDIInspection, Vehicle
from marque.inventory.models.vehicles import shows_state
from marque.inventory.queries.stock import DAYS_A_YEAR
from marque.inventory.queries.vehicles import with_list_facts, with_state_of_hold
from marque.inventory.workflow import (
    CERTIFICATE_FAMILIES,
    EXPECTED,
    LOCKED,
    LOCKED_LABEL,
    OWNED,
    PDI_FAMILIES,
    SALEABLE,
    VEHICLE_FAMILIES,
    CertificateStatus,
    PDIStatus,
    VehicleStatus,
)

ALERT_DAYS, INTEREST_RATE = "inventory.age_alert_days", "inventory.interest_rate"
TO_REDEEM = (CertificateStatus.AT_BANK, CertificateStatus.REDEEMING)
STATES = ((LOCKED, LOCKED_LABEL), *VehicleStatus.choices)

status_families.register("inventory.vehicle", {str(k): v for k, v in VEHICLE_FAMILIES.items()})
status_families.register(
    "inventory.certificate", {str(k): v for k, v in CERTIFICATE_FAMILIES.items()}
)
status_families.register("inventory.pdiinspection", {str(k): v for k, v in PDI_FAMILIES.items()})


@dataclass
class ModelColumn(LinkColumn):
    """“X7 2026 款 插混 智享版”: the identity of a vehicle for people."""

    def read(self, row: Any) -> str:
        trim = getattr(row, "vehicle", row).trim
        return f"{trim.model.label} {trim.label}"

    def inner(self, row: Any) -> str:
        trim = getattr(row, "vehicle", row).trim
        return format_html('{} <span class="ink2">{}</span>', trim.model.label, trim.label)

    def drawer(self) -> Callable[[Any], str]:
        return once_a_key(lambda row: getattr(row, "vehicle", row).trim_id, self.inner)


@dataclass
class ColourColumn(Column):
    """A swatch, the outside colour and the inside one."""

    def read(self, row: Any) -> str:
        names = [colour.label for colour in (row.exterior, row.interior) if colour]
        return " / ".join(names)

    def inner(self, row: Any) -> str:
        if not row.exterior:
            return cells.DASH
        inside = (
            format_html(' <span class="muted">/ {}</span>', row.interior) if row.interior else ""
        )
        return format_html("{} {}{}", cells.swatch(row.exterior.hex), row.exterior, inside)

    def drawer(self) -> Callable[[Any], str]:
        return once_a_key(attrgetter("exterior_id", "interior_id"), self.inner)


@dataclass
class HolderColumn(Column):
    """Who holds the vehicle, for what, and until when."""

    def read(self, row: Any) -> str:
        if not row.held_name:
            return ""
        until = timezone.localtime(row.held_until).strftime("%m-%d %H:%M") if row.held_until else ""
        what = row.held_number or row.held_reason
        return " · ".join(part for part in (row.held_name, what, until) if part)


def _models(table: Table) -> Any:
    """The models that stand in this stock."""
    stock = Vehicle.objects.visible_to(table.user).in_store(table.store)
    return (
        with_rows(Trim.objects.all(), stock.filter(status__in=sorted(OWNED)), "trim")
        .order_by("model__name")
        .values_list("model_id", "model__name")
        .distinct()
    )


def _in_states(states: list[str]) -> Q:
    return shows_state(states, now=timezone.now())


class StockTable(Table):
    """库存车辆: every vehicle with its one state and one place."""

    key = "inventory.stock"
    title, unit = _("库存车辆"), _("台")
    select_related = ("trim__model", "exterior", "interior")
    only = (
        "vin", "status", "place_text", "received_on", "expected_on", "certificate_status",
        "certificate_no", "engine_number", "amount_cost", "store__name",
        "trim__name", "trim__name_en", "trim__model__name", "trim__model__name_en",
        "exterior__name", "exterior__name_en", "exterior__hex",
        "interior__name", "interior__name_en",
    )  # fmt: skip
    search = (
        "vin__iendswith",
        "trim__name__icontains",
        "trim__model__name__icontains",
        "exterior__name__icontains",
        "place_text__icontains",
    )
    search_hint = _("车架号后 6 位、车型、颜色")
    default_sort = ("-age",)
    export_right = "inventory.export_vehicle"

    model = ModelColumn(_("车型"), sort=("trim__model__name", "trim__name"))
    colour = ColourColumn(_("颜色 / 内饰"), sort="exterior__name")
    vin = VinColumn(_("车架号"))
    state = StatusColumn(_("状态"), kind="inventory.vehicle", choices=STATES)
    store = TextColumn(_("门店"), "store.name", show=False, joins=("store",))
    place = TextColumn(_("位置"), "place_text", css="ink2")
    age = AgeColumn(_("库龄"), "received_on")
    certificate = StatusColumn(
        _("合格证"),
        "certificate_status",
        kind="inventory.certificate",
        choices=CertificateStatus.choices,
        dot=False,
    )
    cost = MoneyColumn(
        _("进价 ¥"), "amount_cost", places=0, total=True, right="inventory.view_vehiclecost"
    )
    msrp = MoneyColumn(_("指导价 ¥"), "amount_msrp", places=0, sort=F("amount_msrp"))
    interest = MoneyColumn(
        _("日息 ¥"),
        "amount_interest",
        places=1,
        sort="amount_cost",
        right="inventory.view_vehiclecost",
    )
    holder = HolderColumn(_("占用"), css="fs12 ink2", sort=False)
    received = DateColumn(_("到店日期"), "received_on", show=False)
    engine = TextColumn(_("发动机号 / 电机号"), "engine_number", show=False)
    certificate_no = TextColumn(_("合格证号"), "certificate_no", show=False)

    by_state = ChoiceFilter(_("状态"), "state", choices=STATES, where=_in_states)
    by_model = RelatedFilter(_("车型"), "trim__model", choices=_models)
    by_colour = TextFilter(_("颜色"), "exterior__name")
    age_days = AgeFilter(_("库龄"), "received_on")
    by_certificate = ChoiceFilter(
        _("合格证"), "certificate_status", choices=CertificateStatus.choices
    )
    by_place = TextFilter(_("位置"), "place_text", primary=False)

    card = Card(
        title=("model",),
        badge="state",
        lines=(("colour", "vin"), ("place", "age"), ("holder",)),
    )
    empty = Empty(_("还没有库存车辆"), _("车辆入库后，会立即出现在这里。"), "car")
    create = Create(_("车辆入库"), "inventory:vehicle_receive", "inventory.receive_vehicle")
    actions: ClassVar[tuple[BulkAction, ...]] = (
        BulkAction(
            _("申请赎证"), "inventory:bulk_redeem", "certificate", "inventory.change_certificate"
        ),
        BulkAction(_("打印车卡"), "inventory:bulk_tags", "printer", "inventory.view_vehicle"),
    )

    def __init__(self, user: Any, **kwargs: Any) -> None:
        super().__init__(user, **kwargs)
        known = parameters.values(ALERT_DAYS, INTEREST_RATE, store=self.store)
        days, self.interest_rate = int(known[ALERT_DAYS]), known[INTEREST_RATE]
        owned = Q(status__in=sorted(OWNED))
        self.views = (  # type: ignore[misc]  # the alert line is a row, so the tab is made here
            View("stock", _("全部在库"), where=owned, default=True),
            View(
                "overdue",
                _now("超期 %(n)d 天") % {"n": days},
                where=owned & Q(received_on__lt=self.today - timedelta(days=days)),
                hot=True,
            ),
            View("saleable", _("可售现车"), where=_in_states(sorted(SALEABLE))),
            View("held", _("预占 / 锁定"), where=_in_states([LOCKED])),
            View(
                "redeem",
                _("待赎证"),
                where=owned
                & Q(
                    certificate_status__in=(CertificateStatus.AT_BANK, CertificateStatus.REDEEMING)
                ),
            ),
        )

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        found: QuerySet[Any] = Vehicle.objects.visible_to(user).in_store(store)
        return found

    def annotate(self, queryset: Any) -> QuerySet[Any]:
        daily = Value(self.interest_rate / 100 / DAYS_A_YEAR)
        now = timezone.now()
        facts = with_list_facts(queryset, today=self.today, now=now)
        return with_state_of_hold(facts).annotate(  # type: ignore[no-any-return]
            amount_interest=ExpressionWrapper(
                F("amount_cost") * daily, output_field=DecimalField(max_digits=14, decimal_places=4)
            )
        )

    def row_url(self, row: Any) -> str:
        return self.surl("inventory:vehicle_detail", vin=row.vin)


class ArrivalTable(StockTable):
    """在途与到店: cars on their way, and those that came and wait for their inspection."""

    key = "inventory.arrivals"
    title = _("在途与到店")
    default_sort = ("expected",)
    expected = DateColumn(_("预计到店"), "expected_on")
    received = DateColumn(_("到店日期"), "received_on")
    msrp = None  # type: ignore[assignment]
    interest = None  # type: ignore[assignment]
    holder = None  # type: ignore[assignment]
    cost = None  # type: ignore[assignment]
    age = None  # type: ignore[assignment]
    age_days = None  # type: ignore[assignment]
    card = Card(
        title=("model",),
        badge="state",
        lines=(("colour", "vin"), ("place", "expected")),
    )
    empty = Empty(_("没有在途车辆"), _("登记在途车辆后，到店时扫码即可入库。"), "truck-delivery")
    actions = ()

    def __init__(self, user: Any, **kwargs: Any) -> None:
        super().__init__(user, **kwargs)
        coming = Q(status__in=sorted(EXPECTED))
        today = Q(received_on=self.today)
        pending = Q(status=VehicleStatus.PENDING_PDI)
        self.views = (  # type: ignore[misc]
            View("open", _("全部"), where=coming | pending, default=True),
            View("coming", _("在途"), where=coming),
            View("late", _("逾期未到"), where=coming & Q(expected_on__lt=self.today), hot=True),
            View("today", _("今日到车"), where=today),
            View("pending", _("待 PDI"), where=pending),
        )

    def annotate(self, queryset: Any) -> QuerySet[Any]:
        found: QuerySet[Any] = queryset.with_state(now=timezone.now())
        return found

    def row_url(self, row: Any) -> str:
        if row.status in EXPECTED and self.may("inventory.receive_vehicle"):
            return self.surl("inventory:vehicle_receive") + f"?vin={row.vin}"
        return super().row_url(row)


class PDITable(Table):
    """PDI 检查: the inspections of a store."""

    key = "inventory.pdi"
    title, unit = _("PDI 检查"), _("次")
    select_related = ("vehicle__trim__model__series__brand", "vehicle__store", "inspector", "store")
    defer = ("vehicle__trim__parameters",)
    search = ("number__icontains", "vehicle__vin__iendswith", "vehicle__trim__name__icontains")
    search_hint = _("单号、车架号后 6 位、车型")
    default_sort = ("-created",)

    number = LinkColumn(_("单号"))
    model = ModelColumn(_("车型"), sort=False)
    vin = VinColumn(_("车架号"), "vehicle.vin")
    status = StatusColumn(_("状态"), kind="inventory.pdiinspection", choices=PDIStatus.choices)
    place = TextColumn(_("位置"), "vehicle.place_text", css="ink2")
    inspector = PersonColumn(_("检查人"))
    created = DateTimeColumn(_("开始"), "created_at")
    finished = DateTimeColumn(_("完成"), "finished_at")
    conclusion = TextColumn(_("结论说明"))

    by_status = ChoiceFilter(_("状态"), "status", choices=PDIStatus.choices)
    views = (
        View("open", _("检查中"), "by_status=open"),
        View("failed", _("不合格"), "by_status=failed"),
        View("all", _("全部"), default=True),
    )
    card = Card(title=("number",), badge="status", lines=(("model", "vin"), ("place", "created")))
    empty = Empty(
        _("还没有 PDI 检查"), _("车辆到店后，在下方待检车辆中开始检查。"), "clipboard-check"
    )

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        rows: QuerySet[Any] = PDIInspection.objects.visible_to(user).in_store(store)
        return rows

    def row_url(self, row: Any) -> str:
        return self.surl("inventory:pdi_detail", number=row.number)
