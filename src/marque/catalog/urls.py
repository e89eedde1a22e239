from __future__ import annotations

from django.urls import path, re_path

from marque.catalog.views import goods, library

app_name = "catalog"

urlpatterns = [
    path("", library.library_page, name="library"),
    path("trims/", library.trim_list, name="trim_list"),
    path("trims/<int:pk>/", library.trim_detail, name="trim_detail"),
    path("trims/<int:pk>/edit/", library.trim_edit, name="trim_edit"),
    path("trims/<int:pk>/do/price/", library.trim_price, name="trim_price"),
    path("trims/<int:pk>/do/switch/", library.trim_switch, name="trim_switch"),
    path("colours/new/", library.colour_form, name="colour_create"),
    path("colours/<int:pk>/edit/", library.colour_form, name="colour_edit"),
    path("accessories/", goods.accessory_list, name="accessory_list"),
    path("accessories/new/", goods.accessory_create, name="accessory_create"),
    re_path(
        r"^accessories/(?P<code>[A-Za-z0-9._-]{1,40})/edit/$",
        goods.accessory_edit,
        name="accessory_edit",
    ),
    path("services/", goods.service_list, name="service_list"),
    path("services/new/", goods.service_create, name="service_create"),
    re_path(
        r"^services/(?P<code>[A-Za-z0-9._-]{1,40})/edit/$", goods.service_edit, name="service_edit"
    ),
]
