"""What a person types for opportunities, sales tasks, processes and their ends."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marque.catalog import api as catalog
from marque.crm.forms.fields import MomentField, PersonField, WordField, offer_rivals, offer_words
from marque.crm.models import Lead, TaskOrigin
from marque.crm.queries.tasks import list_workers
from marque.crm.services.share_task import Share
from marque.crm.services.task_drafts import OpportunityDraft, ProcessDraft, TaskDraft
from marque.crm.words import (
    END_REASON,
    SOURCE,
    STAGE,
    TASK_ACTION,
    TASK_FLAG,
    TASK_KIND,
    TASK_STATE,
)
from marque.foundation.ui import forms
from marque.parties import api as parties

LEAD_SEARCH = ("number__iexact", parties.matching_customer)
TRIM_SEARCH = (
    "name__icontains",
    "model__name__icontains",
    "model__series__name__icontains",
    "model__series__brand__name__icontains",
)


def customer_text(customer: Any) -> str:
    """A customer as a person picks one."""
    return f"{customer.name} {customer.number}"


def lead_text(lead: Any) -> str:
    """A lead as a person picks one."""
    return f"{lead.number} {lead.customer.name}"


def trim_text(trim: Any) -> str:
    """A trim as a person picks one."""
    return str(trim.full_name)


class _AboutCustomer(forms.Form):
    """Whose wish it is, for which car, who looks after it."""

    customer = forms.LookupField(
        label=_("客户/代理"),
        queryset=parties.Customer.objects.none(),
        search=parties.CUSTOMER_LOOKUP,
        text=customer_text,
    )
    title = forms.CharField(label=_("主题"), max_length=80)
    lead = forms.LookupField(
        label=_("线索"),
        queryset=Lead.objects.none(),
        search=LEAD_SEARCH,
        text=lead_text,
        required=False,
    )
    trim = forms.LookupField(
        label=_("意向车型"),
        queryset=catalog.Trim.objects.none(),
        search=TRIM_SEARCH,
        text=trim_text,
        required=False,
    )
    amount_expected = forms.MoneyField(label=_("预计金额"), required=False)
    owner = PersonField(label=_("负责人"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, store: Any, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        code = {"store": store.code}
        fields["customer"].offer(
            parties.Customer.objects.visible_to(user).in_store(store).active(),
            reverse("parties:customer_lookup", kwargs=code),
        )
        fields["lead"].offer(
            Lead.objects.visible_to(user).in_store(store).select_related("customer"),
            reverse("crm:task_lead_lookup", kwargs=code),
        )
        fields["trim"].offer(
            catalog.Trim.objects.on_sale().with_path(),
            reverse("crm:task_trim_lookup", kwargs=code),
        )
        fields["owner"].queryset = list_workers(store)
        fields["owner"].empty_label = user.name
        offer_words(self, row)

    def said(self) -> dict[str, Any]:
        """The cleaned fields as a draft wants them."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        data["amount_expected"] = data["amount_expected"] or Decimal(0)
        return data


class OpportunityForm(_AboutCustomer):
    """A chance to sell."""

    groups = (
        (_("机会"), ("customer", "title", "stage", "amount_expected", "expected_on", "source")),
        (_("需求"), ("trim", "lead", "owner", "need")),
    )
    stage = WordField(STAGE, label=_("销售阶段"))
    source = WordField(SOURCE, label=_("来源"), required=False)
    expected_on = forms.DateField(label=_("预计成交日期"), required=False)
    need = forms.CharField(
        label=_("需求"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def draft(self) -> OpportunityDraft:
        """The opportunity as it was entered."""
        return OpportunityDraft(**self.said())


class TaskForm(_AboutCustomer):
    """A sales task; its source is said once, when it is opened."""

    groups = (
        (_("销售任务"), ("customer", "title", "origin", "origin_note", "kind", "flag")),
        (_("进展"), ("stage", "state", "amount_expected", "due_on", "owner")),
        (_("内容"), ("trim", "lead", "content")),
    )
    origin = forms.ChoiceField(
        label=_("任务来源"),
        choices=[c for c in TaskOrigin.choices if c[0] != TaskOrigin.OPPORTUNITY],
        initial=TaskOrigin.MANUAL,
        widget=forms.ChipSelect,
    )
    origin_note = forms.CharField(
        label=_("来源说明"),
        max_length=120,
        required=False,
        help_text=_("市场活动的名称，或客户反馈了什么"),
    )
    kind = WordField(TASK_KIND, label=_("任务属性"), required=False)
    flag = WordField(TASK_FLAG, label=_("标志"))
    stage = WordField(STAGE, label=_("销售阶段"))
    state = WordField(TASK_STATE, label=_("任务状态"))
    due_on = forms.DateField(label=_("计划完成"), required=False)
    content = forms.CharField(
        label=_("任务内容"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        fields: Any = self.fields
        fields["state"].queryset = fields["state"].queryset.exclude(extra__contains={"ends": True})
        if row is not None:
            for name in ("origin", "origin_note", "owner"):
                del self.fields[name]

    def draft(self) -> TaskDraft:
        """The task as it was entered."""
        return TaskDraft(**self.said())


class DropForm(forms.Form):
    """Why a chance is given up."""

    reason = forms.CharField(label=_("放弃原因"), max_length=200)


class WinForm(forms.Form):
    """What is to be said about a won task."""

    note = forms.CharField(label=_("说明"), max_length=200, required=False)


class EndForm(WinForm):
    """Why a task ends."""

    reason = WordField(END_REASON, label=_("结束原因"))
    field_order = ("reason", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_words(self)


class AssignForm(forms.Form):
    """Who gets the task; the page draws the people with their load."""

    to = PersonField(label=_("分派给"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("依据"), max_length=120, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, store: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["to"].queryset = list_workers(store)


class ShareForm(forms.Form):
    """One member of a task."""

    user = PersonField(label=_("成员"), required=False)
    rate_share = forms.DecimalField(
        label=_("分成 %"), required=False, min_value=0, max_value=100, decimal_places=2
    )
    duty = forms.CharField(label=_("分工"), max_length=60, required=False)

    def __init__(self, *args: Any, store: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["user"].queryset = list_workers(store)


ShareFormSet = forms.formset_factory(
    ShareForm, extra=2, max_num=20, validate_max=True, can_delete=True
)


def shares_of(formset: Any) -> list[Share]:
    """The filled lines of a valid formset."""
    return [
        Share(data["user"], data["rate_share"], data["duty"])
        for data in formset.cleaned_data
        if data and data.get("user") and not data.get("DELETE")
    ]


class ProcessForm(forms.Form):
    """A step of a task."""

    action = WordField(TASK_ACTION, label=_("执行动作"))
    title = forms.CharField(label=_("进程内容"), max_length=120)
    planned_at = MomentField(label=_("计划时间"))
    executor = PersonField(label=_("执行人"))
    stage = WordField(STAGE, label=_("完成后进入阶段"), required=False)
    flag = WordField(TASK_FLAG, label=_("标志"))
    prompt_hours = forms.IntegerField(
        label=_("提前提示（小时）"),
        required=False,
        min_value=0,
        max_value=720,
        help_text=_("空则按动作的设置"),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, store: Any, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["executor"].queryset = list_workers(store)
        offer_words(self, row)

    def draft(self) -> ProcessDraft:
        """The step as it was planned."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return ProcessDraft(**data)


class CompleteForm(forms.Form):
    """What came of a step."""

    result = forms.CharField(
        label=_("执行结果"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class RivalForm(forms.Form):
    """A competitor on a task."""

    competitor = forms.ModelChoiceField(
        label=_("竞争对手"), queryset=parties.Competitor.objects.none()
    )
    car = forms.CharField(label=_("竞品车型"), max_length=60, required=False)
    amount_price = forms.MoneyField(label=_("竞品报价"), required=False)
    note = forms.CharField(label=_("优劣势"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        offer_rivals(fields["competitor"])


class TemplateForm(forms.Form):
    """A usual step."""

    name = forms.CharField(label=_("进程名称"), max_length=60)
    action = WordField(TASK_ACTION, label=_("执行动作"))
    stage = WordField(STAGE, label=_("完成后进入阶段"), required=False)
    days = forms.IntegerField(label=_("几天后执行"), min_value=0, max_value=365, initial=1)
    prompt_hours = forms.IntegerField(
        label=_("提前提示（小时）"), min_value=0, max_value=720, initial=2
    )
    position = forms.IntegerField(label=_("顺序"), min_value=0, max_value=9999, initial=10)
    is_active = forms.BooleanField(label=_("启用"), required=False, initial=True)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_words(self, row)
