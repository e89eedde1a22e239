from __future__ import annotations

from django.urls import path

from marque.foundation.documents import views

app_name = "documents"
urlpatterns = [
    path("<str:document_type>/<int:document_id>/comment/", views.comment, name="comment"),
]
