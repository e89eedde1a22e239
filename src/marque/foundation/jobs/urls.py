from __future__ import annotations

from django.urls import path

from marque.foundation.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.job_list, name="list"),
    path("<int:pk>/", views.job_detail, name="detail"),
    path("<int:pk>/<slug:which>/file/", views.job_file, name="file"),
]
