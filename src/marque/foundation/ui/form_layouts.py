"""Forms as each person likes them: fields that need not be filled in can be put away.

A field that is put away stays in the form with its value, so saving loses nothing; one that is
wrong is shown.  Required fields are always there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.foundation.ui.models import FormLayout
from marque.kernel.errors import InvalidInput

MAX_KEY = 150
MAX_FIELDS = 200
FEWEST = 3
"""A form with fewer free fields has nothing worth putting away."""


def key_of(form: Any) -> str:
    """The name of a kind of form."""
    return f"{type(form).__module__}:{type(form).__qualname__}"[-MAX_KEY:]


@dataclass(frozen=True)
class ChooserGroup:
    """A group of the chooser: legend, and the fields that may be put away, each with whether
    it is shown."""

    legend: str
    fields: list[tuple[Any, bool]]

    @property
    def names(self) -> str:
        """The fields of the group, for the button that puts all of them away."""
        return ",".join(field.name for field, _shown in self.fields)


@dataclass(frozen=True)
class Layout:
    """A form as one person sees it."""

    key: str
    groups: list[ChooserGroup]
    count_hidden: int

    @property
    def may_change(self) -> bool:
        """Whether there is enough to choose from."""
        return sum(len(group.fields) for group in self.groups) >= FEWEST


def lay_out(form: Any, user: Any) -> Layout:
    """Mark the fields that the person has put away (``field.put_away``), and list the choice."""
    key = key_of(form)
    hidden = find_hidden(user, key)
    groups = []
    count = 0
    for legend, fields in form.grouped():
        free = [bound for bound in fields if not bound.field.required]
        for bound in free:
            bound.field.put_away = bound.name in hidden and not bound.errors
            count += bound.field.put_away
        if free:
            shown = [(bound, bound.name not in hidden) for bound in free]
            groups.append(ChooserGroup(str(legend or _("其他")), shown))
    return Layout(key, groups, count)


def find_hidden(user: Any, key: str) -> set[str]:
    """The fields of a form that the person has put away."""
    found = FormLayout.objects.filter(owner=user, form_key=key).values_list("hidden", flat=True)
    return set(next(iter(found), ()))


@transaction.atomic
def save_form_layout(*, by: Any, form_key: str, hidden: Iterable[str]) -> None:
    """Remember which fields of a form a person has put away; none restores the whole form."""
    if not 0 < len(form_key) <= MAX_KEY:
        raise InvalidInput(_("找不到这个表单。"))
    names = sorted({name for name in hidden if name.isidentifier()})[:MAX_FIELDS]
    if not names:
        FormLayout.objects.filter(owner=by, form_key=form_key).delete()
        return
    FormLayout.objects.update_or_create(owner=by, form_key=form_key, defaults={"hidden": names})
