"""What a person types for sales activities and what happened in them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marque.crm.forms.fields import MomentField, PersonField, WordField, offer_words
from marque.crm.forms.tasks import LEAD_SEARCH, customer_text, lead_text
from marque.crm.models import Lead, SalesTask
from marque.crm.queries.tasks import list_workers
from marque.crm.services.task_drafts import ActivityDraft
from marque.crm.words import ACTIVITY_METHOD, ACTIVITY_TYPE, STAGE, WAY
from marque.foundation.ui import forms
from marque.parties import api as parties

CONTACT_SEARCH = ("name__icontains", "customer__name__icontains")
TASK_SEARCH = ("number__iexact", "title__icontains", parties.matching_customer)


def contact_text(contact: Any) -> str:
    """A contact as a person picks one."""
    return f"{contact.customer.name} · {contact.name}"


def task_text(task: Any) -> str:
    """A task as a person picks one."""
    return f"{task.number} {task.title}"


class ActivityForm(forms.Form):
    """A sales activity."""

    groups = (
        (_("活动"), ("name", "type", "method", "starts_at", "ends_at", "owner")),
        (_("关联"), ("customer", "contact", "lead", "task", "stage")),
        (_("内容"), ("content",)),
    )
    name = forms.CharField(label=_("活动名称"), max_length=80)
    type = WordField(ACTIVITY_TYPE, label=_("活动类型"))
    method = WordField(ACTIVITY_METHOD, label=_("活动方式"))
    starts_at = MomentField(label=_("开始"))
    ends_at = MomentField(label=_("结束"))
    owner = PersonField(label=_("负责人"))
    customer = forms.LookupField(
        label=_("客户"),
        queryset=parties.Customer.objects.none(),
        search=parties.CUSTOMER_LOOKUP,
        text=customer_text,
        required=False,
    )
    contact = forms.LookupField(
        label=_("联系人"),
        queryset=parties.Contact.objects.none(),
        search=CONTACT_SEARCH,
        text=contact_text,
        required=False,
    )
    lead = forms.LookupField(
        label=_("意向（线索）"),
        queryset=Lead.objects.none(),
        search=LEAD_SEARCH,
        text=lead_text,
        required=False,
    )
    task = forms.LookupField(
        label=_("销售任务"),
        queryset=SalesTask.objects.none(),
        search=TASK_SEARCH,
        text=task_text,
        required=False,
    )
    stage = WordField(STAGE, label=_("销售阶段"), required=False)
    content = forms.CharField(
        label=_("活动内容"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, store: Any, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        offered = {
            "customer": (
                parties.Customer.objects.visible_to(user).in_store(store).active(),
                "parties:customer_lookup",
            ),
            "contact": (
                parties.Contact.objects.visible_to(user).in_store(store).select_related("customer"),
                "crm:task_contact_lookup",
            ),
            "lead": (
                Lead.objects.visible_to(user).in_store(store).select_related("customer"),
                "crm:task_lead_lookup",
            ),
            "task": (SalesTask.objects.visible_to(user).in_store(store), "crm:task_lookup"),
        }
        for name, (rows, url_name) in offered.items():
            fields[name].offer(rows, reverse(url_name, kwargs={"store": store.code}))
        fields["owner"].queryset = list_workers(store)
        offer_words(self, row)

    def draft(self) -> ActivityDraft:
        """The activity as it was entered."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return ActivityDraft(**data)


class EventForm(forms.Form):
    """A call, visit or message that happened."""

    way = WordField(WAY, label=_("方式"))
    at = MomentField(label=_("时间"))
    text = forms.CharField(label=_("内容"), max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_words(self)
