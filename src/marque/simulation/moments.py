"""A moment of the simulated days in which one person acts."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from marque.foundation.audit.actor import acting_as
from marque.kernel import clock

ZONE = ZoneInfo("Asia/Shanghai")
SOURCE = "simulation"


def moment(day: date, hour: int, minute: int, who: Any) -> Moment:
    """That time of the day, in China."""
    return Moment(datetime.combine(day, time(hour, minute), tzinfo=ZONE), who)


class Moment:
    """Inside the block it is that moment, and that person acts."""

    def __init__(self, at: datetime, who: Any) -> None:
        self.at = at.astimezone(ZONE)
        self._clock = clock.at(self.at)
        self._actor = acting_as(who, source=SOURCE)

    def __enter__(self) -> datetime:
        self._clock.__enter__()
        self._actor.__enter__()
        return self.at

    def __exit__(self, *problem: Any) -> None:
        self._actor.__exit__(*problem)
        self._clock.__exit__(*problem)
