from __future__ import annotations

from django.urls import path

from marque.foundation.attachments import views

app_name = "attachments"
urlpatterns = [
    path("<str:document_type>/<int:document_id>/", views.upload, name="upload"),
    path("<int:pk>/", views.download, name="download"),
    path("<int:pk>/remove/", views.remove, name="remove"),
]
