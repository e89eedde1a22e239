"""Rules of assignment with a dry run, and the channels by which leads come in (LED-02)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marque.catalog import api as catalog
from marque.crm.forms.rules import ChannelForm, RuleForm, TryForm
from marque.crm.models import AssignmentRule, Channel, Lead
from marque.crm.queries.assignment import Choice, choose_owner
from marque.crm.queries.people import consultants, loads_of
from marque.crm.services.doors import open_channel, switch_channel
from marque.crm.services.edit_rule import delete_rule, save_rule
from marque.crm.views.lead_form import UNPROCESSABLE, refuse_on
from marque.crm.views.lead_records import here
from marque.crm.words import SOURCE
from marque.foundation.access.decorators import requires
from marque.foundation.dictionaries.words import entry
from marque.foundation.ui.feedback import done
from marque.foundation.ui.idempotency import submit_once
from marque.foundation.ui.records import act, store_needed
from marque.kernel.errors import DomainError
from marque.parties import api as parties

MOST_SERIES = 200


def _rules(store: Any) -> Any:
    rules = AssignmentRule.objects.filter(store=store)
    return rules.prefetch_related("sources", "series", "people")


@requires("crm.edit_rules", label=gettext_lazy("线索分配规则"))
def rule_list(request: Any) -> HttpResponse:
    """The rules in their order, everybody's load, and: who would get this lead?"""
    store = request.store
    context: dict[str, Any] = {"title": _("线索分配"), "store_needed": store is None}
    if store is not None:
        form = TryForm(request.GET if "source" in request.GET else None, code=store.code)
        loads = loads_of(consultants(store), store=store, now=timezone.now())
        context |= {
            "rules": _rules(store),
            "loads": sorted(loads, key=lambda load: load.chased),
            "form": form,
            "choice": _dry_run(store, form) if form.is_bound and form.is_valid() else None,
            "channels": Channel.objects.filter(store=store).select_related("source", "by"),
        }
    return render(request, "crm/leads/rules.html", context)


def _dry_run(store: Any, form: TryForm) -> Choice:
    """Decide as the intake would, without writing anything."""
    phone = form.cleaned_data["phone"]
    return choose_owner(
        store=store,
        source=entry(SOURCE, form.cleaned_data["source"]),
        series=form.cleaned_data["series"],
        customer=parties.find_by_phone(phone, store=store) if phone else None,
        now=timezone.now(),
    )


def _series(store: Any, rule: AssignmentRule | None) -> Any:
    """Series that leads of the store ask for, and those that the rule names."""
    wanted = Lead.objects.filter(store=store).exclude(series=None).order_by()
    found = catalog.Series.objects.filter(pk__in=wanted.values("series").distinct())
    if rule is not None:
        found |= catalog.Series.objects.filter(pk__in=rule.series.values("pk"))
    return found.order_by("name")


@requires("crm.edit_rules", label=gettext_lazy("编辑分配规则"))
@submit_once
def rule_edit(request: Any, pk: int | None = None) -> HttpResponse:
    """Write a rule."""
    store = store_needed(request)
    rule = get_object_or_404(_rules(store), pk=pk) if pk else None
    form = RuleForm(
        request.POST or None, store=store, series=_series(store, rule), initial=_initial(rule)
    )
    back = here(request, "rule_list")
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            save_rule(draft=form.draft(), store=store, by=request.user, rule=rule, version=version)
        except DomainError as error:
            refuse_on(form, error)
        else:
            return done(request, _("规则已保存"), to=back)
    title = _("规则“%(name)s”") % {"name": rule.name} if rule else _("新建规则")
    context = {"form": form, "title": title, "here": title, "back_url": back, "rule": rule}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "crm/leads/rule.html", context, status=status)


def _initial(rule: AssignmentRule | None) -> dict[str, Any]:
    if rule is None:
        return {}
    return {
        "name": rule.name,
        "position": rule.position,
        "choose": rule.choose,
        "is_active": rule.is_active,
        "sources": [str(source.pk) for source in rule.sources.all()],
        "series": rule.series.all(),
        "people": rule.people.all(),
        "version": rule.version,
    }


@require_POST
@requires("crm.edit_rules", label=gettext_lazy("删除分配规则"))
def rule_delete(request: Any, pk: int) -> HttpResponse:
    """Remove a rule."""
    rule = get_object_or_404(_rules(store_needed(request)), pk=pk)
    return act(
        request,
        lambda: delete_rule(rule=rule, by=request.user),
        to=here(request, "rule_list"),
        message=_("规则已删除"),
    )


@requires("crm.edit_rules", label=gettext_lazy("开通线索渠道"))
def channel_open(request: Any) -> HttpResponse:
    """Open a channel; its address or key is shown on the next page, a key only once."""
    store = store_needed(request)
    form = ChannelForm(request.POST or None)
    context = {
        "form": form,
        "title": _("开通线索渠道"),
        "submit": _("开通"),
        "back_url": here(request, "rule_list"),
    }
    if request.method == "POST" and form.is_valid():
        try:
            channel, secret = open_channel(
                store=store, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except DomainError as error:
            refuse_on(form, error)
        else:
            context |= {"channel": channel, "secret": secret, **_addresses(request, secret)}
            return render(request, "crm/leads/channel.html", context)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "ui/form_page.html", context, status=status)


def _addresses(request: Any, secret: str) -> dict[str, str]:
    return {
        "form_url": request.build_absolute_uri(f"/p/leads/{secret}/"),
        "api_url": request.build_absolute_uri("/api/v1/leads"),
    }


@require_POST
@requires("crm.edit_rules", label=gettext_lazy("启停线索渠道"))
def channel_switch(request: Any, pk: int) -> HttpResponse:
    """Close a channel or open it again."""
    channel = get_object_or_404(Channel.objects.filter(store=store_needed(request)), pk=pk)
    return act(
        request,
        lambda: switch_channel(channel=channel, is_active=not channel.is_active, by=request.user),
        to=here(request, "rule_list"),
        message=_("渠道已停用") if channel.is_active else _("渠道已启用"),
    )
