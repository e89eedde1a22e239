"""Suspected duplicates, the merge with its preview, and the way back (CUS-32)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from marque.foundation.access.decorators import requires
from marque.foundation.ui.feedback import done, refuse
from marque.foundation.ui.lists import render_list
from marque.foundation.ui.records import act, store_needed
from marque.foundation.ui.templatetags.ui import local_name
from marque.kernel import clock
from marque.kernel.errors import DomainError
from marque.parties.models import Customer
from marque.parties.queries import masked
from marque.parties.queries.pool import list_merges, list_pairs
from marque.parties.services.find_duplicates import dismiss_pair, find_duplicates, pair_of
from marque.parties.services.merge_book import model_label
from marque.parties.services.merge_customers import (
    GROUPS,
    MergeOrder,
    children_of,
    default_choice,
    merge_customers,
    refuse_merge,
    undo_merge,
    undo_problem,
)
from marque.parties.tables.ownership import DuplicateTable, MergeTable, reasons_of
from marque.parties.views.frames import here

MERGE = "parties.merge_customer"
SUSPECTS = gettext_lazy("疑似重复")
MERGES = gettext_lazy("合并记录")
SEALED = {"phone", "phone_second", "id_number", "wechat", "email"}


@requires(MERGE, label=SUSPECTS)
@require_GET
def duplicate_list(request: Any) -> HttpResponse:
    """The worklist of suspected duplicates."""
    template = "parties/ownership/duplicates.html"
    return render_list(request, table=DuplicateTable, template=template)


@requires(MERGE, label=SUSPECTS)
@require_POST
def duplicates_find(request: Any) -> HttpResponse:
    """Look for duplicates now."""
    count = find_duplicates(store=store_needed(request), now=clock.now())
    to = here(request, "duplicate_list")
    return done(request, _("查重完成，%(n)s 对待处理") % {"n": count}, to=to)


@requires(MERGE, label=SUSPECTS)
@require_POST
def pair_dismiss(request: Any, pk: int) -> HttpResponse:
    """These are two people."""
    pair = get_object_or_404(list_pairs(user=request.user, store=request.store), pk=pk)
    dismiss_pair(pair, by=request.user, now=clock.now())
    return done(request, _("已判为不同客户"), to=here(request, "duplicate_list"))


def _asked(request: Any, key: str) -> Customer:
    number = request.POST.get(key) or request.GET.get(key, "")
    reach = Customer.objects.visible_to(request.user).in_store(request.store)
    found: Customer = get_object_or_404(reach.select_related("owner", "store"), number=number)
    return found


@requires(MERGE, label=SUSPECTS)
@require_http_methods(["GET", "POST"])
def customer_merge(request: Any) -> HttpResponse:
    """Two records beside each other: what stays, what is taken from which, what moves."""
    first, second = _asked(request, "a"), _asked(request, "b")
    kept, merged = (second, first) if _value(request, "keep") == "b" else (first, second)
    back = here(request, "duplicate_list")
    try:
        refuse_merge(kept, merged)
        if request.method == "POST" and "versions" in request.POST:
            merge_customers(_order(request, kept, merged), by=request.user, now=clock.now())
            to = here(request, "customer_detail", number=kept.number)
            text = _("%(merged)s 已并入 %(kept)s") % {"merged": merged.number, "kept": kept.number}
            return done(request, text, to=to)
    except DomainError as error:
        return refuse(request, error, to=back)
    pair = pair_of(first, second)
    context = {
        "kept": kept,
        "merged": merged,
        "first": first,
        "second": second,
        "keep": "b" if kept is second else "a",
        "rows": _rows(kept, merged),
        "counts": _counts(kept, merged),
        "versions": f"{kept.version},{merged.version}",
        "pair": pair,
        "reasons": reasons_of(pair) if pair else "",
        "title": _("合并客户"),
        "back_url": back,
        "back_title": SUSPECTS,
    }
    return render(request, "parties/ownership/merge.html", context)


def _value(request: Any, key: str) -> str:
    return str(request.POST.get(key) or request.GET.get(key, ""))


def _order(request: Any, kept: Customer, merged: Customer) -> MergeOrder:
    given = request.POST.get("versions", "").split(",")
    if len(given) != 2 or not all(part.isdecimal() for part in given):  # noqa: PLR2004
        raise Http404
    choices = {
        group: request.POST[f"field_{group}"]
        for group in GROUPS
        if f"field_{group}" in request.POST
    }
    return MergeOrder(
        kept=kept,
        merged=merged,
        choices=choices,
        reason=request.POST.get("reason", "")[:200],
        versions=(int(given[0]), int(given[1])),
    )


def _rows(kept: Customer, merged: Customer) -> list[dict[str, Any]]:
    """The fields in which the two differ, with what is proposed."""
    found = []
    for group, names in GROUPS.items():
        if all(getattr(kept, name) == getattr(merged, name) for name in names):
            continue
        main = group if group in names else names[0]
        column: Any = Customer._meta.get_field(main)
        label = column.verbose_name
        values = [_shown(row, main) for row in (kept, merged)]
        found.append(
            {
                "group": group,
                "label": label,
                "kept": values[0],
                "merged": values[1],
                "choice": default_choice(group, kept, merged),
            }
        )
    return found


def _shown(row: Customer, name: str) -> str:
    if name in SEALED:
        return masked(row, name) or "—"
    if name == "address":
        return row.division_name or "—"
    if name == "owner":
        return local_name(row.owner) if row.owner else row.owner_label
    display = getattr(row, f"get_{name}_display", None)
    return str((display() if display else getattr(row, name)) or "—")


def _counts(kept: Customer, merged: Customer) -> list[tuple[Any, int, int]]:
    mine, theirs = dict(children_of(kept)), dict(children_of(merged))
    return [(label, mine.get(label, 0), theirs.get(label, 0)) for label in mine | theirs]


@requires(MERGE, label=MERGES)
@require_GET
def merge_list(request: Any) -> HttpResponse:
    """What was merged."""
    return render_list(request, table=MergeTable)


@requires(MERGE, label=MERGES)
@require_GET
def merge_detail(request: Any, pk: int) -> HttpResponse:
    """What a merge moved, and whether it can be undone."""
    log = get_object_or_404(list_merges(user=request.user, store=request.store), pk=pk)
    counted: dict[str, int] = {}
    for entry in log.moved:
        label = str(model_label(entry["link"].partition(":")[0]))
        counted[label] = counted.get(label, 0) + len(entry["keys"])
    context = {
        "log": log,
        "counted": counted.items(),
        "problem": undo_problem(log),
        "title": f"{log.merged_number} → {log.kept_number}",
        "back_url": here(request, "merge_list"),
        "back_title": MERGES,
        "now": timezone.now(),
    }
    return render(request, "parties/ownership/merge_detail.html", context)


@requires(MERGE, label=MERGES)
@require_POST
def merge_undo(request: Any, pk: int) -> HttpResponse:
    """Make the two records two again."""
    log = get_object_or_404(list_merges(user=request.user, store=request.store), pk=pk)
    return act(
        request,
        lambda: undo_merge(log, by=request.user, now=clock.now()),
        to=here(request, "merge_detail", pk=pk),
        message=_("合并已撤销，两条档案恢复原样"),
    )
