"""The screens of messaging: log, batches, templates, channels."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marque.foundation.access.decorators import requires
from marque.foundation.messaging.forms import BatchForm, ChannelForm, TemplateForm
from marque.foundation.messaging.models import (
    BatchStatus,
    Channel,
    Message,
    MessageBatch,
    MessageTemplate,
)
from marque.foundation.messaging.parties import find_party, find_segment
from marque.foundation.messaging.senders.registry import setting_of
from marque.foundation.messaging.services.compose_batch import (
    draft_batch,
    preview_batch,
    queue_batch,
    resume_batch,
)
from marque.foundation.messaging.services.save_settings import save_channel, save_template
from marque.foundation.messaging.services.send_batch import counts_of
from marque.foundation.messaging.tables import BatchTable, MessageTable, TemplateTable
from marque.foundation.ui.feedback import done, refuse
from marque.foundation.ui.lists import render_list, selected_rows
from marque.foundation.ui.records import act, pages_of
from marque.foundation.ui.stores import code_of
from marque.foundation.ui.tasks import table_class
from marque.kernel import clock
from marque.kernel.errors import DomainError, InvalidInput

MESSAGES = gettext_lazy("消息记录")
BATCHES = gettext_lazy("群发")
TEMPLATES = gettext_lazy("消息模板")
CHANNELS = gettext_lazy("发送通道")
SEND, EDIT, SET = "messaging.send_message", "messaging.edit_template", "messaging.edit_channel"
here = pages_of("messaging")


@require_safe
@requires("messaging.view_message", label=MESSAGES)
def message_list(request: HttpRequest) -> HttpResponse:
    """Every message."""
    return render_list(request, table=MessageTable)


@require_safe
@requires("messaging.view_message", label=MESSAGES)
def message(request: Any, pk: int) -> HttpResponse:
    """One message with its whole text."""
    rows = Message.objects.visible_to(request.user).in_store(request.store)
    row = get_object_or_404(rows.select_related("by", "store", "batch"), pk=pk)
    party = find_party(row.party_type)
    context = {
        "message": row,
        "here": row.party_name,
        "back_url": here(request, "message_list"),
        "party_url": party.url(row.party_id, code_of(request.store)) if party and party.url else "",
    }
    return render(request, "messaging/message.html", context)


@require_safe
@requires("messaging.view_message", label=BATCHES)
def batch_list(request: HttpRequest) -> HttpResponse:
    """Every batch."""
    return render_list(request, table=BatchTable)


@require_POST
@requires(SEND, label=BATCHES, group_level=True)
def batch_start(request: Any) -> HttpResponse:
    """A draft to the rows that were ticked in a list."""
    segment = find_segment(request.POST.get("list_key", ""))
    if segment is None:
        raise Http404
    table = table_class(segment.table).for_request(request)
    rows = selected_rows(request, table, table.source(table.user, table.store))
    try:
        batch = draft_batch(
            party_type=segment.party,
            keys=segment.keys_of(rows),
            name=_("%(list)s（%(day)s）") % {"list": table.title, "day": table.today},
            store=request.store,
            by=request.user,
        )
    except DomainError as error:
        return refuse(request, error, to=here(request, "batch_list"))
    return redirect(here(request, "batch", pk=batch.pk))


def _batch(request: Any, pk: int) -> MessageBatch:
    rows = MessageBatch.objects.visible_to(request.user).in_store(request.store)
    found: MessageBatch = get_object_or_404(rows.select_related("by", "store", "job"), pk=pk)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@requires("messaging.view_message", label=BATCHES, group_level=True)
def batch(request: Any, pk: int) -> HttpResponse:
    """Write a draft, look at what it would do, send it; afterwards how it went."""
    row = _batch(request, pk)
    back = {"batch": row, "here": row.name, "back_url": here(request, "batch_list")}
    if row.status != BatchStatus.DRAFT:
        log = f"{here(request, 'message_list')}?view=&by_batch={row.pk}"
        context = {**back, "counts": counts_of(row), "log_url": log, "job": row.job}
        return render(request, "messaging/batch.html", context)
    form = _batch_form(request, row)
    context = {**back, "form": form, "count": len(row.selection)}
    if request.method == "POST" and form.is_valid():
        try:
            context["preview"] = preview_batch(row, form.text())
            if request.POST.get("action") == "send":
                queue_batch(batch=row, text=form.text(), by=request.user, now=clock.now())
                return done(request, _("已提交发送"), to=here(request, "batch", pk=pk))
        except DomainError as error:
            _show(form, error)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "messaging/batch_form.html", context, status=status)


def _batch_form(request: Any, row: MessageBatch) -> BatchForm:
    """The form as posted; with 套用, the form with the text of the template."""
    initial = {name: getattr(row, name) for name in ("channel", "purpose", "subject", "body")}
    if request.method != "POST":
        return BatchForm(initial=initial)
    form = BatchForm(request.POST)
    if request.POST.get("action") != "apply":
        return form
    chosen = MessageTemplate.objects.filter(
        pk=request.POST.get("template") or 0, is_active=True
    ).first()
    if chosen is None:
        return BatchForm(initial=initial)
    return BatchForm(initial={**TemplateForm.initial_of(chosen), "template": chosen})


@require_POST
@requires(SEND, label=BATCHES, group_level=True)
def batch_resume(request: Any, pk: int) -> HttpResponse:
    """Send what is left of a batch that broke off."""
    row = _batch(request, pk)
    return act(
        request,
        lambda: resume_batch(batch=row, by=request.user),
        to=here(request, "batch", pk=pk),
        message=_("已提交发送"),
    )


@require_safe
@requires(EDIT, label=TEMPLATES)
def template_list(request: HttpRequest) -> HttpResponse:
    """All templates."""
    return render_list(request, table=TemplateTable)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(EDIT, label=TEMPLATES, group_level=True)
def template(request: Any, pk: int | None = None) -> HttpResponse:
    """A new template, or one that is there."""
    row = get_object_or_404(MessageTemplate, pk=pk) if pk else None
    form = TemplateForm(request.POST or None, initial=TemplateForm.initial_of(row))
    if request.method == "POST" and form.is_valid():
        try:
            save_template(template=row, **form.cleaned_data)
        except DomainError as error:
            _show(form, error)
        else:
            return done(request, _("模板已保存"), to=here(request, "template_list"))
    context = {
        "form": form,
        "title": row or _("新建模板"),
        "back_url": here(request, "template_list"),
    }
    return render(request, "ui/form_page.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(SET, label=CHANNELS, group_level=True)
def channels(request: Any) -> HttpResponse:
    """How each channel is sent: for this store, in the group view for all."""
    forms = [(channel, _channel_form(request, channel)) for channel in Channel]
    posted = next((form for _channel, form in forms if form.is_bound), None)
    if posted is not None and posted.is_valid():
        try:
            save_channel(store=request.store, **posted.cleaned_data)
        except DomainError as error:
            _show(posted, error)
        else:
            return done(request, _("发送通道已保存"), to=here(request, "channels"))
    status = 422 if posted is not None else 200
    context = {"forms": forms, "title": CHANNELS}
    return render(request, "messaging/channels.html", context, status=status)


def _channel_form(request: Any, channel: Channel) -> ChannelForm:
    initial = ChannelForm.initial_of(setting_of(channel, store=request.store))
    sent = request.POST if request.POST.get(f"{channel}-channel") == channel else None
    return ChannelForm(sent, channel=channel, initial=initial)


def _show(form: Any, error: DomainError) -> None:
    field = error.field if isinstance(error, InvalidInput) else None
    form.add_error(field if field in form.fields else None, str(error))
