"""A sales task or a lead against a competitor came to an end (竞争结果)."""

from __future__ import annotations

from datetime import date

from marque.parties.models import Competitor, CompetitorModel, CompetitorResult


def record_competitor_result(
    competitor: Competitor,
    *,
    is_won: bool,
    source: tuple[str, int],
    on: date,
    model: CompetitorModel | None = None,
    reason: str = "",
) -> CompetitorResult:
    """Note who won; told again of the same source (type, key), the last word counts."""
    result, _created = CompetitorResult.objects.update_or_create(
        competitor=competitor,
        source_type=source[0],
        source_id=source[1],
        defaults={"is_won": is_won, "happened_on": on, "model": model, "reason": reason[:200]},
    )
    return result


def forget_competitor_results(source: tuple[str, int]) -> None:
    """The source (type, key) is taken up again: nobody has won yet."""
    CompetitorResult.objects.filter(source_type=source[0], source_id=source[1]).delete()
