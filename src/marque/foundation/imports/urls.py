from __future__ import annotations

from django.urls import path

from marque.foundation.imports import views

app_name = "imports"

urlpatterns = [
    path("", views.batch_list, name="batch_list"),
    path("new/", views.batch_create, name="batch_create"),
    path("templates/<str:kind>.xlsx", views.kind_template, name="kind_template"),
    path("<str:number>/", views.batch_detail, name="batch_detail"),
    path("<str:number>/columns/", views.batch_columns, name="batch_columns"),
    path("<str:number>/check/", views.batch_check, name="batch_check"),
    path("<str:number>/result/", views.batch_result, name="batch_result"),
    path("<str:number>/problems.xlsx", views.batch_problems, name="batch_problems"),
    path("<str:number>/do/import/", views.batch_import, name="batch_import"),
    path("<str:number>/do/undo/", views.batch_undo, name="batch_undo"),
]
