from __future__ import annotations

app_name = "system"
urlpatterns: list[object] = []
