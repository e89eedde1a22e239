"""An accountant changes a posting rule; vouchers already made stay as they are."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.accounting.models import PostingRule
from marque.kernel.errors import InvalidInput, NotAuthorised


@transaction.atomic
def change_rule(
    *, rule: PostingRule, summary: str, is_auto_reviewed: bool, is_active: bool, by: Any
) -> PostingRule:
    """Change the text of a rule's vouchers and who reviews them.

    Raises NotAuthorised, InvalidInput for an empty or too long text.
    """
    if not by.has_perm("accounting.change_postingrule"):
        raise NotAuthorised(_("您没有“修改凭证模板”的权限"))
    if not 0 < len(summary.strip()) <= PostingRule._meta.get_field("summary").max_length:  # type: ignore[operator]
        raise InvalidInput(_("摘要模板须为 1–120 个字"), field="summary")
    locked = PostingRule.objects.select_for_update().get(pk=rule.pk)
    locked.summary = summary.strip()
    locked.is_auto_reviewed = is_auto_reviewed
    locked.is_active = is_active
    locked.save(update_fields=["summary", "is_auto_reviewed", "is_active"])
    return locked
