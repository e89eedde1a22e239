"""Addresses of crm: test drives."""

from __future__ import annotations

from django.http import Http404
from django.urls import path


def _soon(request, **kwargs):
    raise Http404


urlpatterns = [path("test-drives/<slug:number>/", _soon, name="test_drive_detail")]
