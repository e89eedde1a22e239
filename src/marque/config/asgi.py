"""One port: server-sent events to the hub, everything else to threads.

Pages are synchronous Django in a pool of threads, so that the number of database connections
is fixed; only the long-lived event streams run on the event loop.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from a2wsgi import WSGIMiddleware

from marque.config.wsgi import application as pages
from marque.foundation.live.stream import event_stream

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_wsgi: Any = pages
_pages = WSGIMiddleware(_wsgi, workers=int(os.environ.get("MARQUE_THREADS", "4")))


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Send `/sse/` to the event hub and every other path to the pages."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"] == "/sse/":
        await event_stream(scope, receive, send)
    elif scope["type"] == "http":
        await _pages(scope, _as_coroutine(receive), _as_coroutine(send))  # type: ignore[arg-type]


def _as_coroutine(channel: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """The server's channels answer with futures; the bridge to threads wants coroutines."""

    async def call(*args: Any) -> Any:
        return await channel(*args)

    return call


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
