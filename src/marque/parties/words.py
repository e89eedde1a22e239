"""Word lists of parties that administrators edit."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.dictionaries.registry import Word, WordList

SERVICE_KIND = "parties.service_kind"

WORD_LISTS: tuple[WordList, ...] = (
    WordList(
        SERVICE_KIND,
        _("维修保养类型"),
        _("客户档案"),
        words=(
            Word("maintenance", "保养", "Maintenance"),
            Word("repair", "一般维修", "Repair"),
            Word("body", "钣喷", "Body and paint"),
            Word("accident", "事故维修", "Accident repair"),
            Word("warranty", "保修索赔", "Warranty"),
            Word("recall", "召回", "Recall"),
            Word("other", "其他", "Other", fixed=True),
        ),
    ),
)
