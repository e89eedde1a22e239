"""The event stream of one browser, and the hub that feeds all of them.

A process holds one LISTEN connection, whatever the number of browsers.  A browser names its
topics; it may listen only to topics of its own account set and, for `bell:` and `desk:`, of
itself and of its stores.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, MutableMapping
from importlib import import_module
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs

import psycopg
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.handlers.asgi import ASGIRequest
from django.db import close_old_connections, connection

from marque.accountsets.middleware import account_set_of
from marque.accountsets.schemas import enter_schema, leave_books
from marque.foundation.live.publish import CHANNEL
from marque.foundation.live.topics import may_hear

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
KEEP_ALIVE = 20.0
MAX_TOPICS = 12


class Hub:
    """Fans the notifications of one database connection out to the queues of the browsers."""

    def __init__(self) -> None:
        self.queues: dict[asyncio.Queue[str], tuple[str, frozenset[str]]] = {}
        self._task: asyncio.Task[None] | None = None

    def join(self, books: str, topics: frozenset[str]) -> asyncio.Queue[str]:
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._listen())
        queue: asyncio.Queue[str] = asyncio.Queue(maxsize=100)
        self.queues[queue] = (books, topics)
        return queue

    def leave(self, queue: asyncio.Queue[str]) -> None:
        self.queues.pop(queue, None)

    def deliver(self, payload: str) -> None:
        message = json.loads(payload)
        for queue, (books, topics) in self.queues.items():
            if books == message["books"] and message["topic"] in topics:
                with contextlib.suppress(asyncio.QueueFull):
                    queue.put_nowait(payload)

    async def _listen(self) -> None:
        while self.queues:
            with contextlib.suppress(psycopg.Error, OSError):
                async with await psycopg.AsyncConnection.connect(
                    **_connection_parameters(), autocommit=True
                ) as listener:
                    await listener.execute(f"LISTEN {CHANNEL}")
                    async for notice in listener.notifies():
                        self.deliver(notice.payload)
            await asyncio.sleep(1)


hub = Hub()


def _connection_parameters() -> dict[str, Any]:
    database = settings.DATABASES["default"]
    named = {
        "dbname": database["NAME"],
        "user": database["USER"],
        "password": database["PASSWORD"],
        "host": database["HOST"],
        "port": database["PORT"],
    }
    return {key: value for key, value in named.items() if value}


async def event_stream(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer GET /sse/?topics=a,b with server-sent events until the browser goes away."""
    reader = await sync_to_async(_reader_of)(scope)
    if reader is None:
        await send({"type": "http.response.start", "status": 401, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        return
    books, topics = reader
    queue = hub.join(books, topics)
    try:
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [
                    (b"content-type", b"text/event-stream; charset=utf-8"),
                    (b"cache-control", b"no-store"),
                    (b"x-accel-buffering", b"no"),
                ],
            }
        )
        await _pump(queue, receive, send)
    finally:
        hub.leave(queue)


async def _pump(queue: asyncio.Queue[str], receive: Receive, send: Send) -> None:
    gone = asyncio.ensure_future(_wait_for_disconnect(receive))
    await _write(send, ": ready\n\n")
    try:
        while not gone.done():
            try:
                payload = await asyncio.wait_for(queue.get(), KEEP_ALIVE)
            except TimeoutError:
                await _write(send, ": still here\n\n")
            else:
                await _write(send, f"data: {payload}\n\n")
    finally:
        gone.cancel()


async def _write(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _wait_for_disconnect(receive: Receive) -> None:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return


def _reader_of(scope: Scope) -> tuple[str, frozenset[str]] | None:
    """The schema and the permitted topics of a logged-in browser; None for anybody else."""
    close_old_connections()
    try:
        leave_books()
        request = ASGIRequest(dict(scope), BytesIO())
        books = account_set_of(request)
        if books is None:
            return None
        enter_schema(books.schema_name)
        user = _user_of(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
        if user is None:
            return None
        asked = parse_qs(scope["query_string"].decode()).get("topics", [""])[0].split(",")
        allowed = frozenset(t for t in asked[:MAX_TOPICS] if may_hear(user, t))
        return books.schema_name, allowed
    finally:
        connection.close()


def _user_of(session_key: str) -> Any:
    from django.contrib.auth import get_user_model  # noqa: PLC0415  apps must be loaded

    store = import_module(settings.SESSION_ENGINE).SessionStore(session_key or None)
    if not store.get(SESSION_KEY) or not store.get(BACKEND_SESSION_KEY):
        return None
    user = get_user_model().objects.filter(pk=store[SESSION_KEY], is_active=True).first()
    known_hash = user.get_session_auth_hash() if user else ""
    return user if user and store.get(HASH_SESSION_KEY) == known_hash else None
