"""Pages of the shell.  `desk` is the home of every role, so its name stands alone."""

from __future__ import annotations

from django.urls import include, path

from marque.foundation.ui import urls_lists
from marque.foundation.ui.views import desk, me, notices, palette, preferences, pwa

shell_patterns = (
    [
        *urls_lists.urlpatterns,
        path("preferences/", preferences.preferences, name="preferences"),
        path("enter/<slug:code>/", preferences.enter, name="enter"),
        path("request-access/", preferences.request_access, name="request_access"),
        path("manifest.webmanifest", pwa.manifest, name="manifest"),
        path("<slug:store>/search/", palette.search_page, name="search"),
        path("favicon.ico", pwa.favicon, name="favicon"),
        path("sw.js", pwa.service_worker, name="service_worker"),
        path("offline/", pwa.offline, name="offline"),
        path("<slug:store>/inbox/", notices.inbox, name="inbox"),
        path("<slug:store>/me/", me.me, name="me"),
    ],
    "ui",
)

urlpatterns = [
    path("", desk.home, name="home"),
    path("", include(shell_patterns)),
    path("<slug:store>/", desk.desk, name="desk"),
]
