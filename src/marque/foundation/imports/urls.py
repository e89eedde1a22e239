from __future__ import annotations

from django.urls import path

from marque.foundation.imports import views

app_name = "imports"

urlpatterns = [
    path("", views.batch_list, name="batch_list"),
    path("new/", views.batch_create, name="batch_create"),
    path("templates/<str:kind>.xlsx", views.kind_template, name="kind_template"),
    path("<slug:number>/", views.batch_detail, name="batch_detail"),
    path("<slug:number>/columns/", views.batch_columns, name="batch_columns"),
    path("<slug:number>/check/", views.batch_check, name="batch_check"),
    path("<slug:number>/result/", views.batch_result, name="batch_result"),
    path("<slug:number>/compare/", views.batch_compare, name="batch_compare"),
    path("<slug:number>/comparison.<str:form>", views.batch_comparison, name="batch_comparison"),
    path("<slug:number>/problems.xlsx", views.batch_problems, name="batch_problems"),
    path("<slug:number>/do/import/", views.batch_import, name="batch_import"),
    path("<slug:number>/do/undo/", views.batch_undo, name="batch_undo"),
]
