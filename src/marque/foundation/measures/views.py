"""The pages of measures: all of a period, one with its splits, and the rows behind a number."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marque.foundation.access.decorators import requires
from marque.foundation.measures import reading
from marque.foundation.measures.forms import SpanForm, TargetForm, presets
from marque.foundation.measures.registry import (
    NOBODY,
    Measure,
    Scope,
    Span,
    all_measures,
    row_tables,
)
from marque.foundation.measures.services.set_target import set_target
from marque.foundation.ui import feedback
from marque.foundation.ui.lists import render_list
from marque.kernel import clock
from marque.kernel.errors import DomainError, InvalidInput

SPLIT_NAMES = {
    "source": gettext_lazy("来源"),
    "owner": gettext_lazy("人员"),
    "level": gettext_lazy("级别"),
    "reason": gettext_lazy("原因"),
    "errand": gettext_lazy("事由"),
    "store": gettext_lazy("门店"),
}


def _today() -> date:
    return clock.now().astimezone().date()


def _scope(request: Any, span: Span) -> Scope:
    return Scope(request.user, request.store, span, clock.now())


def _measure(request: Any, key: str) -> Measure:
    measure = all_measures().get(key)
    if measure is None or not reading.readable_by(request.user, [measure]):
        raise Http404
    return measure


@requires("measures.view_measure", label=gettext_lazy("指标口径"))
def measure_list(request: Any) -> HttpResponse:
    """Every measure of the period, by its group."""
    form = SpanForm(request.GET or None)
    span = form.span(_today())
    scope = _scope(request, span)
    measures = reading.readable_by(request.user, list(all_measures().values()))
    read = [reading.read(measure, scope) for measure in measures]
    groups = [
        (group, list(rows)) for group, rows in groupby(read, key=lambda row: str(row.measure.group))
    ]
    context = {"form": form, "span": span, "presets": presets(_today()), "groups": groups}
    return render(request, "measures/list.html", context)


@requires("measures.view_measure")
def measure_detail(request: Any, key: str) -> HttpResponse:
    """One measure: formula, value, days and splits."""
    measure = _measure(request, key)
    form = SpanForm(request.GET or None)
    scope = _scope(request, form.span(_today()))
    earlier = _scope(request, scope.span.before())
    days = reading.by_day(measure, scope) if measure.dates else []
    context = {
        "form": form,
        "span": scope.span,
        "presets": presets(_today()),
        "reading": reading.read(measure, scope),
        "measure": measure,
        "before": reading.read(measure, earlier),
        "days": days,
        "most": max((count for _day, count in days), default=0),
        "splits": [
            (by, SPLIT_NAMES.get(by, by), reading.split(measure, scope, by))
            for by in measure.splits
        ],
        "target_form": TargetForm(initial={"valid_from": scope.span.first}),
    }
    return render(request, "measures/detail.html", context)


@requires("measures.view_measure")
def measure_rows(  # noqa: PLR0913, PLR0917  the parts of the address
    request: Any, key: str, part: str, first: str, last: str, by: str = "", value: str = ""
) -> HttpResponse:
    """The rows that a number counts, as the list of their kind; exports the same."""
    measure = _measure(request, key)
    begins, ends = parse_date(first), parse_date(last)
    if begins is None or ends is None or begins > ends or (by and by not in measure.splits):
        raise Http404
    rows = reading.rows_of(measure, _scope(request, Span(begins, ends)), part)
    if by:
        field = measure.lower(by) if part == "below" else measure.splits[by]
        rows = rows.filter(**({f"{field}__isnull": True} if value == NOBODY else {field: value}))
    table = _rows_table(rows.model, f"{measure.name} · {first} – {last}")
    return render_list(request, table=table, queryset=rows)


@require_POST
@requires("measures.set_target")
def measure_target(request: Any, key: str) -> HttpResponse:
    """Set a target for the store, or for the group."""
    measure = _measure(request, key)
    form = TargetForm(request.POST)
    code = request.store.code if request.store else "hq"
    page = reverse("measures:measure_detail", kwargs={"store": code, "key": key})
    if not form.is_valid():
        wrong = InvalidInput(str(next(iter(form.errors.values()))[0]))
        return feedback.refuse(request, wrong, to=page)
    try:
        set_target(key=measure.key, store=request.store, **form.cleaned_data)
    except DomainError as refusal:
        return feedback.refuse(request, refusal, to=page)
    return feedback.done(request, _("目标已保存"), to=page)


def _rows_table(model: type[Any], title: str) -> type[Any]:
    base: type[Any] = import_string(row_tables()[model])
    own = {
        "key": f"measures.{base.key}",
        "title": title,
        "views": (),
        "create": None,
        "actions": (),
    }
    return type(f"{base.__name__}Rows", (base,), own)
