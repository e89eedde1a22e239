"""The page of one background job."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from marque.foundation.access.decorators import requires
from marque.foundation.jobs.models import Job
from marque.foundation.jobs.queries import trouble_of


def own_jobs(request: Any) -> Any:
    """People see the jobs that they started."""
    return Job.objects.filter(owner=request.user)


@require_safe
@requires(label=_("后台任务"))
def job_list(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "jobs/list.html", {"jobs": own_jobs(request)[:100]})


@require_safe
@requires(label=_("后台任务"))
def job_detail(request: Any, pk: int) -> HttpResponse:
    template = "jobs/_card.html" if request.htmx else "jobs/detail.html"
    job = get_object_or_404(own_jobs(request), pk=pk)
    context = {"job": job, "trouble": trouble_of(job, now=timezone.now())}
    return TemplateResponse(request, template, context)


@require_safe
@requires(label=_("后台任务"))
def job_file(request: HttpRequest, pk: int, which: str) -> HttpResponseBase:
    job = get_object_or_404(own_jobs(request), pk=pk)
    stored = job.result_file if which == "result" else job.errors_file
    if not stored:
        raise Http404
    return FileResponse(stored.open("rb"), as_attachment=True, filename=job.result_name)
