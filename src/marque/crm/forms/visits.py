"""What the reception and the consultant type about a visit."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marque.crm.forms.fields import MomentField, WordField, offer_words
from marque.crm.models import Visit, VisitResult
from marque.crm.queries.people import chasers
from marque.crm.queries.visitors import shown_before, visitor_text
from marque.crm.services.complete_visit import VisitOutcome
from marque.crm.services.register_visit import Arrival
from marque.crm.words import ERRAND, LEVEL
from marque.foundation.dictionaries.words import entries_of
from marque.foundation.ui import forms
from marque.foundation.ui.templatetags.ui import local_name
from marque.foundation.ui.widgets import LookupInput
from marque.kernel.phones import normalise_phone, phone_problem
from marque.kernel.plates import normalise_plate, plate_kind
from marque.parties import api as parties

MOST_CHIPS = 9
LONGEST_KEY = 100
PARTY = [(str(n), str(n)) for n in range(1, MOST_CHIPS + 1)]


class VisitorInput(LookupInput):
    """The box, whose keys may be sealed ones."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str]:
        _key, text = super().value_from_datadict(data, files, name)
        return str(data.get(name) or "")[:LONGEST_KEY], text


class KnownField(forms.LookupField):
    """A customer in the reader's reach, or one whom the box showed to them, see `keys_of`."""

    widget = VisitorInput
    user: Any = None
    store: Any = None

    def offer_to(self, user: Any, store: Any, url: str, *, besides: Any = None) -> None:
        """The customers of the store in reach of `user`, and the one that stands there already."""
        self.user, self.store = user, store
        here = parties.Customer.objects.active().filter(store=store)
        reach = Q(pk__in=parties.Customer.objects.visible_to(user).values("pk"))
        self.offer(here.filter(reach | Q(pk=besides)).select_related("owner"), url)

    def _by_key(self, key: str) -> Any:
        found = super()._by_key(key)
        if found is not None or self.user is None:
            return found
        shown = parties.Customer.objects.active().filter(store=self.store)
        return shown.filter(pk=shown_before(key, user=self.user)).select_related("owner").first()


class VisitorField(KnownField):
    """The one box: a known customer, or words that say something about an unknown one."""

    def clean(self, value: Any) -> Any:
        key, text = value if isinstance(value, tuple) else (str(value or ""), "")
        return (self._by_key(key) if key else None, text.strip())


class ArrivalForm(forms.Form):
    """Who came in.  Everything but the errand may be left as it is."""

    visitor = VisitorField(
        label=_("手机 / 车牌 / 姓名 / 会员卡"),
        queryset=parties.Customer.objects.none(),
        text=visitor_text,
        required=False,
    )
    errand = forms.ChoiceField(label=_("来店事由"), widget=forms.ChipSelect, initial="intent")
    party_size = forms.ChoiceField(
        label=_("人数"), choices=PARTY, widget=forms.ChipSelect, initial="1"
    )
    is_again = forms.BooleanField(label=_("再次到店"), required=False)
    is_invited = forms.BooleanField(label=_("邀约到店"), required=False)
    called = forms.CharField(label=_("称呼"), max_length=30, required=False)
    phone = forms.PhoneField(label=_("手机（留了即建档）"), required=False)
    plate = forms.CharField(label=_("来车车牌"), max_length=10, required=False)
    owner: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("接待人"), queryset=None, required=False, empty_label=_("按归属与次序自动派")
    )
    arrived_at = forms.CharField(label=_("到店时间（不填为现在）"), max_length=16, required=False)
    note = forms.CharField(label=_("备注"), max_length=200, required=False)

    def __init__(self, *args: Any, user: Any, store: Any, lookup_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visitor"].offer_to(user, store, lookup_url)  # type: ignore[attr-defined]
        self.fields["visitor"].widget.attrs["placeholder"] = _("整号、后四位、拼音或刷卡")
        words = [(word.code, word.label) for word in entries_of(ERRAND)]
        self.fields["errand"].choices = words  # type: ignore[attr-defined]
        self.fields["owner"].queryset = chasers(store)  # type: ignore[attr-defined]
        self.fields["owner"].label_from_instance = local_name  # type: ignore[attr-defined]
        self.fields["arrived_at"].widget.attrs["placeholder"] = "14:05"

    def clean_arrived_at(self) -> datetime | None:
        """A time of today, or a day with a time."""
        text = self.cleaned_data["arrived_at"].strip().replace("：", ":")
        if not text:
            return None
        try:
            if len(text) > len("14:05"):
                return timezone.make_aware(datetime.fromisoformat(text.replace(" ", "T")))
            at = time.fromisoformat(text.zfill(5))
        except ValueError as error:
            raise forms.ValidationError(_("请写成 14:05 或 2026-11-20 14:05。")) from error
        return timezone.make_aware(datetime.combine(timezone.localdate(), at))

    def arrival(self) -> Arrival:
        """What the service is told; unknown words in the box become phone, plate or name."""
        data = self.cleaned_data
        customer, text = data["visitor"]
        phone, plate, called = data["phone"], data["plate"], data["called"]
        if customer is None and text:
            if not phone_problem(normalise_phone(text)):
                phone = phone or normalise_phone(text)
            elif plate_kind(normalise_plate(text)):
                plate = plate or text
            elif not text.isascii():
                called = called or text
        return Arrival(
            errand=data["errand"],
            customer=customer,
            party_size=int(data["party_size"]),
            is_again=data["is_again"],
            is_invited=data["is_invited"],
            plate=plate,
            called=called,
            phone=phone,
            note=data["note"],
            owner=data["owner"],
            arrived_at=data["arrived_at"],
        )


RESULTS = [
    ("", _("按情况自动判定")),
    *[choice for choice in VisitResult.choices if choice[0] != VisitResult.INCOMPLETE],
]


class CompleteForm(forms.Form):
    """What became of a visit."""

    groups = (
        (_("客户"), ("customer", "name", "phone", "level")),
        (_("来店情况"), ("errand", "result", "left_at", "note")),
    )
    customer = KnownField(
        label=_("已有客户"),
        queryset=parties.Customer.objects.none(),
        search=parties.CUSTOMER_LOOKUP,
        text=visitor_text,
        required=False,
        help_text=_("没有留下联系方式就都不填"),
    )
    name = forms.CharField(label=_("新客户姓名"), max_length=60, required=False)
    phone = forms.PhoneField(label=_("新客户手机"), required=False)
    level = WordField(LEVEL, label=_("意向级别"), required=False, empty_label=_("未定"))
    errand = forms.ChoiceField(label=_("来店事由"), widget=forms.ChipSelect)
    result = forms.ChoiceField(
        label=_("客流类别"), choices=RESULTS, widget=forms.ChipSelect, required=False
    )
    left_at = MomentField(label=_("离店时间"), required=False)
    note = forms.CharField(
        label=_("经过情形"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        required=False,
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, visit: Visit, lookup_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        box: Any = self.fields["customer"]
        box.offer_to(user, visit.store_id, lookup_url, besides=visit.customer_id)
        self.fields["errand"].choices = [(w.code, w.label) for w in entries_of(ERRAND)]  # type: ignore[attr-defined]
        offer_words(self)

    def outcome(self) -> VisitOutcome:
        """What the service is told."""
        data = self.cleaned_data
        level = data["level"]
        return VisitOutcome(
            result=data["result"],
            customer=data["customer"],
            name=data["name"],
            phone=data["phone"],
            level=level.code if level else "",
            note=data["note"],
            errand=data["errand"],
            left_at=data["left_at"],
        )


def initial_outcome(visit: Visit, *, now: datetime) -> dict[str, Any]:
    """What the form shows first: what is known, and leaving now."""
    return {
        "customer": visit.customer,
        "name": "" if visit.customer else visit.called,
        "errand": visit.errand.code,
        "result": visit.result if visit.is_complete else "",
        "left_at": visit.left_at or now,
        "note": visit.note,
        "version": visit.version,
    }


class AssignForm(forms.Form):
    """Who receives the visitors instead, and why."""

    owner: forms.ModelChoiceField = forms.ModelChoiceField(label=_("接待人"), queryset=None)
    reason = forms.CharField(label=_("改派原因"), max_length=100)

    def __init__(self, *args: Any, store: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = chasers(store)  # type: ignore[attr-defined]
        self.fields["owner"].label_from_instance = local_name  # type: ignore[attr-defined]
