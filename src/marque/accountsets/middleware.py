"""Which account set does this request belong to?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import set_urlconf

from marque.accountsets.models import AccountSet, AccountSetStatus, Host
from marque.accountsets.schemas import enter_books, leave_books

COOKIE = "marque_books"


class AccountSetMiddleware:
    """Point the connection at the schema of the account set before anything reads it.

    A host name fixes the set; else the browser's cookie, written by the login page, names it;
    else the only open set is taken.  The cookie gives no right to anything: sessions live inside
    the schema, so a session of set A does not exist in set B.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        leave_books()
        books = account_set_of(request)
        request.tenant = books
        if books and books.schema_name != settings.PUBLIC_SCHEMA_NAME:
            enter_books(books)
        else:
            request.urlconf = settings.PUBLIC_SCHEMA_URLCONF
            set_urlconf(settings.PUBLIC_SCHEMA_URLCONF)
        try:
            return self.get_response(request)
        finally:
            set_urlconf(None)


def account_set_of(request: Any) -> AccountSet | None:
    """The open account set of the request's host or cookie, or the default one."""
    host = request.get_host().partition(":")[0].lower()
    code = request.COOKIES.get(COOKIE, "")
    open_set = {"status": AccountSetStatus.ACTIVE}
    named = AccountSet.objects.filter(code=code, **open_set).first() if code else None
    if _is_plain_address(host) and named:
        return named
    fixed = Host.objects.filter(domain=host).select_related("tenant").first()
    if fixed and fixed.tenant.status == AccountSetStatus.ACTIVE:
        request.host_fixes_books = True
        return fixed.tenant
    return named or AccountSet.objects.open().order_by("created_at").first()


def _is_plain_address(host: str) -> bool:
    """An IP address or localhost cannot be the name of one account set."""
    return host in {"localhost", "testserver", "[::1]"} or host.replace(".", "").isdigit()
