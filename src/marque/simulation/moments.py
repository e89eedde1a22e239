"""A moment of the simulated days in which one person acts."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from marque.foundation.audit.actor import announce
from marque.kernel import clock

ZONE = ZoneInfo("Asia/Shanghai")
SOURCE = "simulation"


def moment(day: date, hour: int, minute: int, who: Any) -> Moment:
    """That time of the day, in China."""
    return Moment(datetime.combine(day, time(hour, minute), tzinfo=ZONE), who)


class Moment:
    """Inside the block it is that moment, and that person acts.

    Who acts is told to the database when it changes, until `nobody_acts`.
    """

    _told: ClassVar[tuple[Any, str] | None] = None

    def __init__(self, at: datetime, who: Any, *, source: str = SOURCE) -> None:
        self.at = at.astimezone(ZONE)
        self._who, self._source = who, source
        self._clock = clock.at(self.at)

    def __enter__(self) -> datetime:
        self._clock.__enter__()
        told = (self._who.pk if self._who else None, self._source)
        if Moment._told != told:
            announce(self._who, source=self._source)
            Moment._told = told
        return self.at

    def __exit__(self, *problem: Any) -> None:
        self._clock.__exit__(*problem)

    @classmethod
    def nobody_acts(cls) -> None:
        """From now on no person of the simulation writes."""
        announce(None)
        cls._told = None
