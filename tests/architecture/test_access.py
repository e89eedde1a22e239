"""Every address says who may use it."""

from django.urls import URLPattern, get_resolver

OURS = "marque."
LIBRARY = ("allauth.", "ninja.")
"""The library's login pages decide by themselves; the API asks in each operation (below)."""


def views(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        else:
            yield from views(pattern.url_patterns)


def home_of(callback):
    """The module of a view, also of one wrapped in `functools.partial`."""
    return getattr(callback, "func", callback).__module__


def test_every_view_says_who_may_use_it():
    for urlconf in ("marque.config.urls", "marque.config.urls_system"):
        unmarked = [
            f"{p.pattern} ({p.callback.__module__})"
            for p in views(get_resolver(urlconf).url_patterns)
            if not hasattr(p.callback, "required_permission")
            and not home_of(p.callback).startswith(LIBRARY)
        ]
        assert unmarked == []


def test_open_views_give_their_reason():
    silent = [
        str(p.pattern)
        for p in views(get_resolver("marque.config.urls").url_patterns)
        if getattr(p.callback, "required_permission", "") is None
        and not getattr(p.callback, "open_because", "")
    ]
    assert silent == []


def test_every_required_right_is_a_declared_one():
    from marque.foundation.access.registry import all_rights

    unknown = {
        p.callback.required_permission
        for p in views(get_resolver("marque.config.urls").url_patterns)
        if getattr(p.callback, "required_permission", None)
    } - set(all_rights())
    assert unknown == set()


def test_every_api_operation_names_its_right():
    from marque.gateway.api import api

    unnamed = [
        operation.view_func.__name__
        for _prefix, router in api._routers
        for view in router.path_operations.values()
        for operation in view.operations
        if not getattr(operation.view_func, "required_permission", None)
    ]
    assert unnamed == []
