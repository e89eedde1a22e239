"""Where an order stands and what stops it, at every point of its way."""

from __future__ import annotations

import pytest

from marque.sales.queries.stages import stage_of, steps_of
from marque.sales.testing import (
    make_confirmed_order,
    make_delivered_order,
    make_deposit_order,
    make_invoiced_order,
    make_issued_order,
    make_order,
    make_paid_order,
    make_sold_vehicle,
    make_submitted_order,
    reload,
)
from marque.sales.workflow import ORDER_WORKFLOW

pytestmark = pytest.mark.django_db


@pytest.mark.feature("BEY-01")
@pytest.mark.feature("ORD-22")
@pytest.mark.parametrize(
    ("make", "label", "blocker"),
    [
        (make_order, "草稿", "请提交"),
        (make_submitted_order, "待审批", "等待审核"),
        (make_confirmed_order, "待定金", "还差定金 ¥5,000.00"),
        (make_deposit_order, "待收款", "还有 ¥173,980.00 未到账"),
        (make_paid_order, "待开票", "等待开票"),
        (make_invoiced_order, "待出库", "可以出库"),
        (make_issued_order, "待交车", "交车清单"),
        (make_delivered_order, "已交车", ""),
    ],
)
def test_the_stage_names_what_the_order_waits_for(lin, make, label, blocker):
    order = reload(make(by=lin))
    stage = stage_of(order)
    assert stage.label == label
    assert blocker in stage.blocker
    marks = [step.css for step in steps_of(order, stage)]
    assert marks[: stage.step] == ["done"] * stage.step


def test_without_a_vehicle_an_order_waits_for_one(lin, bj):
    trim = make_sold_vehicle(bj).trim
    order = make_deposit_order(by=lin, trim=trim, items=())
    assert stage_of(order).label == "配车中"


def test_the_workflow_draws_itself():
    assert "draft --> submitted" in ORDER_WORKFLOW.as_mermaid()
