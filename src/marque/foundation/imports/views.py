from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marque.foundation.access.decorators import requires
from marque.foundation.audit import actor
from marque.foundation.imports import forms, queries
from marque.foundation.imports.comparison import COLUMNS, Comparison
from marque.foundation.imports.models import Duplicates, ImportBatch, Stage
from marque.foundation.imports.registry import UnknownKind, get_kind, kinds_for
from marque.foundation.imports.services.compare_batch import COMPARABLE
from marque.foundation.imports.services.correct_rows import correct_rows
from marque.foundation.imports.services.map_columns import map_columns
from marque.foundation.imports.services.open_batch import open_batch
from marque.foundation.imports.services.start_batch import start_batch
from marque.foundation.imports.services.start_comparison import (
    comparison_of,
    find_comparison,
    job_of,
    start_comparison,
)
from marque.foundation.imports.services.start_work import is_large
from marque.foundation.imports.services.undo_batch import can_undo, start_undo
from marque.foundation.imports.steps import step_url, steps_of
from marque.foundation.imports.tables import ImportTable
from marque.foundation.imports.totals import control_totals
from marque.foundation.jobs.models import Job
from marque.foundation.ui.export import csv_rows, write_xlsx
from marque.foundation.ui.feedback import done, is_fragment, refuse
from marque.foundation.ui.lists import render_list
from marque.foundation.ui.stores import code_of
from marque.kernel.errors import DomainError

if TYPE_CHECKING:
    from marque.organisation.models import Store

    class StoreRequest(HttpRequest):
        """A request whose address names a store."""

        store: Store | None


UNPROCESSABLE = 422
PAGE_ROWS = 100
MOVING = frozenset({Stage.RUNNING, Stage.UNDOING})
"""Stages in which the worker is at it."""
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _batch(request: StoreRequest, number: str) -> ImportBatch:
    batches = ImportBatch.objects.visible_to(request.user).in_store(request.store)
    batch: ImportBatch = get_object_or_404(batches.select_related("store"), number=number)
    return batch


def _page(
    request: StoreRequest, step: int, batch: ImportBatch, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    kind = get_kind(batch.kind)
    frame = {
        "batch": batch,
        "kind": kind,
        "step": step,
        "steps": steps_of(batch, kind, step),
        "here": batch.number,
        "is_large": is_large(batch),
        "can_compare": kind.comparer is not None
        and batch.stage in COMPARABLE
        and request.user.has_perm(kind.right)
        and request.user.has_perm("imports.add_importbatch"),
        "back_url": reverse("imports:batch_list", kwargs={"store": code_of(request.store)}),
        "list_url": reverse("imports:batch_list", kwargs={"store": code_of(request.store)}),
    }
    template = {2: "imports/columns.html", 3: "imports/check.html", 4: "imports/result.html"}[step]
    return render(request, template, frame | context, status=status)


def _go(request: HttpRequest, url: str) -> HttpResponse:
    """Take the whole browser to `url`, also from a region that only refreshes itself."""
    if is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)


@requires("imports.view_importbatch", label=_("数据导入"))
def batch_list(request: StoreRequest) -> HttpResponse:
    """The batches so far."""
    return render_list(request, table=ImportTable)


@requires("imports.add_importbatch", label=_("导入数据"), group_level=True)
def batch_create(request: StoreRequest) -> HttpResponse:
    """Step 1: choose the kind and the file."""
    kinds = kinds_for(request.user)
    chosen = request.GET.get("kind") or (kinds[0].key if kinds else "")
    form = forms.UploadForm(
        request.POST or None, request.FILES or None, kinds=kinds, initial={"kind": chosen}
    )
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = open_batch(
                kind_key=form.cleaned_data["kind"],
                file=file,
                file_name=file.name,
                store=request.store,
                now=timezone.now(),
                by=request.user,
            )
        except DomainError as error:
            form.add_error("file", str(error))
        else:
            return redirect(step_url(batch, code_of(request.store)))
    context = {"form": form, "kinds": kinds, "chosen": form["kind"].value(), "step": 1,
               "steps": steps_of(None, None, 1)}  # fmt: skip
    return render(
        request, "imports/upload.html", context, status=UNPROCESSABLE if form.errors else 200
    )


@requires("imports.view_importbatch", label=_("数据导入"))
def batch_detail(request: StoreRequest, number: str) -> HttpResponse:
    """Go to the step the batch has reached."""
    return redirect(step_url(_batch(request, number), code_of(request.store)))


@requires("imports.add_importbatch", label=_("导入数据"), group_level=True)
def batch_columns(request: StoreRequest, number: str) -> HttpResponse:
    """Step 2: which column is which."""
    batch = _batch(request, number)
    kind = get_kind(batch.kind)
    form = forms.MappingForm(
        request.POST or None,
        kind=kind,
        header=batch.header,
        mapping=batch.mapping,
        initial={"is_all_or_nothing": batch.is_all_or_nothing, "duplicates": batch.duplicates},
    )
    if request.method == "POST" and form.is_valid():
        try:
            batch = map_columns(
                batch_id=batch.pk,
                mapping=form.mapping(),
                is_all_or_nothing=form.cleaned_data["is_all_or_nothing"],
                duplicates=form.cleaned_data.get("duplicates") or batch.duplicates,
                now=timezone.now(),
                by=request.user,
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect(step_url(batch, code_of(request.store)))
    return _page(request, 2, batch, {"form": form}, UNPROCESSABLE if form.errors else 200)


@requires("imports.add_importbatch", label=_("导入数据"), group_level=True)
def batch_check(request: StoreRequest, number: str) -> HttpResponse:
    """Step 3: what is wrong, to be put right in place; posting corrects and checks anew."""
    batch = _batch(request, number)
    if batch.stage not in {Stage.CHECKED, Stage.FAILED}:
        return redirect(step_url(batch, code_of(request.store)))
    if request.method == "POST":
        try:
            correct_rows(
                batch_id=batch.pk,
                corrections=forms.corrections(request.POST),
                now=timezone.now(),
                by=request.user,
            )
        except DomainError as error:
            return refuse(request, error, to=request.get_full_path())
        return redirect(request.get_full_path())
    return _page(request, 3, batch, _check_context(request, batch))


def _check_context(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    shows_all = request.GET.get("rows") == "all"
    rows = batch.rows.all() if shows_all else queries.list_problem_rows(batch)
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    left = batch.quantity_refused + batch.quantity_skipped
    kind = get_kind(batch.kind)
    columns = queries.shown_columns(kind, list(page.object_list), batch.mapping)
    return {
        "page": page,
        "shows_all": shows_all,
        "columns": columns,
        "rows": queries.checked_rows(kind, page.object_list, columns),
        "quantity_problems": batch.quantity_refused + batch.quantity_warned,
        "duplicate_choices": Duplicates.choices,
        "quantity_left": left,
        "quantity_ready": batch.quantity_rows - left,
        "totals": control_totals(kind, batch),
        "is_written": False,
    }


@require_POST
@requires("imports.add_importbatch", label=_("导入数据"), group_level=True)
def batch_import(request: StoreRequest, number: str) -> HttpResponse:
    """Step 4: import the sound rows."""
    batch = _batch(request, number)
    try:
        batch = start_batch(batch_id=batch.pk, now=timezone.now(), by=request.user)
    except DomainError as error:
        return refuse(request, error, to=step_url(batch, code_of(request.store)))
    return redirect(step_url(batch, code_of(request.store)))


@requires("imports.view_importbatch", label=_("数据导入"))
def batch_result(request: StoreRequest, number: str) -> HttpResponse:
    """Step 4: how far it is, or what came of it."""
    batch = _batch(request, number)
    is_moving = batch.stage in MOVING
    is_past = is_fragment(request) and not is_moving  # the page that waited is drawn anew
    if is_past or batch.stage not in MOVING | {Stage.DONE, Stage.UNDONE}:
        return _go(request, step_url(batch, code_of(request.store)))
    job = Job.objects.filter(pk=batch.job_id).first() if batch.job_id else None
    context = {
        "job": job,
        "is_moving": is_moving,
        "undo_problem": queries.undo_problem(batch, job),
        "can_undo": can_undo(batch, now=timezone.now())
        and request.user.has_perm("imports.undo_importbatch"),
        "consequences": queries.undo_consequences(batch),
        "totals": control_totals(get_kind(batch.kind), batch),
        "is_written": True,
        "undo_url": reverse("imports:batch_undo",
                            kwargs={"store": code_of(request.store), "number": number}),
    }  # fmt: skip
    return _page(request, 4, batch, context)


@require_POST
@requires("imports.undo_importbatch", label=_("撤销导入批次"), group_level=True)
def batch_undo(request: StoreRequest, number: str) -> HttpResponse:
    """Take the whole batch back."""
    batch = _batch(request, number)
    to = step_url(batch, code_of(request.store))
    try:
        batch = start_undo(batch_id=batch.pk, now=timezone.now(), by=request.user)
    except DomainError as error:
        return refuse(request, error, to=to)
    if batch.stage == Stage.UNDOING:
        return redirect(to)
    return done(request, _("整批已撤销"), to=to)


@requires("imports.view_importbatch", label=_("下载问题行"))
def batch_problems(request: StoreRequest, number: str) -> HttpResponse:
    """The problem rows as a workbook."""
    batch = _batch(request, number)
    return _file(queries.problems_workbook(batch), f"{batch.number}-problems.xlsx")


@requires("imports.add_importbatch", label=_("与旧系统对照"), group_level=True)
def batch_compare(request: StoreRequest, number: str) -> HttpResponse:
    """The file beside the records; nothing is imported.  Posting has a large file compared."""
    batch = _batch(request, number)
    kept = find_comparison(batch, request.user)
    try:
        if request.method == "POST":
            if is_large(batch):
                start_comparison(batch=batch, by=request.user)
            return redirect(request.path)
        comparison = comparison_of(batch, kept, now=timezone.now(), by=request.user)
    except DomainError as error:
        return refuse(request, error, to=step_url(batch, code_of(request.store)))
    job = job_of(kept) if is_large(batch) else None
    is_moving = comparison is None and job is not None and not job.is_over
    if is_fragment(request) and not is_moving:
        return _go(request, request.path)
    frame = {
        "batch": batch,
        "kind": get_kind(batch.kind),
        "here": batch.number,
        "back_url": step_url(batch, code_of(request.store)),
        "comparison": comparison,
        "kept": kept,
        "job": job,
        "is_moving": is_moving,
        "is_large": is_large(batch),
    }
    if comparison is not None:
        frame |= _findings(request, comparison)
    return render(request, "imports/compare.html", frame)


def _findings(request: StoreRequest, comparison: Comparison) -> dict[str, Any]:
    found, column = request.GET.get("found", ""), request.GET.get("field", "")
    findings = list(comparison.findings(found=found, column=column))
    picked = urlencode(
        {name: value for name, value in (("found", found), ("field", column)) if value}
    )
    return {
        "page": Paginator(findings, PAGE_ROWS).get_page(request.GET.get("page")),
        "found": found,
        "field": column,
        "picked": picked,
    }


@requires("imports.add_importbatch", label=_("下载对照结果"), group_level=True)
def batch_comparison(request: StoreRequest, number: str, form: str) -> HttpResponse:
    """What is not the same, with both values, as a workbook or CSV."""
    if form not in {"xlsx", "csv"}:
        raise Http404
    batch = _batch(request, number)
    kept = find_comparison(batch, request.user)
    try:
        comparison = comparison_of(batch, kept, now=timezone.now(), by=request.user)
    except DomainError as error:
        return refuse(request, error, to=step_url(batch, code_of(request.store)))
    if comparison is None:
        kwargs = {"store": code_of(request.store), "number": number}
        return redirect(reverse("imports:batch_compare", kwargs=kwargs))
    findings = list(comparison.findings())
    actor.note("export", f"imports.importbatch:{number}", {"rows": len(findings), "kind": form})
    name = f"{batch.number}-comparison.{form}"
    columns = list(COLUMNS.values())
    if form == "csv":
        return _file("".join(csv_rows(columns, findings)).encode(), name, CSV)
    target = io.BytesIO()
    write_xlsx(target, str(comparison.kind.label), columns, findings)
    return _file(target.getvalue(), name)


@requires("imports.add_importbatch", label=_("下载导入模板"))
def kind_template(request: StoreRequest, kind: str) -> HttpResponse:
    """An empty workbook of the kind."""
    try:
        found = get_kind(kind)
    except UnknownKind as error:
        raise Http404 from error
    if found.is_structured or not request.user.has_perm(found.right):
        raise Http404
    return _file(queries.template_workbook(found), f"{found.key}.xlsx")


def _file(content: bytes, name: str, content_type: str = XLSX) -> HttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type=content_type, headers=headers)
