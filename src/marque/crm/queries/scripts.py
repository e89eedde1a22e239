"""What to say (话术): a few sentences for each thing to do, with the customer's own facts in."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from marque.crm.queries.next_action import Advice


def scripts_for(lead: Any, advice: Advice, *, me: str) -> list[str]:
    """Sentences to read out, the best first; never empty."""
    told = {
        "name": lead.customer.name,
        "me": me,
        "car": lead.wanted or _("您看的车"),
        "source": lead.source.label,
        "store": str(lead.store),
    }
    return [sentence % told for sentence in (*_of(advice.key), *_always())]


def _of(key: str) -> tuple[str, ...]:
    sentences = {
        "respond": (
            _(
                "“您好，%(name)s，我是%(store)s的%(me)s。您在%(source)s咨询了%(car)s，现在方便说两句吗？”"
            ),
            _("“您主要是代步还是家用？大概什么时候用车？我先把现车和颜色替您查好。”"),
        ),
        "call": (
            _("“%(name)s，我是%(me)s，答应今天给您回电的。上次您关心的事，我这边有结果了。”"),
        ),
        "quote": (
            _("“%(name)s，%(car)s的落地价我列好了，含税险和上牌，一项一项发给您看，可以吗？”"),
        ),
        "ask_quote": (_("“%(name)s，前两天的报价您看了吗？哪一项和您的预算有差距，我去申请。”"),),
        "drive": (_("“%(name)s，%(car)s开一圈比看参数清楚。周末上午十点，我把车停在门口等您？”"),),
        "confirm_drive": (_("“%(name)s，提醒您试驾请带上驾驶证，车已经给您留好了。”"),),
        "invite": (_("“%(name)s，这周末店里有%(car)s的到店礼，您看周六还是周日方便？”"),),
        "birthday": (_("“%(name)s，生日快乐！祝您平安顺利。”"),),
        "appraise": (_("“%(name)s，旧车开过来十分钟就能出评估价，置换补贴我一并替您算好。”"),),
    }
    return sentences.get(key, ())


def _always() -> tuple[str, ...]:
    return (_("“%(name)s，我是%(store)s的%(me)s，%(car)s有新消息，方便和您说一下吗？”"),)
