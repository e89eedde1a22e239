from __future__ import annotations

app_name = "gateway"
urlpatterns: list[object] = []
