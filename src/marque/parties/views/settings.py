"""What the whole group shares: competitors, tags, how long data is kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from marque.foundation.access.decorators import requires
from marque.foundation.ui.idempotency import submit_once
from marque.foundation.ui.lists import render_list
from marque.foundation.ui.records import Confirmation, ask_first
from marque.parties.forms import CompetitorForm, CompetitorPriceForm, RetentionForm, TagForm
from marque.parties.models import Competitor, Customer, RetentionPolicy, Tag
from marque.parties.queries import competitor_page
from marque.parties.services.anonymise import anonymise_customer, expired_customers, months_kept
from marque.parties.services.competitors import note_price, save_competitor
from marque.parties.services.retention import set_retention
from marque.parties.services.tagging import save_tag
from marque.parties.tables import CompetitorTable, ExpiredTable, TagTable
from marque.parties.views.frames import form_view, here

RIVALS = gettext_lazy("竞争对手")
TAGS = gettext_lazy("客户标签")
RETENTION = gettext_lazy("数据留存")


@requires("parties.view_competitor", label=RIVALS)
@require_GET
def competitor_list(request: Any) -> HttpResponse:
    """All competitors."""
    return render_list(request, table=CompetitorTable)


@requires("parties.view_competitor", label=RIVALS)
@require_GET
def competitor_detail(request: Any, pk: int) -> HttpResponse:
    """A competitor with its cars, their prices, and what we won and lost against it."""
    competitor = get_object_or_404(Competitor.objects.visible_to(request.user), pk=pk)
    context = competitor_page(competitor) | {
        "competitor": competitor,
        "here": competitor.name,
        "back_url": here(request, "competitor_list"),
        "back_title": RIVALS,
    }
    return render(request, "parties/competitor/detail.html", context)


@requires("parties.edit_competitor", label=RIVALS)
@require_http_methods(["GET", "POST"])
@submit_once
def competitor_create(request: Any) -> HttpResponse:
    """Add a competitor."""
    form = CompetitorForm(request.POST or None)
    return form_view(
        request,
        form,
        lambda: save_competitor(values=form.values(), by=request.user),
        back=here(request, "competitor_list"),
        message=_("竞争对手已保存"),
        title=_("新建竞争对手"),
    )


@requires("parties.edit_competitor", label=RIVALS)
@require_http_methods(["GET", "POST"])
def competitor_edit(request: Any, pk: int) -> HttpResponse:
    """Correct a competitor."""
    competitor = get_object_or_404(Competitor.objects.visible_to(request.user), pk=pk)
    form = CompetitorForm(request.POST or None, instance=competitor)
    return form_view(
        request,
        form,
        lambda: save_competitor(
            values=form.values(),
            by=request.user,
            competitor=competitor,
            version=form.cleaned_data["version"],
        ),
        back=here(request, "competitor_detail", pk=pk),
        message=_("竞争对手已保存"),
        title=competitor.name,
    )


@requires("parties.edit_competitor", label=RIVALS)
@require_http_methods(["GET", "POST"])
@submit_once
def competitor_price(request: Any, pk: int) -> HttpResponse:
    """Note what a competitor asked for a car."""
    competitor = get_object_or_404(Competitor.objects.visible_to(request.user), pk=pk)
    form = CompetitorPriceForm(request.POST or None, initial={"seen_on": timezone.localdate()})
    return form_view(
        request,
        form,
        lambda: note_price(competitor, **form.cleaned_data, by=request.user),
        back=here(request, "competitor_detail", pk=pk),
        message=_("价格已登记"),
        title=_("%s 的竞品价格") % competitor.name,
        template="parties/competitor/price.html",
        models=competitor.cars.filter(is_active=True),
    )


@requires("parties.edit_tag", label=TAGS)
@require_GET
def tag_list(request: Any) -> HttpResponse:
    """All tags."""
    return render_list(request, table=TagTable)


@requires("parties.edit_tag", label=TAGS)
@require_http_methods(["GET", "POST"])
@submit_once
def tag_create(request: Any) -> HttpResponse:
    """Add a tag."""
    return _tag(request, TagForm(request.POST or None), None, _("新建标签"))


@requires("parties.edit_tag", label=TAGS)
@require_http_methods(["GET", "POST"])
def tag_edit(request: Any, pk: int) -> HttpResponse:
    """Change a tag or its rule."""
    tag = get_object_or_404(Tag, pk=pk)
    return _tag(request, TagForm(request.POST or None, tag=tag), tag, tag.name)


def _tag(request: Any, form: TagForm, tag: Tag | None, title: str) -> HttpResponse:
    return form_view(
        request,
        form,
        lambda: save_tag(
            values=form.values(),
            rule=form.rule(),
            by=request.user,
            today=timezone.localdate(),
            tag=tag,
            version=form.cleaned_data["version"],
        ),
        back=here(request, "tag_list"),
        message=_("标签已保存"),
        title=title,
    )


@requires("parties.keep_data", label=RETENTION)
@require_GET
def retention(request: Any) -> HttpResponse:
    """How long data is kept, and whom the next run forgets."""
    today = timezone.localdate()
    policies = RetentionPolicy.objects.select_related("created_by")
    kept = [(label, months_kept(code, on=today)) for code, label in _categories()]
    extra = {"policies": policies, "kept": kept}
    return render_list(request, table=ExpiredTable, template="parties/retention.html", extra=extra)


def _categories() -> list[tuple[str, Any]]:
    field = RetentionPolicy._meta.get_field("category")
    return list(field.choices or [])


@requires("parties.keep_data", label=RETENTION)
@require_http_methods(["GET", "POST"])
@submit_once
def retention_set(request: Any) -> HttpResponse:
    """Set a time from a day on."""
    form = RetentionForm(request.POST or None, initial={"valid_from_on": timezone.localdate()})
    return form_view(
        request,
        form,
        lambda: set_retention(**form.cleaned_data, by=request.user),
        back=here(request, "retention"),
        message=_("留存期限已保存"),
        title=_("设置留存期限"),
    )


@requires("parties.keep_data", label=RETENTION)
@require_http_methods(["GET", "POST"])
def retention_run(request: Any) -> HttpResponse:
    """Forget the expired customers of the store now, after asking."""
    reach = Customer.objects.visible_to(request.user).in_store(request.store).values("pk")
    found = list(expired_customers(today=timezone.localdate()).filter(pk__in=reach))
    ask = Confirmation(
        title=_("匿名化 %d 位到期客户") % len(found),
        consequences=(
            _("姓名、电话、证件、地址、联系人和附件将被删除，不能恢复"),
            _("统计数字不变"),
        ),
        submit=_("匿名化"),
        back_url=here(request, "retention"),
    )
    return ask_first(
        request, ask, lambda: _forget(found, request.user), message=_("到期资料已匿名化")
    )


def _forget(found: list[Customer], by: Any) -> None:
    for customer in found:
        anonymise_customer(customer, now=timezone.now(), by=by)
