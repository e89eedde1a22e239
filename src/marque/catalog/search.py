from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from marque.catalog.models import Trim
from marque.foundation.ui.search import Hit
from marque.foundation.ui.stores import code_of

if TYPE_CHECKING:
    from marque.organisation.models import Store

_HITS = 5
_READ = [
    f"{path}{name}"
    for path in ("", "model__", "model__series__brand__")
    for name in ("name", "name_en")
] + ["energy", "model__series__brand"]


def search(user: Any, query: str, store: Store | None) -> list[Hit]:
    """Trims in use whose brand, series or name has every word of the query."""
    if not user.has_perm("catalog.view_trim"):
        return []
    condition = Q(is_active=True)
    for word in query.split()[:4]:
        condition &= (
            Q(model__name__icontains=word)
            | Q(model__name_en__icontains=word)
            | Q(name__icontains=word)
            | Q(model__series__brand__name__icontains=word)
            | Q(model__series__brand__name_en__icontains=word)
        )
    trims = Trim.objects.with_path().filter(condition).order_by("-model__year", "name")
    return [
        Hit(
            title=trim.full_name,
            url=reverse("catalog:trim_detail", kwargs={"store": code_of(store), "pk": trim.pk}),
            icon="car",
            meta=trim.get_energy_display(),
            group=_("车型库"),
        )
        for trim in trims.only(*_READ)[:_HITS]
    ]
