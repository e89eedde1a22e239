"""The list of test drives (试乘试驾)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marque.crm.models import TestDrive
from marque.crm.queries.drives import car_text, list_drives
from marque.crm.workflow import OCCUPYING, TestDriveStatus
from marque.foundation.ui.choices import names_of
from marque.foundation.ui.status_families import register
from marque.foundation.ui.tables import (
    Card,
    ChoiceFilter,
    Create,
    DateRangeFilter,
    DateTimeColumn,
    Empty,
    LinkColumn,
    NumberColumn,
    PersonColumn,
    RelatedFilter,
    StatusColumn,
    Table,
    TextColumn,
    TextFilter,
    View,
)
from marque.organisation.models import User
from marque.parties import api as parties

FAMILIES = {
    TestDriveStatus.REQUESTED: "amber",
    TestDriveStatus.BOOKED: "blue",
    TestDriveStatus.ARRIVED: "cyan",
    TestDriveStatus.DRIVING: "cyan",
    TestDriveStatus.DONE: "green",
    TestDriveStatus.MISSED: "red",
    TestDriveStatus.CANCELLED: "void",
}
register("crm.test_drive", {str(code): family for code, family in FAMILIES.items()})


def _owners(table: Table) -> Any:
    """Those whose test drives the user may see here."""
    drives = table.source(table.user, table.store)
    people = User.objects.filter(pk__in=drives.order_by().values("owner").distinct())
    return names_of(people)


def _car(row: TestDrive) -> str:
    return car_text(row.vehicle)


class TestDriveTable(Table):
    """Test drives, the next ones and those that were."""

    __test__ = False  # not a test, whatever its name says
    key = "crm.test_drives"
    title, unit = _("试乘试驾"), _("次")
    select_related = (
        "customer", "owner", "store", "vehicle__trim__model", "vehicle__exterior",
    )  # fmt: skip
    defer = ("signature",)
    search = ("number__iexact", "customer__name__icontains", "vehicle__vin__iendswith")
    search_hint = _("编号、客户、车架号后六位")
    default_sort = ("-starts",)

    number = LinkColumn(_("编号"))
    starts = DateTimeColumn(_("开始"), "starts_at")
    customer = TextColumn(_("客户"), "customer.name")
    status = StatusColumn(_("状态"), kind="crm.test_drive", choices=TestDriveStatus.choices)
    car = TextColumn(_("试驾车"), _car)
    owner = PersonColumn(_("陪驾顾问"), "owner")
    route = TextColumn(_("路线"))
    kilometres = NumberColumn(_("里程 km"), "distance_km")
    score = NumberColumn(_("评分"))
    ends = DateTimeColumn(_("结束"), "ends_at", show=False)
    dispatched = DateTimeColumn(_("派车时间"), "dispatched_at", show=False)
    feedback = TextColumn(_("客户反馈"), show=False)
    reason = TextColumn(_("取消或爽约原因"), "end_reason", show=False)

    by_day = DateRangeFilter(_("试驾日期"), "starts_at", is_datetime=True)
    by_status = ChoiceFilter(_("状态"), "status", choices=TestDriveStatus.choices)
    by_owner = RelatedFilter(_("陪驾顾问"), "owner", choices=_owners)
    by_customer = TextFilter(_("客户"), where=parties.of_customer("customer"), primary=False)

    views = (
        View("open", _("进行中"), where=Q(status__in=sorted(OCCUPYING)), default=True),
        View("requested", _("待派车"), "by_status=requested", hot=True),
        View("done", _("已完成"), "by_status=done"),
        View("missed", _("爽约"), "by_status=missed"),
        View("all", _("全部")),
    )
    card = Card(
        title=("number", "customer"), badge="status", lines=(("starts", "owner"), ("car", "score"))
    )
    empty = Empty(_("还没有试驾"), _("预约的试驾会出现在这里。"), icon="steering-wheel")
    create = Create(_("预约试驾"), "crm:test_drive_create", "crm.book_testdrive")

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """The test drives the user may see in the store."""
        drives: QuerySet[Any] = list_drives(user=user, store=store)
        return drives

    def row_url(self, row: TestDrive) -> str:
        """The page of the test drive."""
        return self.surl("crm:test_drive_detail", number=row.number)
