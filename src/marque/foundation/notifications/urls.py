from __future__ import annotations

from django.urls import path

from marque.foundation.notifications import views

app_name = "notifications"
urlpatterns = [
    path("notifications/bell/", views.bell, name="bell"),
    path("notifications/recent/", views.recent, name="recent"),
    path("notifications/read/", views.read_all, name="read_all"),
    path("notifications/<int:pk>/read/", views.read_one, name="read_one"),
    path("notifications/<int:pk>/open/", views.open_one, name="open_one"),
    path("<slug:store>/inbox/", views.inbox, name="inbox"),
]
