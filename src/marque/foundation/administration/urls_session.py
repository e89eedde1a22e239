"""Whose eyes, which post: kept in the session."""

from __future__ import annotations

from django.urls import path

from marque.foundation.administration.views import people, posts

app_name = "access"
urlpatterns = [
    path("stop-viewing/", people.view_as_end, name="stop_viewing"),
    path("sessions/<int:pk>/end/", posts.end_own_session, name="end_own_session"),
    path("post/", posts.choose_post, name="choose_post"),
]
