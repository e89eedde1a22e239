"""The list of suppliers."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marque.foundation.ui.tables import (
    BadgeColumn,
    BoolColumn,
    Card,
    ChoiceFilter,
    Create,
    Empty,
    LinkColumn,
    NumberColumn,
    PhoneColumn,
    Table,
    TextColumn,
    View,
)
from marque.parties.models import Supplier, SupplierKind
from marque.parties.models.suppliers import SupplierRating


class SupplierTable(Table):
    """Suppliers of the whole group."""

    key = "parties.suppliers"
    title, unit = pgettext_lazy("列表", "供应商"), _("家")
    search = ("code__istartswith", "name__icontains", "contact__icontains", "phone__endswith")
    search_hint = _("编码、名称、联系人、电话尾号")
    default_sort = ("code",)

    code = LinkColumn(_("供应商编码"))
    name = TextColumn(_("供应商名称"))
    kind = BadgeColumn(_("类型"), "get_kind_display", sort="kind")
    contact = TextColumn(_("联系人"))
    phone = PhoneColumn(_("联系电话"))
    payment_days = NumberColumn(_("账期（天）"))
    payment_terms = TextColumn(_("付款条件"), show=False)
    rating = BadgeColumn(_("评级"), "get_rating_display", sort="rating")
    is_active = BoolColumn(_("启用"))

    by_kind = ChoiceFilter(_("类型"), "kind", choices=SupplierKind.choices)
    by_rating = ChoiceFilter(_("评级"), "rating", choices=SupplierRating.choices)

    views = (
        View("active", _("启用"), where=Q(is_active=True), default=True),
        View("disabled", _("已停用"), where=Q(is_active=False)),
        View("all", _("全部")),
    )
    card = Card(title=("name",), badge="rating", lines=(("code", "kind"), ("contact", "phone")))
    empty = Empty(_("还没有供应商"), _("登记后可以在车辆入库时选择。"), icon="building-store")
    create = Create(_("新建供应商"), "suppliers:create", "parties.create_supplier")

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """Suppliers belong to the whole group."""
        found: QuerySet[Any] = Supplier.objects.visible_to(user).in_store(store)
        return found

    def row_url(self, row: Any) -> str:
        """The page of the supplier."""
        return self.surl("suppliers:detail", code=row.code)
