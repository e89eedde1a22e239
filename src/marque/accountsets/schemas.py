"""Which account set the database connection points at: django-tenants in typed words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django_tenants.utils import schema_context

_connection: Any = connection
_context: Any = schema_context


def current_schema() -> str:
    """The schema in front of the search path, such as `books_demo`; `public` outside all sets."""
    return str(_connection.schema_name)


def enter_schema(name: str) -> None:
    """Point the connection at a schema from now on."""
    _connection.set_schema(name)


def enter_books(books: Any) -> None:
    """Point the connection at an account set from now on."""
    _connection.set_tenant(books)


def note_entered(books: Any) -> None:
    """Tell the connection that its search path already points at an account set."""
    _connection.set_tenant(books)
    _connection.search_path_set_schemas = [books.schema_name, "public"]


def leave_books() -> None:
    """Point the connection at the public schema."""
    _connection.set_schema_to_public()


@contextmanager
def within(schema: str) -> Iterator[None]:
    """Work inside a schema, then return to the one before."""
    with _context(schema):
        yield
