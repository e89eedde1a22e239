"""What a customer is worth to us and what to do next, in words, with the terms of the formula."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marque.parties.models import (
    BaseStatus,
    Customer,
    CustomerStanding,
    Lifecycle,
    WorthRule,
)

FULL = 5


def rule_on(day: date) -> WorthRule:
    """The rule that holds on a day; the default one before the first was set."""
    found: WorthRule | None = WorthRule.objects.filter(valid_from_on__lte=day).first()
    return found or WorthRule(valid_from_on=day)


@dataclass(frozen=True, slots=True)
class Term:
    """One part of the value score: what was measured, its points of five, and its weight."""

    label: str
    measured: str
    points: int
    weight: int
    scale: str

    @property
    def product(self) -> int:
        """What it adds before the division."""
        return self.points * self.weight


@dataclass(frozen=True, slots=True)
class Worth:
    """The score of a customer with its terms."""

    score: int
    terms: tuple[Term, ...]
    weights: int

    @property
    def formula(self) -> str:
        """The calculation with its numbers."""
        parts = " + ".join(f"{term.points}×{term.weight}" for term in self.terms)
        return f"({parts}) ÷ (5×{self.weights}) × 100 = {self.score}"


def worth_of(customer: Customer, *, today: date) -> Worth:
    """The value score of the customer as it was stored, explained by the rule of the day."""
    rule = rule_on(today)
    seen, amount = customer.last_seen_on, customer.amount_spent
    step, money = rule.recency_step, rule.amount_step
    recency = 0 if seen is None else _points_down((today - seen).days, step)
    terms = (
        Term(
            _("最近往来"),
            _("距今 %(n)s 天") % {"n": (today - seen).days} if seen else _("没有记录"),
            recency,
            rule.weight_recency,
            _("%(a)s/%(b)s/%(c)s/%(d)s 天内得 5/4/3/2 分，更早 1 分")
            % {"a": step, "b": 2 * step, "c": 4 * step, "d": 8 * step},
        ),
        Term(
            _("消费次数"),
            _("%(n)s 次") % {"n": customer.bought_count},
            min(customer.bought_count, FULL),
            rule.weight_frequency,
            _("每次 1 分，最多 5 分"),
        ),
        Term(
            _("消费金额"),
            f"¥{amount:,.2f}",
            _points_up(amount, money),
            rule.weight_amount,
            _("满 %(a)s/%(b)s/%(c)s/%(d)s 元得 2/3/4/5 分，不足 1 分")
            % {"a": f"{money:,.0f}", "b": f"{2 * money:,.0f}", "c": f"{4 * money:,.0f}",
               "d": f"{8 * money:,.0f}"},
        ),
    )  # fmt: skip
    return Worth(customer.value_score, terms, rule.weights)


def _points_down(days: int, step: int) -> int:
    return next((5 - place for place in range(4) if days <= step << place), 1)


def _points_up(amount: Decimal, step: Decimal) -> int:
    if amount <= 0:
        return 0
    return next((5 - place for place in range(4) if amount >= step * (8 >> place)), 1)


def lifecycle_reason(customer: Customer, *, today: date, rule: Any = None) -> str:
    """Why the customer is in this stage of life; `rule` spares asking for that of the day."""
    rule = rule or rule_on(today)
    seen = customer.last_seen_on
    if customer.lifecycle == Lifecycle.NEW:
        return _("建档不足 %(n)s 天") % {"n": rule.new_days}
    if seen is None:
        return _("建档以来没有到店或成交")
    words = {"day": date_format(seen, "Y-m-d"), "n": (today - seen).days}
    limits = {Lifecycle.LOST: rule.lost_days, Lifecycle.AT_RISK: rule.risk_days}
    if (most := limits.get(Lifecycle(customer.lifecycle))) is not None:
        return _("最近往来 %(day)s，已 %(n)s 天（超过 %(most)s 天）") % (words | {"most": most})
    if customer.lifecycle == Lifecycle.WON_BACK:
        return _("流失后于 %(day)s 重新往来") % words
    return _("最近往来 %(day)s，%(n)s 天前") % words


def next_act_of(customer: Customer, *, today: date) -> tuple[str, str]:
    """What to do next with the customer, and why."""
    why = lifecycle_reason(customer, today=today)
    if customer.standing == CustomerStanding.VIP and (
        customer.care_due_on is None or customer.care_due_on <= today
    ):
        return _("VIP 关怀：电话问候并告知专属权益"), _("VIP 客户已到关怀日期")
    bought = customer.bought_count > 0
    acts = {
        Lifecycle.NEW: _("交车后回访，介绍首保") if bought else _("首次回访，约来店看车"),
        Lifecycle.ACTIVE: _("保持联系，推荐增换购") if bought else _("跟进意向，邀约试驾"),
        Lifecycle.AT_RISK: _("电话邀约回厂检查，送保养券") if bought else _("重新了解购车计划"),
        Lifecycle.LOST: _("挽回：了解原因，提供置换评估") if bought else _("再激活或退回公海"),
        Lifecycle.WON_BACK: _("巩固：专人跟进，七日内回访"),
    }
    return acts[Lifecycle(customer.lifecycle)], why


def count_worth(customers: Any, *, today: date) -> dict[str, int]:
    """Every figure of the value page; each opens the rows it counts."""
    alive = Q(is_active=True)
    figures = {f"life_{value}": Count("pk", filter=alive & Q(lifecycle=value))
               for value in Lifecycle.values}  # fmt: skip
    figures |= {
        "base": Count("pk", filter=alive & ~Q(base_status=BaseStatus.NONE)),
        "base_active": Count("pk", filter=alive & Q(base_status=BaseStatus.ACTIVE)),
        "base_inactive": Count("pk", filter=alive & Q(base_status=BaseStatus.INACTIVE)),
        "vip": Count("pk", filter=alive & Q(standing=CustomerStanding.VIP)),
        "vip_due": Count(
            "pk", filter=alive & Q(standing=CustomerStanding.VIP, care_due_on__lte=today)
        ),
        "churn": Count("pk", filter=alive & churning()),
        "pool": Count("pk", filter=alive & Q(owner=None)),
    }
    found: dict[str, int] = customers.order_by().aggregate(**figures)
    return found


def churning() -> Q:
    """Customers of the base who are overdue for a visit (CUS-19)."""
    return ~Q(base_status=BaseStatus.NONE) & Q(lifecycle__in=[Lifecycle.AT_RISK, Lifecycle.LOST])
