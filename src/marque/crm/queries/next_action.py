"""What to do next with a customer, and why now (BEY-22).  Plain functions over facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

HOT = ("H", "A")
BIRTHDAY_AHEAD = 3
QUOTE_WAITS = timedelta(days=2)
OFTEN_UNANSWERED = 3
HOUR = 3600
DAY_HOURS = 24
QUOTED_WORDS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadFacts:
    """What is known about a lead at a moment."""

    now: datetime
    today: date
    level: str = ""
    is_new: bool = False
    arrived_at: datetime | None = None
    next_at: datetime | None = None
    last_at: datetime | None = None
    last_result: str = ""
    last_words: str = ""
    unanswered_calls: int = 0
    has_visited: bool = False
    has_test_driven: bool = False
    drive_at: datetime | None = None
    quoted_at: datetime | None = None
    has_trade_in: bool = False
    needs_loan: bool = False
    born_on: date | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to do; `why` answers 为什么现在.  `key` names its script and its button."""

    key: str
    label: str
    why: str
    icon: str
    weight: int


def next_actions(facts: LeadFacts) -> list[Advice]:
    """The things to do, the most pressing first; never empty."""
    found = sorted(_all(facts), key=lambda advice: -advice.weight)
    return found or [_as_planned()]


def _all(facts: LeadFacts) -> Iterator[Advice]:
    yield from _first_response(facts)
    if not facts.is_new:
        yield from _overdue(facts)
        yield from _quote(facts)
        yield from _drive(facts)
        yield from _unreached(facts)
        yield from _trade_in(facts)
    yield from _birthday(facts)


def _first_response(facts: LeadFacts) -> Iterator[Advice]:
    if not facts.is_new:
        return
    left = (facts.next_at - facts.now).total_seconds() if facts.next_at else 0
    waited = (facts.now - (facts.arrived_at or facts.now)).total_seconds()
    why = _("线索到达 %(waited)s，") % {"waited": in_words(waited)}
    why += (
        _("首响还剩 %(left)s") % {"left": in_words(left)}
        if left > 0
        else _("首响已超时 %(late)s") % {"late": in_words(-left)}
    )
    yield Advice("respond", _("首次联系"), why, "phone-outgoing", 100)


def _overdue(facts: LeadFacts) -> Iterator[Advice]:
    if facts.next_at is None or facts.next_at >= facts.now:
        return
    late = (facts.now - facts.next_at).total_seconds()
    why = _("%(level)s级约定的联系已逾期 %(late)s") % {
        "level": facts.level,
        "late": in_words(late),
    }
    if facts.last_words:
        why += _("；上次说：%(words)s") % {"words": facts.last_words[:QUOTED_WORDS]}
    yield Advice("call", _("马上联系"), why, "phone", 80 + 10 * (facts.level in HOT))


def _quote(facts: LeadFacts) -> Iterator[Advice]:
    if facts.last_result == "quote":
        why = _("客户要报价，还没有发出")
        yield Advice("quote", _("做报价"), why, "calculator", 85)
    elif facts.quoted_at and facts.now - facts.quoted_at > QUOTE_WAITS:
        days = (facts.now - facts.quoted_at).days
        why = ngettext("报价 %(n)s 天没有回音", "报价 %(n)s 天没有回音", days) % {"n": days}
        yield Advice("ask_quote", _("追问报价"), why, "message-circle", 55)
    elif facts.has_test_driven and facts.quoted_at is None:
        yield Advice("quote", _("做报价"), _("已试驾，还没有报价"), "calculator", 65)


def _drive(facts: LeadFacts) -> Iterator[Advice]:
    if facts.drive_at and facts.drive_at - facts.now < timedelta(hours=DAY_HOURS):
        why = _("约好的试驾在 24 小时内")
        yield Advice("confirm_drive", _("确认试驾"), why, "steering-wheel", 75)
    elif facts.level in HOT and not facts.has_test_driven and not facts.drive_at:
        why = _("%(level)s 级还没有试驾") % {"level": facts.level}
        yield Advice("drive", _("邀约试驾"), why, "steering-wheel", 60)
    elif not facts.has_visited and not facts.has_test_driven:
        yield Advice("invite", _("邀约到店"), _("还没有到过店"), "door-enter", 40)


def _unreached(facts: LeadFacts) -> Iterator[Advice]:
    if facts.unanswered_calls >= OFTEN_UNANSWERED:
        why = _("连续 %(n)s 次未接通，换微信试试") % {"n": facts.unanswered_calls}
        yield Advice("message", _("改发微信"), why, "brand-wechat", 70)
    elif facts.unanswered_calls:
        why = _("上次未接通，换个时段再打")
        yield Advice("retry", _("换时段再打"), why, "phone-outgoing", 50)


def _trade_in(facts: LeadFacts) -> Iterator[Advice]:
    if facts.has_trade_in and not facts.has_visited:
        yield Advice(
            "appraise", _("约旧车评估"), _("有旧车置换，还没有评估"), "arrows-exchange", 45
        )


def _birthday(facts: LeadFacts) -> Iterator[Advice]:
    if facts.born_on is None:
        return
    days = days_to_birthday(facts.born_on, facts.today)
    if days <= BIRTHDAY_AHEAD:
        why = _("今天生日") if days == 0 else _("%(n)s 天后生日") % {"n": days}
        yield Advice("birthday", _("生日问候"), why, "gift", 58)


def _as_planned() -> Advice:
    return Advice("call", _("按计划联系"), _("按级别的节奏保持联系"), "phone", 10)


def days_to_birthday(born_on: date, today: date) -> int:
    """Days until the next birthday; one born on 29 February celebrates on 1 March otherwise."""
    for year in (today.year, today.year + 1):
        try:
            day = born_on.replace(year=year)
        except ValueError:
            day = date(year, 3, 1)
        if day >= today:
            return (day - today).days
    raise AssertionError(born_on)


def in_words(seconds: float) -> str:
    """``17 小时``, ``12 分钟``, ``2 天``."""
    minutes = max(1, int(seconds) // 60)
    if seconds < HOUR:
        return ngettext("%(n)s 分钟", "%(n)s 分钟", minutes) % {"n": minutes}
    hours = int(seconds) // HOUR
    if hours < DAY_HOURS:
        return ngettext("%(n)s 小时", "%(n)s 小时", hours) % {"n": hours}
    days = hours // DAY_HOURS
    return ngettext("%(n)s 天", "%(n)s 天", days) % {"n": days}
