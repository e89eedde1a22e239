"""Audit log, online users, numbering, parameters."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from marque.foundation.access.decorators import requires
from marque.foundation.access.models import OnlineSession
from marque.foundation.administration import tables
from marque.foundation.administration.forms import ParameterForm, PatternForm
from marque.foundation.administration.reach import require_group, users_below
from marque.foundation.administration.services.edit_user import end_session
from marque.foundation.administration.views.acting import here, valid
from marque.foundation.audit.queries import verify_chains
from marque.foundation.dictionaries.models import ParameterValue
from marque.foundation.dictionaries.parameters import set_value
from marque.foundation.dictionaries.registry import all_parameters
from marque.foundation.numbering.models import NumberSeries
from marque.foundation.numbering.registry import all_series
from marque.foundation.numbering.services import set_pattern
from marque.foundation.secrets.sealing import is_sealed
from marque.foundation.ui.feedback import done, refuse
from marque.foundation.ui.lists import render_list
from marque.kernel.errors import DomainError

AUDIT = gettext_lazy("审计日志")
ONLINE = gettext_lazy("在线用户")
NUMBERS = gettext_lazy("单据编号")
PARAMETERS = gettext_lazy("业务参数")


@require_safe
@requires("audit.view_change", label=AUDIT)
def audit(request: HttpRequest) -> HttpResponse:
    return render_list(request, table=tables.AuditTable, template="administration/audit.html")


@require_safe
@requires("audit.view_change", label=AUDIT)
def audit_change(request: HttpRequest, pk: int) -> HttpResponse:
    change = get_object_or_404(tables.changes_of(request.user).select_related("link"), pk=pk)
    before, after = change.before or {}, change.after or {}
    fields = [
        (change.field_label(name), name, _readable(before.get(name)), _readable(after.get(name)))
        for name in sorted({*before, *after})
    ]
    context = {"change": change, "fields": fields, "here": f"{change.subject} {change.row_id}"}
    return render(request, "administration/audit_change.html", context)


def _readable(value: Any) -> Any:
    """A value as the audit trail shows it: sealed ones are not opened here."""
    return _("（已加密）") if isinstance(value, str) and is_sealed(value) else value


@require_POST
@requires("audit.verify_chain", label=AUDIT, reads_only=True, group_level=True)
def audit_verify(request: HttpRequest) -> HttpResponse:
    context = {"proof": verify_chains(), "title": _("校验审计链")}
    return render(request, "administration/audit_proof.html", context)


@require_safe
@requires("access.view_online", label=ONLINE)
def online(request: HttpRequest) -> HttpResponse:
    return render_list(request, table=tables.OnlineTable)


@require_safe
@requires("access.view_online", label=ONLINE)
def online_session(request: HttpRequest, pk: int) -> HttpResponse:
    seen = tables.OnlineTable.source(request.user, None).select_related("user", "viewing_as")
    found = get_object_or_404(seen, pk=pk)
    return render(
        request, "administration/online_session.html", {"session": found, "here": found.user.name}
    )


@require_POST
@requires("access.end_session", label=ONLINE, group_level=True)
def online_end(request: Any, pk: int) -> HttpResponse:
    within = OnlineSession.objects.filter(user__in=users_below(request.user, "access.end_session"))
    end_session(online=get_object_or_404(within, pk=pk), by=request.user)
    return done(request, _("会话已结束"), to=here(request, "online"))


@requires("numbering.edit_numberseries", label=NUMBERS, group_level=True)
def numbering(request: Any) -> HttpResponse:
    """One row a kind of document; the store's own rule goes before the general one."""
    if request.method == "POST":
        form = PatternForm(request.POST)
        try:
            if request.store is None:
                require_group(request.user, "numbering.edit_numberseries")
            set_pattern(store=request.store, **valid(form))
        except DomainError as error:
            return refuse(request, error, to=here(request, "numbering"))
        return done(request, _("编号规则已保存，对新单据生效"), to=here(request, "numbering"))
    own = {s.kind: s.pattern for s in NumberSeries.objects.filter(store=request.store)}
    common = {s.kind: s.pattern for s in NumberSeries.objects.filter(store=None)}
    rows = [
        (series, own.get(series.kind) or common.get(series.kind) or series.pattern)
        for series in all_series().values()
    ]
    return render(request, "administration/numbering.html", {"rows": rows, "title": NUMBERS})


@requires("dictionaries.edit_parameter", label=PARAMETERS, group_level=True)
def parameters(request: Any) -> HttpResponse:
    """Thresholds of this store; in the group view those of all stores."""
    if request.method == "POST":
        form = ParameterForm(request.POST)
        try:
            if request.store is None:
                require_group(request.user, "dictionaries.edit_parameter")
            set_value(store=request.store, **valid(form))
        except DomainError as error:
            return refuse(request, error, to=here(request, "parameters"))
        return done(request, _("参数已保存"), to=here(request, "parameters"))
    own = {p.key: p.value for p in ParameterValue.objects.filter(store=request.store)}
    common = {p.key: p.value for p in ParameterValue.objects.filter(store=None)}
    rows = [(p, own.get(p.key, common.get(p.key, p.default))) for p in all_parameters().values()]
    return render(request, "administration/parameters.html", {"rows": rows, "title": PARAMETERS})
