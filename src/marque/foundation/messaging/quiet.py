"""The hours in which nobody is sent advertising."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from marque.foundation.dictionaries import parameters
from marque.foundation.messaging.models import Purpose


def is_quiet(purpose: str, *, store: Any, now: datetime) -> bool:
    """Whether a message of this purpose must wait now; equal hours switch the rule off."""
    if purpose != Purpose.MARKETING:
        return False
    start = int(parameters.value("messaging.quiet_from", store=store))
    end = int(parameters.value("messaging.quiet_until", store=store))
    hour = timezone.localtime(now).hour
    if start <= end:
        return start <= hour < end
    return hour >= start or hour < end
