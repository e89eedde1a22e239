"""What the funnel is limited to, and which trims are compared."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marque.catalog import api as catalog
from marque.crm.forms.fields import PersonField
from marque.crm.forms.tasks import TRIM_SEARCH, trim_text
from marque.foundation.ui import forms
from marque.organisation.models import User


class FunnelForm(forms.Form):
    """A period and a person; wrong input limits nothing."""

    start = forms.DateField(label=_("从"), required=False)
    end = forms.DateField(label=_("到"), required=False)
    owner = PersonField(label=_("负责人"), required=False, empty_label=_("全部"))

    def __init__(self, *args: Any, tasks: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        owners = tasks.order_by().values("owner").distinct()
        fields["owner"].queryset = User.objects.filter(pk__in=owners).order_by("name")

    def conditions(self) -> tuple[Q, Q, dict[str, list[tuple[str, str]]]]:
        """On tasks by planned end, on tasks by creation, and both as filters of the list."""
        self.is_valid()
        data = getattr(self, "cleaned_data", {})
        due, made = Q(), Q()
        query: dict[str, list[tuple[str, str]]] = {"due": [], "made": []}
        for name, test in (("start", "gte"), ("end", "lte")):
            if day := data.get(name):
                due &= Q(**{f"due_on__{test}": day})
                made &= Q(**{f"created_at__date__{test}": day})
                side = "from" if name == "start" else "to"
                query["due"].append((f"by_due_{side}", day.isoformat()))
                query["made"].append((f"by_day_{side}", day.isoformat()))
        if owner := data.get("owner"):
            due, made = due & Q(owner=owner), made & Q(owner=owner)
            for pairs in query.values():
                pairs.append(("by_owner", str(owner.pk)))
        return due, made, query


class CompareForm(forms.Form):
    """Two trims."""

    a = forms.LookupField(
        label=_("版本 A"), queryset=catalog.Trim.objects.none(), search=TRIM_SEARCH, text=trim_text
    )
    b = forms.LookupField(
        label=_("版本 B"), queryset=catalog.Trim.objects.none(), search=TRIM_SEARCH, text=trim_text
    )

    def __init__(self, *args: Any, store_code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        url = reverse("crm:task_trim_lookup", kwargs={"store": store_code})
        for name in ("a", "b"):
            field: Any = self.fields[name]
            field.offer(catalog.Trim.objects.filter(is_active=True).with_path(), url)

    def pair(self) -> tuple[Any, Any]:
        """The two trims of a valid form."""
        return self.cleaned_data["a"], self.cleaned_data["b"]
