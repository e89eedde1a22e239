"""Texts with fields in braces: 尊敬的{姓名}，…  A field is only ever replaced, never run."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from marque.foundation.messaging.models import Channel, Purpose
from marque.foundation.messaging.parties import known_fields
from marque.kernel.errors import InvalidInput

FIELD = re.compile(r"\{([^{}\s]{1,12})\}")
SMS_LENGTH = 500
OPT_OUT = "拒收请回复R"
"""What advertising by SMS must tell (短信息服务管理规定 第十八条)."""


def fill(text: str, fields: Mapping[str, str]) -> str:
    """The text with its fields replaced; one without a value becomes nothing."""
    return FIELD.sub(lambda match: fields.get(match.group(1), ""), text)


def with_opt_out(body: str, *, channel: str, purpose: str) -> str:
    """An advertising SMS says how not to get another."""
    if channel != Channel.SMS or purpose != Purpose.MARKETING or OPT_OUT in body:
        return body
    return f"{body} {OPT_OUT}"


def check_text(*, channel: str, subject: str, body: str) -> None:
    """Refuse an empty or overlong text, an e-mail without subject, and unknown fields."""
    if not body.strip():
        raise InvalidInput(_("请填写正文。"), field="body")
    if channel == Channel.EMAIL and not subject.strip():
        raise InvalidInput(_("邮件要有主题。"), field="subject")
    if channel == Channel.SMS and len(body) > SMS_LENGTH:
        raise InvalidInput(
            _("短信最多 %(max)d 个字，现在是 %(n)d 个字。") % {"max": SMS_LENGTH, "n": len(body)},
            field="body",
        )
    known = known_fields()
    for place, text in (("subject", subject), ("body", body)):
        unknown = next((name for name in FIELD.findall(text) if name not in known), None)
        if unknown is not None:
            allowed = _("、").join(f"{{{name}}}" for name in known)
            raise InvalidInput(
                _("没有字段{%(name)s}，可用：%(all)s") % {"name": unknown, "all": allowed},
                field=place,
            )
