"""Which account set does this request belong to?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponseBase
from django.urls import set_urlconf

from marque.accountsets.models import AccountSet, AccountSetStatus, Host
from marque.accountsets.schemas import enter_books, leave_books, note_entered

COOKIE = "marque_books"
ENTER = """
SELECT {columns}, set_config('search_path', quote_ident(schema_name) || ', public', false)
  FROM public.accountsets_accountset WHERE code = %s AND status = %s
"""


class AccountSetMiddleware:
    """Point the connection at the schema of the account set before anything reads it.

    A host name fixes the set; else the browser's cookie, written by the login page, names it;
    else the only open set is taken.  The cookie gives no right to anything: sessions live inside
    the schema, so a session of set A does not exist in set B.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        books = _awake(enter_by_cookie, request) or _awake(enter_by_host, request)
        request.tenant = books
        if books is None or books.schema_name == settings.PUBLIC_SCHEMA_NAME:
            request.urlconf = settings.PUBLIC_SCHEMA_URLCONF
            set_urlconf(settings.PUBLIC_SCHEMA_URLCONF)
        try:
            return self.get_response(request)
        finally:
            set_urlconf(None)


def enter_by_cookie(request: Any) -> AccountSet | None:
    """Find the account set of the cookie and go into it in one statement: the usual request."""
    code = request.COOKIES.get(COOKIE, "")
    if not code or not _is_plain_address(_host_of(request)):
        return None
    names = [field.attname for field in AccountSet._meta.concrete_fields]
    with connection.cursor() as cursor:
        cursor.execute(ENTER.format(columns=", ".join(names)), [code, AccountSetStatus.ACTIVE])
        row = cursor.fetchone()
    if row is None:
        return None
    books: AccountSet = AccountSet.from_db("default", names, row[:-1])
    note_entered(books)
    return books


def enter_by_host(request: Any) -> AccountSet | None:
    """Go into the account set of the host, or into the default one."""
    leave_books()
    books = account_set_of(request)
    if books is not None and books.schema_name != settings.PUBLIC_SCHEMA_NAME:
        enter_books(books)
    return books


def _awake(find: Callable[[Any], AccountSet | None], request: Any) -> AccountSet | None:
    """Ask once more over a new connection when the old one is dead.

    This is the first statement of a request, so that no other one has to be checked.
    """
    try:
        return find(request)
    except (OperationalError, InterfaceError):
        connection.close()
        return find(request)


def account_set_of(request: Any) -> AccountSet | None:
    """The open account set of the request's host or cookie, or the default one."""
    host = _host_of(request)
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


def _host_of(request: Any) -> str:
    return str(request.get_host()).partition(":")[0].lower()


def _is_plain_address(host: str) -> bool:
    """An IP address or localhost cannot be the name of one account set."""
    return host in {"localhost", "testserver", "[::1]"} or host.replace(".", "").isdigit()
