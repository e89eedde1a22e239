"""Every address of an account set.  Pages of a store begin with its code."""

from __future__ import annotations

from importlib.util import find_spec

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
    path(f"{STORE}/settings/catalogue/", include("marque.catalog.urls"))
    if find_spec("marque.catalog.urls")
    else None,
    path(f"{STORE}/settings/import/", include("marque.foundation.imports.urls"))
    if find_spec("marque.foundation.imports.urls")
    else None,
    path(f"{STORE}/settings/", include("marque.foundation.administration.urls"))
    if find_spec("marque.foundation.administration.urls")
    else None,
    path(f"{STORE}/sales/customers/", include("marque.parties.urls"))
    if find_spec("marque.parties.urls")
    else None,
    path(f"{STORE}/sales/", include("marque.sales.urls"))
    if find_spec("marque.sales.urls")
    else None,
    path(f"{STORE}/vehicles/", include("marque.inventory.urls"))
    if find_spec("marque.inventory.urls")
    else None,
    path(f"{STORE}/finance/", include("marque.billing.urls"))
    if find_spec("marque.billing.urls")
    else None,
    path(f"{STORE}/finance/", include("marque.accounting.urls"))
    if find_spec("marque.accounting.urls")
    else None,
    path("", include("marque.foundation.ui.urls")),
]

urlpatterns = [u for u in urlpatterns if u]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
