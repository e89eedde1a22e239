"""How a message looks."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from marque.foundation.messaging.models import Message
from marque.foundation.messaging.tables import FAMILIES
from marque.foundation.ui.templatetags.ui import st

register = template.Library()


@register.simple_tag
def message_state(message: Message) -> SafeString:
    """The status of a message as a chip."""
    return st(message.get_status_display(), FAMILIES.get(message.status, "cyan"))
