"""The texts of the test-drive agreement, by version, and the proof that a signed one is unchanged.

A text that somebody has signed is never edited: a change is a new version, and the old one stays.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

CURRENT = "2026-1"

AGREEMENTS: dict[str, tuple[str, ...]] = {
    "2026-1": (
        (
            "试驾人持有与车型相符、在有效期内的机动车驾驶证，并已出示原件供核验；"
            "试驾人未饮酒、未服用影响驾驶的药物，身体状况适合驾驶。"
        ),
        (
            "试驾人按约定路线行驶，遵守道路交通安全法律法规，全程系安全带，听从陪同人员的安全提示；"
            "不得将车辆交给他人驾驶，不得驶离约定路线。"
        ),
        (
            "因试驾人违反交通法律法规产生的罚款、记分由试驾人承担；因试驾人故意或重大过失造成的损失，"
            "由试驾人依法承担保险赔付以外的部分。"
        ),
        (
            "经销商保证试驾车辆已登记或持有有效临时号牌，已投保机动车交通事故责任强制保险和商业第三者责任保险，"
            "车辆技术状况适合上路。"
        ),
        (
            "经销商仅为安排和记录本次试驾使用试驾人的姓名、联系方式和驾驶证信息，保存期限两年，"
            "不用于其他目的；试驾人可以要求查阅、更正或删除。"
        ),
        "本协议在屏幕上签署，经试驾人手写签名后生效，双方认可其与纸质协议具有同等效力。",
    ),
}
"""Chinese law applies and the paper is Chinese, whatever the language of the screen."""


def clauses_of(drive: Any) -> tuple[str, ...]:
    """The text that was signed, or that is to be signed now."""
    return AGREEMENTS[drive.agreement_version or CURRENT]


def digest_of(drive: Any) -> str:
    """A fingerprint of everything that was signed, with the signature itself."""
    signed = {
        "version": drive.agreement_version,
        "clauses": clauses_of(drive),
        "number": drive.number,
        "vin": drive.vehicle.vin,
        "driver": drive.driver_name,
        "licence": drive.licence_class,
        "until": str(drive.licence_until),
        "signed_name": drive.signed_name,
        "at": drive.agreed_at.isoformat() if drive.agreed_at else "",
        "signature": bytes(drive.signature or b"").hex(),
    }
    text = json.dumps(signed, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def is_unchanged(drive: Any) -> bool:
    """Whether the agreement is still what was signed."""
    return bool(drive.agreed_at) and drive.agreement_digest == digest_of(drive)
