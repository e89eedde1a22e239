"""Addresses of messaging, below `/<store>/messages/`."""

from __future__ import annotations

from django.urls import path

from marque.foundation.messaging import views

app_name = "messaging"
urlpatterns = [
    path("", views.message_list, name="message_list"),
    path("<int:pk>/", views.message, name="message"),
    path("batches/", views.batch_list, name="batch_list"),
    path("batches/new/", views.batch_start, name="batch_start"),
    path("batches/<int:pk>/", views.batch, name="batch"),
    path("batches/<int:pk>/resume/", views.batch_resume, name="batch_resume"),
    path("templates/", views.template_list, name="template_list"),
    path("templates/new/", views.template, name="template_new"),
    path("templates/<int:pk>/", views.template, name="template"),
    path("channels/", views.channels, name="channels"),
]
