"""Addresses of crm: reception and visits."""

from __future__ import annotations

from django.http import Http404
from django.urls import path


def _soon(request, **kwargs):
    raise Http404


urlpatterns = [path("visits/<slug:number>/", _soon, name="visit_detail")]
