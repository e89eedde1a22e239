"""Addresses of parties, below `/<store>/sales/customers/`."""

from __future__ import annotations

from django.urls import path

from marque.parties import views

app_name = "parties"

urlpatterns = [
    path("", views.customer_list, name="customer_list"),
    path("new/", views.customer_create, name="customer_create"),
    path("phone/", views.phone_check, name="phone_check"),
    path("divisions/", views.division_options, name="division_options"),
    path("lookup/", views.customer_lookup, name="customer_lookup"),
    path("suppliers/lookup/", views.supplier_lookup, name="supplier_lookup"),
    path("transfer/", views.customer_transfer, name="customer_transfer"),
    path("contacts/", views.contact_list, name="contact_list"),
    path("agents/", views.agent_list, name="agent_list"),
    path("agents/new/", views.agent_create, name="agent_create"),
    path("competitors/", views.competitor_list, name="competitor_list"),
    path("competitors/new/", views.competitor_create, name="competitor_create"),
    path("competitors/<int:pk>/", views.competitor_detail, name="competitor_detail"),
    path("competitors/<int:pk>/edit/", views.competitor_edit, name="competitor_edit"),
    path("competitors/<int:pk>/price/", views.competitor_price, name="competitor_price"),
    path("tags/", views.tag_list, name="tag_list"),
    path("tags/new/", views.tag_create, name="tag_create"),
    path("tags/<int:pk>/", views.tag_edit, name="tag_edit"),
    path("retention/", views.retention, name="retention"),
    path("retention/set/", views.retention_set, name="retention_set"),
    path("retention/run/", views.retention_run, name="retention_run"),
    path("<slug:number>/", views.customer_detail, name="customer_detail"),
    path("<slug:number>/edit/", views.customer_edit, name="customer_edit"),
    path("<slug:number>/feed/", views.customer_feed, name="customer_feed"),
    path("<slug:number>/note/", views.customer_note, name="customer_note"),
    path("<slug:number>/dial/", views.customer_dial, name="customer_dial"),
    path("<slug:number>/reveal/", views.customer_reveal, name="customer_reveal"),
    path("<slug:number>/reveals/", views.customer_reveals, name="customer_reveals"),
    path("<slug:number>/contacts/new/", views.contact_create, name="contact_create"),
    path("<slug:number>/contacts/<int:pk>/", views.contact_edit, name="contact_edit"),
    path("<slug:number>/dates/new/", views.date_create, name="date_create"),
    path("<slug:number>/dates/<int:pk>/remove/", views.date_remove, name="date_remove"),
    path("<slug:number>/relations/new/", views.relation_create, name="relation_create"),
    path("<slug:number>/relations/<int:pk>/remove/", views.relation_remove, name="relation_remove"),
    path("<slug:number>/tags/", views.customer_tags, name="customer_tags"),
    path("<slug:number>/cards/new/", views.card_issue, name="card_issue"),
    path("<slug:number>/cards/<int:pk>/lost/", views.card_lost, name="card_lost"),
    path("<slug:number>/cards/<int:pk>/replace/", views.card_replace, name="card_replace"),
    path("<slug:number>/consents/new/", views.consent_grant, name="consent_grant"),
    path(
        "<slug:number>/consents/<int:pk>/withdraw/",
        views.consent_withdraw,
        name="consent_withdraw",
    ),
    path("<slug:number>/credit/set/", views.credit_set, name="credit_set"),
    path("<slug:number>/credit/borrow/", views.credit_borrow, name="credit_borrow"),
    path("<slug:number>/credit/<int:pk>/return/", views.credit_return, name="credit_return"),
    path("<slug:number>/fleet/new/", views.fleet_agree, name="fleet_agree"),
]
