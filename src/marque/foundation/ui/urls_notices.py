from __future__ import annotations

from django.urls import path

from marque.foundation.ui.views import notices as views

app_name = "notifications"
urlpatterns = [
    path("bell/", views.bell, name="bell"),
    path("recent/", views.recent, name="recent"),
    path("read/", views.read_all, name="read_all"),
    path("<int:pk>/read/", views.read_one, name="read_one"),
    path("<int:pk>/open/", views.open_one, name="open_one"),
]
