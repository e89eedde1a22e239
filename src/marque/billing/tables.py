"""Lists of billing."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marque.billing.models import Invoice, InvoiceKind, PaymentMethod, Receipt, ReceiptKind, Refund
from marque.billing.workflow import InvoiceStatus, ReceiptStatus, RefundStatus
from marque.foundation.ui.tables import (
    BadgeColumn,
    Card,
    ChoiceFilter,
    Create,
    DateColumn,
    DateRangeFilter,
    Empty,
    LinkColumn,
    MoneyColumn,
    NumberRangeFilter,
    PersonColumn,
    Table,
    TextColumn,
    TextFilter,
    View,
    VinColumn,
)
from marque.parties import api as parties


def _family(row: Any) -> str:
    return str(row.family)


class ReceiptTable(Table):
    """Receipts of a store, by number, order, customer, date or method."""

    key = "billing.receipts"
    title, unit = _("收款"), _("张")
    select_related = ("customer", "handler", "confirmed_by", "store")
    search = (
        "number__iexact",
        "payable_number__iexact",
        "customer__name__icontains",
        "bank_reference__icontains",
    )
    search_hint = _("收款单号、订单号、客户、流水号")
    default_sort = ("-number",)

    number = LinkColumn(_("收款单号"), sort="id")
    status = BadgeColumn(_("状态"), "get_status_display", family=_family, sort="status")
    payable = TextColumn(_("业务单号"), "payable_number")
    customer = TextColumn(_("客户"), "customer.name")
    kind = TextColumn(_("款项"), "get_kind_display", sort="kind")
    method = TextColumn(_("收款方式"), "get_method_display", sort="method")
    amount = MoneyColumn(_("金额 ¥"), total=True)
    returned = MoneyColumn(_("已退 ¥"), "amount_refunded", show=False)
    paid = DateColumn(_("收款日期"), "paid_on")
    reference = TextColumn(_("票据号 / 流水号"), "bank_reference", show=False)
    currency = TextColumn(_("币种"), show=False)
    rate = TextColumn(_("汇率"), "rate_exchange", show=False)
    handler = PersonColumn(_("经办人"))
    cashier = PersonColumn(_("确认人"), "confirmed_by")
    store = TextColumn(_("门店"), "store.name", show=False)

    by_status = ChoiceFilter(_("状态"), "status", choices=ReceiptStatus.choices)
    by_kind = ChoiceFilter(_("款项"), "kind", choices=ReceiptKind.choices)
    by_method = ChoiceFilter(_("收款方式"), "method", choices=PaymentMethod.choices)
    by_day = DateRangeFilter(_("收款日期"), "paid_on")
    by_amount = NumberRangeFilter(_("金额"), "amount", unit=_("元"), primary=False)
    by_customer = TextFilter(_("客户"), where=parties.of_customer("customer"), primary=False)

    views = (
        View("pending", _("待确认"), "by_status=pending", hot=True),
        View("confirmed", _("已确认"), "by_status=confirmed"),
        View("returned", _("有退款"), where=Q(amount_refunded__gt=0)),
        View("all", _("全部"), default=True),
    )
    card = Card(
        title=("number", "customer"),
        badge="status",
        lines=(("kind", "amount"), ("payable", "paid")),
    )
    empty = Empty(_("还没有收款"), _("登记的定金和尾款会出现在这里。"), icon="coin-yuan")
    create = Create(_("登记收款"), "billing:receipt_create", "billing.register_receipt")

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """The receipts the user may see in the store."""
        receipts: QuerySet[Any] = Receipt.objects.visible_to(user).in_store(store)
        return receipts

    def row_url(self, row: Any) -> str:
        """The page of the receipt."""
        return self.surl("billing:receipt_detail", number=row.number)


class RefundTable(Table):
    """Refunds of a store."""

    key = "billing.refunds"
    title, unit = _("退款"), _("张")
    select_related = ("customer", "receipt", "paid_by", "store")
    search = ("number__iexact", "payable_number__iexact", "customer__name__icontains")
    search_hint = _("退款单号、订单号、客户")
    default_sort = ("-number",)

    number = LinkColumn(_("退款单号"), sort="id")
    status = BadgeColumn(_("状态"), "get_status_display", family=_family, sort="status")
    payable = TextColumn(_("业务单号"), "payable_number")
    customer = TextColumn(_("客户"), "customer.name")
    receipt = TextColumn(_("原收款单"), "receipt.number")
    method = TextColumn(_("付款方式"), "get_method_display", sort="method")
    amount = MoneyColumn(_("金额 ¥"), total=True)
    paid = DateColumn(_("付款日期"), "paid_on")
    reason = TextColumn(_("原因"), css="cl")
    cashier = PersonColumn(_("付款人"), "paid_by")

    by_status = ChoiceFilter(_("状态"), "status", choices=RefundStatus.choices)
    by_day = DateRangeFilter(_("付款日期"), "paid_on")
    by_customer = TextFilter(_("客户"), where=parties.of_customer("customer"), primary=False)

    views = (
        View("pending", _("待付款"), "by_status=pending", hot=True),
        View("all", _("全部"), default=True),
    )
    card = Card(
        title=("number", "customer"), badge="status", lines=(("payable", "amount"), ("reason",))
    )
    empty = Empty(_("没有退款"), _("退订或多收时生成的退款会出现在这里。"), icon="coin-yuan")

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """The refunds the user may see in the store."""
        refunds: QuerySet[Any] = Refund.objects.visible_to(user).in_store(store)
        return refunds

    def row_url(self, row: Any) -> str:
        """The page of the refund."""
        return self.surl("billing:refund_detail", number=row.number)


class InvoiceTable(Table):
    """Invoices of a store, red ones too."""

    key = "billing.invoices"
    title, unit = _("发票"), _("张")
    select_related = ("customer", "store")
    search = (
        "number__iexact",
        "tax_number__icontains",
        "payable_number__iexact",
        "buyer_name__icontains",
        "vin__iendswith",
    )
    search_hint = _("发票号码、订单号、购买方、车架号后六位")
    default_sort = ("-number",)

    number = LinkColumn(_("单号"), sort="id")
    tax_number = TextColumn(_("发票号码"))
    status = BadgeColumn(_("状态"), "get_status_display", family=_family, sort="status")
    kind = TextColumn(_("发票种类"), "get_kind_display", sort="kind")
    buyer = TextColumn(_("购买方"), "buyer_name")
    payable = TextColumn(_("业务单号"), "payable_number")
    vin = VinColumn(_("车架号"))
    net = MoneyColumn(_("不含税 ¥"), "amount_net", total=True)
    vat = MoneyColumn(_("税额 ¥"), "amount_vat", total=True)
    total = MoneyColumn(_("价税合计 ¥"), "amount_total", total=True)
    issued = DateColumn(_("开票日期"), "issued_on")

    by_status = ChoiceFilter(_("状态"), "status", choices=InvoiceStatus.choices)
    by_kind = ChoiceFilter(_("发票种类"), "kind", choices=InvoiceKind.choices)
    by_day = DateRangeFilter(_("开票日期"), "issued_on")
    by_customer = TextFilter(_("客户"), where=parties.of_customer("customer"), primary=False)

    views = (
        View("blue", _("蓝字"), where=Q(reverses__isnull=True)),
        View("red", _("红字"), where=Q(reverses__isnull=False)),
        View("all", _("全部"), default=True),
    )
    card = Card(
        title=("tax_number", "buyer"),
        badge="status",
        lines=(("kind", "total"), ("payable", "issued")),
    )
    empty = Empty(_("还没有发票"), _("订单款清后开具的发票会出现在这里。"), icon="file-invoice")

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """The invoices the user may see in the store."""
        invoices: QuerySet[Any] = Invoice.objects.visible_to(user).in_store(store)
        return invoices

    def row_url(self, row: Any) -> str:
        """The page of the invoice."""
        return self.surl("billing:invoice_detail", number=row.number)
