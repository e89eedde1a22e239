"""Addresses of measures, below `/<store>/insights/measures/`."""

from __future__ import annotations

from django.urls import path

from marque.foundation.measures import views

app_name = "measures"
SPAN = "<str:key>/rows/<slug:part>/<slug:first>/<slug:last>"

urlpatterns = [
    path("", views.measure_list, name="measure_list"),
    path("<str:key>/", views.measure_detail, name="measure_detail"),
    path("<str:key>/do/target/", views.measure_target, name="measure_target"),
    path(f"{SPAN}/", views.measure_rows, name="measure_rows"),
    path(f"{SPAN}/<slug:by>/<path:value>/", views.measure_rows, name="measure_rows_of"),
]
