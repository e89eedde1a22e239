"""What lets a phone install the system on its home screen."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from marque.foundation.access.decorators import public
from marque.foundation.ui.context import PRODUCT_NAME


@public("Browsers read it before anybody signs in; it holds the product's name only.")
def manifest(request: HttpRequest) -> JsonResponse:
    """The web app manifest."""
    del request
    icon = {"src": static("ui/logo.svg"), "sizes": "any", "type": "image/svg+xml"}
    return JsonResponse(
        {
            "name": str(PRODUCT_NAME),
            "short_name": str(PRODUCT_NAME),
            "start_url": "/",
            "display": "standalone",
            "background_color": "#0f1d3a",
            "theme_color": "#0f1d3a",
            "icons": [{**icon, "purpose": "any"}, {**icon, "purpose": "maskable"}],
        },
        content_type="application/manifest+json",
    )


@public("Browsers ask for it unbidden; it is the product's mark.")
def favicon(request: HttpRequest) -> HttpResponse:
    """The mark, for browsers that do not read the link in the page."""
    del request
    return HttpResponseRedirect(static("ui/logo.svg"))


@public("Browsers fetch it before anybody signs in; it holds no data.")
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that shows `offline` when the network is gone; it keeps no page with data."""
    return render(request, "ui/sw.js", content_type="text/javascript; charset=utf-8")


@public("It is kept in the browser for when nothing can be fetched; it holds no data.")
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """No network; what was typed is still on the page before."""
    return render(request, "ui/offline.html")
