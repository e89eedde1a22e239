"""What may happen to a vehicle, and to an inspection, in what order, and who may do it.

A lock is not a status: it is a row of `VehicleLock`, laid over a vehicle that is in stock or on
display, and it ends without the vehicle moving.  Screens show it in front of the status.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marque.kernel.errors import GuardRefused, InvalidTransition
from marque.kernel.workflow import Transition, Workflow


class VehicleStatus(models.TextChoices):
    ORDERED = "ordered", _("订购")
    IN_TRANSIT = "in_transit", _("在途")
    PENDING_PDI = "pending_pdi", _("待 PDI")
    IN_STOCK = "in_stock", _("在库")
    DISPLAY = "display", _("展车")
    TEST_DRIVE = "test_drive", _("试驾车")
    DAMAGED = "damaged", _("质损")
    AWAITING_DELIVERY = "awaiting_delivery", _("待交车")
    SOLD = "sold", _("已售")
    VOID = "void", _("已作废")


LOCKED = "locked"
"""The shown state of a saleable vehicle that somebody holds."""
LOCKED_LABEL = _("已锁定")

EXPECTED = frozenset({VehicleStatus.ORDERED, VehicleStatus.IN_TRANSIT})
"""Not yet received: no cost in the books."""
SALEABLE = frozenset({VehicleStatus.IN_STOCK, VehicleStatus.DISPLAY})
"""May be locked and sold, unless somebody holds it already."""
BOOKED = frozenset(
    {
        VehicleStatus.PENDING_PDI,
        VehicleStatus.IN_STOCK,
        VehicleStatus.DISPLAY,
        VehicleStatus.TEST_DRIVE,
        VehicleStatus.DAMAGED,
    }
)
"""Its cost stands in account 1405.01: received and not yet issued."""
FINAL = frozenset({VehicleStatus.SOLD, VehicleStatus.VOID})
OWNED = BOOKED | {VehicleStatus.AWAITING_DELIVERY}
"""Physically ours: received and not handed over."""


class CertificateStatus(models.TextChoices):
    """Where the factory certificate is (domain reference §1.6)."""

    FACTORY = "factory", _("厂家")
    IN_TRANSIT = "in_transit", _("在途随车")
    AT_BANK = "at_bank", _("银行监管")
    REDEEMING = "redeeming", _("赎证中")
    REDEEMED = "redeemed", _("已赎证")
    AT_STORE = "at_store", _("在店")
    HANDED_OVER = "handed_over", _("已交客户")
    LOST = "lost", _("遗失")


VEHICLE_FAMILIES = {
    VehicleStatus.ORDERED: "gray",
    VehicleStatus.IN_TRANSIT: "blue",
    VehicleStatus.PENDING_PDI: "amber",
    VehicleStatus.IN_STOCK: "green",
    VehicleStatus.DISPLAY: "blue",
    VehicleStatus.TEST_DRIVE: "blue",
    VehicleStatus.DAMAGED: "red",
    VehicleStatus.AWAITING_DELIVERY: "amber",
    VehicleStatus.SOLD: "gray",
    VehicleStatus.VOID: "void",
    LOCKED: "orange",
}
CERTIFICATE_FAMILIES = {
    CertificateStatus.FACTORY: "gray",
    CertificateStatus.IN_TRANSIT: "gray",
    CertificateStatus.AT_BANK: "purple",
    CertificateStatus.REDEEMING: "cyan",
    CertificateStatus.REDEEMED: "green",
    CertificateStatus.AT_STORE: "gray",
    CertificateStatus.HANDED_OVER: "green",
    CertificateStatus.LOST: "red",
}


def state_label(state: str) -> str:
    """The words for a shown state: a status, or `locked`."""
    return str(LOCKED_LABEL if state == LOCKED else VehicleStatus(state).label)


CERTIFICATE_READY = frozenset({CertificateStatus.REDEEMED, CertificateStatus.AT_STORE})


def certificate_is_here(vehicle: Any) -> str | None:
    """Without its certificate a car cannot be plated, so it does not leave (§1.6 a)."""
    if vehicle.certificate_status in CERTIFICATE_READY:
        return None
    label = CertificateStatus(vehicle.certificate_status).label
    return _now("合格证未到店（%(where)s），不能出库") % {"where": label}


VEHICLE_WORKFLOW = Workflow(
    initial=VehicleStatus.ORDERED,
    states=set(VehicleStatus.values),
    transitions=(
        Transition(
            name="ship",
            label=_("发运"),
            sources=frozenset({VehicleStatus.ORDERED}),
            target=VehicleStatus.IN_TRANSIT,
            permission="inventory.expect_vehicle",
        ),
        Transition(
            name="receive",
            label=_("入库"),
            sources=EXPECTED,
            target=VehicleStatus.PENDING_PDI,
            permission="inventory.receive_vehicle",
        ),
        Transition(
            name="pass_pdi",
            label=_("PDI 合格"),
            sources=frozenset({VehicleStatus.PENDING_PDI}),
            target=VehicleStatus.IN_STOCK,
            permission="inventory.inspect_vehicle",
        ),
        Transition(
            name="fail_pdi",
            label=_("PDI 不合格"),
            sources=frozenset({VehicleStatus.PENDING_PDI}),
            target=VehicleStatus.DAMAGED,
            permission="inventory.inspect_vehicle",
        ),
        Transition(
            name="report_damage",
            label=_("登记质损"),
            sources=frozenset({VehicleStatus.IN_STOCK, VehicleStatus.DISPLAY}),
            target=VehicleStatus.DAMAGED,
            permission="inventory.inspect_vehicle",
        ),
        Transition(
            name="repair",
            label=_("修复送检"),
            sources=frozenset({VehicleStatus.DAMAGED}),
            target=VehicleStatus.PENDING_PDI,
            permission="inventory.inspect_vehicle",
        ),
        Transition(
            name="put_on_display",
            label=_("转展车"),
            sources=frozenset({VehicleStatus.IN_STOCK}),
            target=VehicleStatus.DISPLAY,
            permission="inventory.place_vehicle",
        ),
        Transition(
            name="take_off_display",
            label=_("撤展"),
            sources=frozenset({VehicleStatus.DISPLAY}),
            target=VehicleStatus.IN_STOCK,
            permission="inventory.place_vehicle",
        ),
        Transition(
            name="start_test_drives",
            label=_("转试驾车"),
            sources=frozenset({VehicleStatus.IN_STOCK}),
            target=VehicleStatus.TEST_DRIVE,
            permission="inventory.assign_vehicle",
        ),
        Transition(
            name="end_test_drives",
            label=_("试驾车退回"),
            sources=frozenset({VehicleStatus.TEST_DRIVE}),
            target=VehicleStatus.PENDING_PDI,
            permission="inventory.assign_vehicle",
        ),
        Transition(
            name="issue",
            label=_("销售出库"),
            sources=SALEABLE,
            target=VehicleStatus.AWAITING_DELIVERY,
            permission="inventory.issue_vehicle",
            guards=(certificate_is_here,),
        ),
        Transition(
            name="return",
            label=_("出库退回"),
            sources=frozenset({VehicleStatus.AWAITING_DELIVERY}),
            target=VehicleStatus.IN_STOCK,
            permission="inventory.issue_vehicle",
        ),
        Transition(
            name="deliver",
            label=_("交车"),
            sources=frozenset({VehicleStatus.AWAITING_DELIVERY}),
            target=VehicleStatus.SOLD,
            permission="inventory.deliver_vehicle",
            guards=(certificate_is_here,),
        ),
        Transition(
            name="void",
            label=_("作废入库"),
            sources=EXPECTED | {VehicleStatus.PENDING_PDI, VehicleStatus.IN_STOCK},
            target=VehicleStatus.VOID,
            permission="inventory.void_vehicle",
        ),
    ),
)


def step(name: str, vehicle: Any) -> Transition:
    """The transition if the vehicle's state and the guards allow it.

    For acts that a document above has decided (issue, return, deliver): that document's own
    transition has checked the right.  Acts of the warehouse use `VEHICLE_WORKFLOW.check`.
    """
    transition = VEHICLE_WORKFLOW.transitions[name]
    if vehicle.status not in transition.sources:
        raise InvalidTransition(
            _now("车辆 %(vin)s 当前为“%(status)s”，不能“%(move)s”")
            % {
                "vin": vehicle.short_vin,
                "status": VehicleStatus(vehicle.status).label,
                "move": transition.label,
            }
        )
    if reason := next(transition.refusals(vehicle), None):
        raise GuardRefused(reason)
    return transition


class PDIStatus(models.TextChoices):
    OPEN = "open", _("检查中")
    PASSED = "passed", _("合格")
    FAILED = "failed", _("不合格")


PDI_FAMILIES = {PDIStatus.OPEN: "amber", PDIStatus.PASSED: "green", PDIStatus.FAILED: "red"}


class PDIResult(models.TextChoices):
    """The answer to one item of the checklist."""

    PASS = "pass", _("合格")
    FAIL = "fail", _("异常")
    NOT_APPLICABLE = "na", _("不适用")


def every_item_is_answered(inspection: Any) -> str | None:
    """An inspection with gaps says nothing about the car."""
    open_items = [item["name"] for item in inspection.checklist if not item["result"]]
    if not open_items:
        return None
    return _now("还有 %(n)d 项没有检查：%(items)s") % {
        "n": len(open_items),
        "items": "、".join(open_items[:3]),
    }


def nothing_failed(inspection: Any) -> str | None:
    """A car with a finding is not passed: it is failed, and repaired first."""
    failed = [item["name"] for item in inspection.checklist if item["result"] == PDIResult.FAIL]
    if not failed:
        return None
    return _now("有 %(n)d 项异常，不能判为合格") % {"n": len(failed)}


PDI_WORKFLOW = Workflow(
    initial=PDIStatus.OPEN,
    states=set(PDIStatus.values),
    transitions=(
        Transition(
            name="pass",
            label=_("判定合格"),
            sources=frozenset({PDIStatus.OPEN}),
            target=PDIStatus.PASSED,
            permission="inventory.inspect_vehicle",
            guards=(every_item_is_answered, nothing_failed),
        ),
        Transition(
            name="fail",
            label=_("判定不合格"),
            sources=frozenset({PDIStatus.OPEN}),
            target=PDIStatus.FAILED,
            permission="inventory.inspect_vehicle",
            guards=(every_item_is_answered,),
        ),
    ),
)
