"""What the showroom puts on the desk: test drives of today, visits to complete, cars to give."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from marque.crm.models import TestDrive, Visit, VisitResult
from marque.crm.queries.drives import car_text, list_drives, waiting_for_car, with_details
from marque.crm.queries.flow import count_flow, list_visits, visits_on
from marque.crm.workflow import OCCUPYING
from marque.foundation.ui.desk_blocks import DeskBlock, DeskItem

SHOWN = 8


def floor_blocks(user: Any, store: Any, *, now: datetime) -> list[DeskBlock]:
    """The cards for this person."""
    found = []
    if user.has_perm("crm.order_turn"):
        found.append(_flow(user, store, now))
    if user.has_perm("crm.dispatch_testdrive"):
        found.append(_to_dispatch(user, store))
    if user.has_perm("crm.view_testdrive"):
        found.append(_drives(user, store, now))
    if user.has_perm("crm.edit_visit"):
        found.append(_incomplete(user, store))
    return found


def _url(store: Any, name: str, **kwargs: Any) -> str:
    return reverse(f"crm:{name}", kwargs={"store": store.code if store else "hq", **kwargs})


def _flow(user: Any, store: Any, now: datetime) -> DeskBlock:
    visits = visits_on(list_visits(user=user, store=store), timezone.localdate(now))
    flow = count_flow(visits)
    unit = pgettext("客流", "批")
    return DeskBlock(
        key="crm.flow",
        title=_("今日客流"),
        kind="kpi",
        order=12,
        items=(
            DeskItem(
                _("今日客流"),
                value=str(flow.total),
                unit=unit,
                url=_url(store, "visit_list"),
                why=_("首次 %(a)d · 再次 %(b)d · 非意向 %(c)d")
                % {"a": flow.first, "b": flow.again, "c": flow.non_intent},
            ),
            DeskItem(
                _("未完善客流"),
                value=str(flow.incomplete),
                unit=unit,
                url=_url(store, "visit_list") + "?view=incomplete&by_result=incomplete",
                trend="bad" if flow.incomplete else "",
            ),
        ),
        refresh_on="floor:changed",
    )


def _to_dispatch(user: Any, store: Any) -> DeskBlock:
    drives = list(waiting_for_car(user=user, store=store)[:50])
    return DeskBlock(
        key="crm.dispatch",
        title=_("待派试驾车"),
        order=13,
        count=len(drives),
        more_url=_url(store, "test_drive_dispatches"),
        items=tuple(_drive(drive, store, _("派车")) for drive in drives[:SHOWN]),
        is_empty_hidden=True,
        refresh_on="drives:changed",
    )


def _drives(user: Any, store: Any, now: datetime) -> DeskBlock:
    mine = list_drives(user=user, store=store).filter(
        status__in=OCCUPYING, starts_at__date__lte=timezone.localdate(now)
    )
    if user.has_perm("crm.drive_testdrive"):
        mine = mine.filter(owner=user)
    drives = list(with_details(mine).defer("signature").order_by("starts_at")[:SHOWN])
    return DeskBlock(
        key="crm.drives",
        title=_("今日试驾"),
        order=16,
        count=len(drives),
        more_url=_url(store, "test_drive_list"),
        items=tuple(_drive(drive, store, _("办理"), now=now) for drive in drives),
        is_empty_hidden=True,
        refresh_on="drives:changed",
    )


def _drive(drive: TestDrive, store: Any, label: str, *, now: datetime | None = None) -> DeskItem:
    return DeskItem(
        title=drive.customer.name,
        when=date_format(timezone.localtime(drive.starts_at), "m-d H:i"),
        late=now is not None and drive.ends_at < now,
        why=f"{car_text(drive.vehicle)} · {drive.get_status_display()} · {drive.owner.name}",
        url=_url(store, "test_drive_detail", number=drive.number),
        tag=drive.number,
        icon="steering-wheel",
        action_label=label,
        group=_("试乘试驾"),
    )


def _incomplete(user: Any, store: Any) -> DeskBlock:
    visits = (
        list_visits(user=user, store=store)
        .filter(owner=user, result=VisitResult.INCOMPLETE)
        .select_related("errand")
        .order_by("arrived_at")
    )
    rows = list(visits[:SHOWN])
    return DeskBlock(
        key="crm.visits",
        title=_("待完善来店"),
        order=17,
        count=visits.count() if len(rows) == SHOWN else len(rows),
        more_url=_url(store, "visit_list") + "?view=incomplete&by_result=incomplete",
        items=tuple(_visit(visit, store) for visit in rows),
        is_empty_hidden=True,
        refresh_on="floor:changed",
    )


def _visit(visit: Visit, store: Any) -> DeskItem:
    name = "visit_complete" if store else "visit_detail"
    return DeskItem(
        title=visit.called or visit.plate or str(_("新客户")),
        when=date_format(timezone.localtime(visit.arrived_at), "m-d H:i"),
        why=visit.owner_reason,
        url=_url(store, name, number=visit.number),
        tag=visit.number,
        icon="user-check",
        action_label=_("完善"),
        group=_("展厅客流"),
    )
