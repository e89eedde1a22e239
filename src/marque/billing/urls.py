"""Addresses of billing, below `/<store>/finance/`."""

from __future__ import annotations

from django.urls import path

from marque.billing.views import invoices, receipts, refunds

app_name = "billing"

urlpatterns = [
    path("cashier/", receipts.cashier, name="cashier"),
    path("receipts/", receipts.receipt_list, name="receipt_list"),
    path("receipts/new/", receipts.receipt_create, name="receipt_create"),
    path("receipts/<slug:number>/", receipts.receipt_detail, name="receipt_detail"),
    path("receipts/<slug:number>/do/confirm/", receipts.receipt_confirm, name="receipt_confirm"),
    path("receipts/<slug:number>/do/void/", receipts.receipt_void, name="receipt_void"),
    path("receipts/<slug:number>/do/refund/", refunds.refund_create, name="refund_create"),
    path("receipts/<slug:number>/print/slip/", receipts.receipt_print, name="receipt_print"),
    path("refunds/", refunds.refund_list, name="refund_list"),
    path("refunds/<slug:number>/", refunds.refund_detail, name="refund_detail"),
    path("refunds/<slug:number>/do/pay/", refunds.refund_pay, name="refund_pay"),
    path("refunds/<slug:number>/do/void/", refunds.refund_void, name="refund_void"),
    path("invoices/", invoices.invoice_list, name="invoice_list"),
    path("invoices/<slug:number>/", invoices.invoice_detail, name="invoice_detail"),
    path("invoices/<slug:number>/do/reverse/", invoices.invoice_reverse, name="invoice_reverse"),
]
