"""The words of the trade (企业标准): lists by group, one list, one word."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from marque.foundation.access.decorators import requires
from marque.foundation.administration.forms import WordForm
from marque.foundation.administration.views.acting import form_view, here
from marque.foundation.dictionaries.models import Entry
from marque.foundation.dictionaries.registry import WordList, all_word_lists
from marque.foundation.dictionaries.words import (
    add_entry,
    change_entry,
    delete_entry,
    entries_of,
    place_entry,
)
from marque.foundation.ui.feedback import done, refuse
from marque.foundation.ui.records import act
from marque.kernel.errors import DomainError

LABEL = gettext_lazy("企业标准")
RIGHT = "dictionaries.edit_words"


def _list(kind: str) -> WordList:
    words = all_word_lists().get(kind)
    if words is None:
        raise Http404(kind)
    return words


def _in_groups() -> list[tuple[str, list[WordList]]]:
    """The lists by their group; groups and lists in the order of their declaration."""
    lists = list(all_word_lists().values())
    order = list(dict.fromkeys(str(words.group) for words in lists))
    lists.sort(key=lambda words: order.index(str(words.group)))
    return [(name, list(rows)) for name, rows in groupby(lists, key=lambda w: str(w.group))]


@require_safe
@requires(RIGHT, label=LABEL)
def word_lists(request: HttpRequest) -> HttpResponse:
    counts = {
        row["kind"]: row
        for row in Entry.objects.order_by()
        .values("kind")
        .annotate(
            used=Count("pk", filter=Q(is_active=True)),
            disabled=Count("pk", filter=Q(is_active=False)),
        )
    }
    groups: list[tuple[str, Any]] = [
        (name, [(words, counts.get(words.kind, {})) for words in lists])
        for name, lists in _in_groups()
    ]
    return render(request, "administration/word_lists.html", {"groups": groups, "title": LABEL})


@require_safe
@requires(RIGHT, label=LABEL)
def word_list(request: HttpRequest, kind: str) -> HttpResponse:
    words = _list(kind)
    rows = [
        (row, [(extra, row.value(extra.key)) for extra in words.extras])
        for row in entries_of(kind, all_of_them=True)
    ]
    context = {"words": words, "rows": rows, "title": words.label, "here": words.label}
    return render(request, "administration/word_list.html", context)


@requires(RIGHT, label=LABEL, group_level=True)
def word(request: Any, kind: str, pk: int | None = None) -> HttpResponse:
    """A new word, or a word to rename, retune or disable; the words belong to the group."""
    words = _list(kind)
    row: Entry | None = get_object_or_404(Entry, kind=kind, pk=pk) if pk else None
    initial = (
        {
            "name": row.name,
            "name_en": row.name_en,
            "is_active": row.is_active,
            "version": row.version,
        }
        if row
        else {}
    )
    form = WordForm(request.POST or None, initial=initial, words=words, row=row)
    back_url = here(request, "word_list", kind=kind)
    return form_view(
        request,
        form,
        lambda fields: _save(words, row, form, fields),
        page={
            "title": row.label if row else _("新建：%(list)s") % {"list": words.label},
            "message": _("已保存，新的选择立即可用"),
            "back_url": back_url,
            "template": "administration/word.html",
            "row": row,
            "words": words,
        },
        to=lambda _row: back_url,
    )


def _save(words: WordList, row: Entry | None, form: WordForm, fields: dict[str, Any]) -> Entry:
    if row is None:
        return add_entry(
            kind=words.kind,
            code=fields["code"],
            name=fields["name"],
            name_en=fields["name_en"],
            extra=form.extra,
        )
    return change_entry(
        row,
        version=fields["version"] or 0,
        name=fields["name"],
        name_en=fields["name_en"],
        extra=form.extra,
        is_active=fields.get("is_active", row.is_active),
    )


@require_POST
@requires(RIGHT, label=LABEL, group_level=True)
def word_place(request: Any, kind: str, pk: int) -> HttpResponse:
    row = get_object_or_404(Entry, kind=kind, pk=pk)
    step = -1 if request.POST.get("to") == "up" else 1
    return act(
        request, lambda: place_entry(row, step=step), to=here(request, "word_list", kind=kind)
    )


@require_POST
@requires(RIGHT, label=LABEL, group_level=True)
def word_delete(request: Any, kind: str, pk: int) -> HttpResponse:
    row = get_object_or_404(Entry, kind=kind, pk=pk)
    try:
        delete_entry(row)
    except DomainError as error:
        return refuse(request, error, to=here(request, "word", kind=kind, pk=pk))
    return done(request, _("已删除"), to=here(request, "word_list", kind=kind))
