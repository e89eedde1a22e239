"""Every address of an account set.  Pages of a store begin with its code."""

from __future__ import annotations

from django.urls import include, path

from marque.accountsets import views as account_sets
from marque.foundation.access.views import errors

STORE = "<slug:store>"

urlpatterns = [
    path("accounts/", include("marque.foundation.access.urls_login")),
    path("books/", account_sets.choose_books, name="choose_books"),
    path("healthz", account_sets.health, name="health"),
    path("access/", include("marque.foundation.administration.urls_session")),
    path("jobs/", include("marque.foundation.jobs.urls")),
    path("files/", include("marque.foundation.attachments.urls")),
    path("documents/", include("marque.foundation.documents.urls")),
    path("notifications/", include("marque.foundation.ui.urls_notices")),
    path("api/", include("marque.gateway.urls")),
    path("p/", include("marque.crm.urls_public")),
    path(f"{STORE}/settings/catalogue/", include("marque.catalog.urls")),
    path(f"{STORE}/settings/custom-fields/", include("marque.foundation.custom_fields.urls")),
    path(f"{STORE}/settings/import/", include("marque.foundation.imports.urls")),
    path(f"{STORE}/settings/", include("marque.foundation.administration.urls")),
    path(f"{STORE}/messages/", include("marque.foundation.messaging.urls")),
    path(f"{STORE}/sales/customers/", include("marque.parties.urls")),
    path(f"{STORE}/sales/", include("marque.crm.urls")),
    path(f"{STORE}/sales/", include("marque.sales.urls")),
    path(f"{STORE}/insights/measures/", include("marque.foundation.measures.urls")),
    path(f"{STORE}/vehicles/suppliers/", include("marque.parties.urls_suppliers")),
    path(f"{STORE}/vehicles/", include("marque.inventory.urls")),
    path(f"{STORE}/finance/", include("marque.billing.urls")),
    path(f"{STORE}/finance/", include("marque.accounting.urls")),
    path("", include("marque.foundation.ui.urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
