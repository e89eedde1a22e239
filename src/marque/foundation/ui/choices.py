"""What a related filter offers: only what the rows of the list have."""

from __future__ import annotations

from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language


def with_rows(choices: QuerySet[Any], rows: QuerySet[Any], field: str) -> QuerySet[Any]:
    """Those of ``choices`` that at least one of ``rows`` names in ``field``.

    One look into the index of the field for each choice, and not a walk through the rows: people
    and models are hundreds, rows are hundreds of thousands. An EXISTS, or a plain equality, would
    let the database read the whole table where one choice has most rows; a range of one value in
    its order can only be looked up.
    """
    only = {f"{field}__gte": OuterRef("pk"), f"{field}__lte": OuterRef("pk")}
    one = rows.filter(**only).order_by(field).values(field)[:1]
    found: QuerySet[Any] = choices.alias(_one_row=Subquery(one)).filter(_one_row__isnull=False)
    return found


def names_of(choices: QuerySet[Any]) -> QuerySet[Any]:
    """Key and name of each in the order of the name; English readers get ``name_en`` if any."""
    return choices.order_by("name").values_list("pk", name_for_reader())


def name_for_reader(path: str = "name") -> Any:
    """The name at this path in the reader's language, as an expression."""
    if not (get_language() or "").startswith("en"):
        return F(path)
    return Coalesce(NullIf(f"{path}_en", Value("")), path)
