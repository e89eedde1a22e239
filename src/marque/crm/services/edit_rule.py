"""Write, change and delete rules of assignment (LED-02)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.crm.models import AssignmentRule
from marque.crm.queries.people import chasers
from marque.kernel.errors import InvalidInput, NotAuthorised, StaleDocument
from marque.organisation.models import Store, User


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDraft:
    """What a rule says; empty sources, series or people mean all."""

    name: str
    choose: str
    position: int = 10
    sources: Iterable[Any] = ()
    series: Iterable[Any] = ()
    people: Iterable[User] = ()
    is_active: bool = True


@transaction.atomic
def save_rule(
    *,
    draft: RuleDraft,
    store: Store,
    by: User,
    rule: AssignmentRule | None = None,
    version: int | None = None,
) -> AssignmentRule:
    """Keep a rule of a store; its people must be able to follow leads there."""
    _check(draft, store, by)
    row = rule or AssignmentRule(store=store)
    if rule is not None:
        row = AssignmentRule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
        if version is not None and row.version != version:
            raise StaleDocument(
                _("规则“%(name)s”刚被他人修改，请刷新后再改。") % {"name": row.name}
            )
        row.version += 1
    row.name, row.choose = draft.name.strip()[:60], draft.choose
    row.position, row.is_active = draft.position, draft.is_active
    row.save()
    row.sources.set(draft.sources)
    row.series.set(draft.series)
    row.people.set(draft.people)
    return row


def _check(draft: RuleDraft, store: Store, by: User) -> None:
    if not by.has_perm("crm.edit_rules"):
        raise NotAuthorised(_("您没有设置分配规则的权限。"))
    if not draft.name.strip():
        raise InvalidInput(_("请填写规则名称。"), field="name")
    if draft.choose not in AssignmentRule.Choose.values:
        raise InvalidInput(_("请选择选人方式。"), field="choose")
    able = set(chasers(store).values_list("pk", flat=True))
    for person in draft.people:
        if person.pk not in able:
            raise InvalidInput(
                _("%(name)s 不能跟进本店线索，请去掉。") % {"name": person.name}, field="people"
            )


@transaction.atomic
def delete_rule(*, rule: AssignmentRule, by: User) -> None:
    """Remove a rule; leads that it handed out keep their reason."""
    if not by.has_perm("crm.edit_rules"):
        raise NotAuthorised(_("您没有设置分配规则的权限。"))
    rule.delete()
